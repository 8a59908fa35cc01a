// Runs the days of the seeds it is given, and tells each that breaks a law.
import { randomDay } from '../../dist/drill/random-day.js'
import { runDrill } from '../../dist/drill/run-drill.js'
import { lawsBroken } from '../../dist/sim/laws.js'

const HOUR_MS = 3_600_000

// Whoever started it is asked to stop, and ends it.
process.on('SIGINT', () => undefined)
process.on('message', async ({ first, many }) => {
  let hours = 0
  for (let seed = first; seed < first + many; seed++) {
    const day = randomDay(seed)
    const [worst] = lawsBroken(await runDrill(day))
    hours += day.untilMs / HOUR_MS
    if (worst) process.send({ broken: { seed, law: worst.law, what: worst.what } })
  }
  process.send({ done: many, hours })
})
