// From killing a server to the answer changing, at the same interval and thresholds, side by side in one run: each trial
// kills one server of every contender in turn, at a random moment of its interval.
import net from 'node:net'
import { columns, ms, spread } from './figures.mjs'
import { failover } from './flip/failover.mjs'
import { gdnsd } from './flip/gdnsd.mjs'
import { haproxy } from './flip/haproxy.mjs'

const INTERVAL_S = 2
const trials = Number(process.argv.find((word) => /^\d+$/.test(word)) ?? 20)

/** A port that is free on every loopback address, as far as one look can tell. */
async function freePort() {
  const server = net.createServer().listen(0, '0.0.0.0')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

const contenders = []
const missing = []
for (const [name, make] of Object.entries({ failover, gdnsd, haproxy })) {
  const ports = { port: await freePort(), dnsPort: await freePort(), frontPort: await freePort() }
  const contender = await make({ intervalS: INTERVAL_S, ...ports })
  if (contender) contenders.push({ ...contender, took: [] })
  else missing.push(name)
}
try {
  for (let trial = 0; trial < trials; trial++) {
    for (const contender of contenders) {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * INTERVAL_S * 1_000))
      contender.took.push(await contender.trial(trial))
    }
  }
} finally {
  for (const contender of contenders) await contender.stop()
}

const results = contenders.map(({ name, settings, took }) => ({ name, settings, ...spread(took), took }))
const ours = results.find(({ name }) => name === 'failover')
const ratios = results
  .filter((result) => result !== ours)
  .map(({ name, median }) => ({ against: name, ratio: ours.median / median }))
if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ flip: { intervalS: INTERVAL_S, trials, results, ratios, missing } }, null, 2))
} else {
  console.log(
    `From kill to changed answer, every ${INTERVAL_S} s, down after one failure (mark: half of gdnsd's median)\n`,
  )
  console.log(
    columns([
      ['', 'runs', 'min', 'median', 'p90', 'max'],
      ...results.map(({ name, runs, min, median, p90, max }) => [name, runs, ms(min), ms(median), ms(p90), ms(max)]),
    ]),
  )
  console.log()
  for (const { name, settings } of results) console.log(`${name}: ${settings}`)
  for (const { against, ratio } of ratios) console.log(`failover takes ${ratio.toFixed(2)} of ${against}'s median`)
  for (const name of missing) console.log(`${name} is not installed here, and was left out`)
}
