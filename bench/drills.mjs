// How fast days are simulated, on one core: a calm year and a calm stretch with every look made; random days with their
// laws judged; and every shipped drill. Figures are of processor time, since machines are shared; the two ways of looking
// at calm run in turn, side by side. It runs the build.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readDrills } from '../dist/cli/drill/drill-files.js'
import { rehearse } from '../dist/cli/drill/rehearse.js'
import { randomDay } from '../dist/drill/random-day.js'
import { basePolicy } from '../dist/drill/random-policy.js'
import { runDrill } from '../dist/drill/run-drill.js'
import { lawsBroken } from '../dist/sim/laws.js'
import { columns, spread } from './figures.mjs'

const HOUR_MS = 3_600_000
const ROOT = join(import.meta.dirname, '..')
const YEAR_HOURS = 8_760
const LOOKED_HOURS = 5
const BLOCK = 100

/** One controller over an app in two regions of three zones, looking every ten seconds, and nothing happens. */
function calm(hours) {
  const day = randomDay(1)
  const policy = basePolicy({ engine: 'rds', capacity: 'autoscaling-group', name: 'switched', watches: ['ebs', 'api'] })
  const databases = { orders: { engine: 'rds', lagMs: 1_000 } }
  const world = { ...day.world, databases, controllers: 1, noise: false }
  return { ...day, policy, world, events: [], expect: [], untilMs: hours * HOUR_MS }
}

async function cpuSeconds(work) {
  const before = process.cpuUsage()
  await work()
  const { system, user } = process.cpuUsage(before)
  return (system + user) / 1e6
}

/** Simulated hours a second of processor time, over `runs` of each, in turn. */
export async function calmHours(runs = 7) {
  const found = { rests: [], looks: [] }
  for (let run = -1; run < runs; run++) {
    const resting = await cpuSeconds(() => runDrill(calm(YEAR_HOURS)))
    const looking = await cpuSeconds(() => runDrill(calm(LOOKED_HOURS), { rests: false }))
    if (run < 0) continue
    found.rests.push(YEAR_HOURS / resting)
    found.looks.push(LOOKED_HOURS / looking)
  }
  return { rests: spread(found.rests), looks: spread(found.looks) }
}

/** Milliseconds of processor time for a random day, laws included, by blocks of a hundred; the first warms up. */
export async function randomDays(blocks = 8) {
  const perDay = []
  let broken = 0
  for (let block = -1; block < blocks; block++) {
    const seconds = await cpuSeconds(async () => {
      const first = 1 + (block + 1) * BLOCK
      for (let seed = first; seed < first + BLOCK; seed++) broken += lawsBroken(await runDrill(randomDay(seed))).length
    })
    if (block >= 0) perDay.push((1_000 * seconds) / BLOCK)
  }
  return { ...spread(perDay), broken }
}

/** Seconds of processor time for all shipped drills, judged. */
export async function shipped() {
  const files = readdirSync(join(ROOT, 'drills')).filter((name) => name.endsWith('.yaml'))
  const { drills } = readDrills(files.map((name) => join(ROOT, 'drills', name)))
  const seconds = await cpuSeconds(async () => {
    for (const { drill } of drills) await rehearse(drill)
  })
  return { drills: drills.length, seconds }
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const [hours, days, drills] = [await calmHours(), await randomDays(), await shipped()]
  if (process.argv.includes('--json')) console.log(JSON.stringify({ calm: hours, randomDays: days, drills }, null, 2))
  else {
    const whole = (value) => Math.round(value).toLocaleString('en')
    const row = (name, { max, median, min, runs }, show) => [name, runs, show(min), show(median), show(max)]
    console.log('Simulated days, on one core (mark: 1,000 simulated hours a second in calm, looks every 10 s)\n')
    console.log(
      columns([
        ['what', 'runs', 'min', 'median', 'max'],
        row('calm, hours a second, looks that find nothing left out', hours.rests, whole),
        row('calm, hours a second, every look made', hours.looks, (value) => value.toFixed(1)),
        row('a random day with its laws, ms', days, (value) => value.toFixed(1)),
      ]),
    )
    const tenThousand = (days.median * 10_000) / 1_000 / 2
    console.log(`\n10,000 random days on two cores: ${Math.round(tenThousand)} s at the median (mark: 120 s)`)
    console.log(`${drills.drills} shipped drills, judged: ${drills.seconds.toFixed(1)} s`)
  }
}
