// Random days by the hundred thousand, on every core: no day may break a law. What one breaks is told as it is found, with
// the command that repeats it, and the exit code is 1. It runs the build.
//
//   npm run soak                          until it is stopped
//   npm run soak -- --days 100000         so many days
//   npm run soak -- --minutes 30          for so long
//   npm run soak -- --seed 5000000        from this seed on; a fresh one unless told
import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: { days: { type: 'string' }, minutes: { type: 'string' }, seed: { type: 'string' } },
})
const many = Number(values.days ?? Number.POSITIVE_INFINITY)
const untilMs = performance.now() + Number(values.minutes ?? Number.POSITIVE_INFINITY) * 60_000
const first = Number(values.seed ?? Math.floor(Date.now() / 1_000))
if ([many, untilMs, first].some(Number.isNaN)) {
  console.error('--days, --minutes and --seed take numbers')
  process.exit(2)
}
/** Seeds handed out at a time. */
const BLOCK = 100
const EVERY_MS = 30_000

const told = { next: first, done: 0, broken: 0, hours: 0 }
const began = performance.now()
let isStopping = false
process.on('SIGINT', () => {
  isStopping = true
})

console.log(`seeds from ${first} on, on ${availableParallelism()} cores`)
const tick = setInterval(() => console.log(lineOf()), EVERY_MS)
await Promise.all(Array.from({ length: availableParallelism() }, work))
clearInterval(tick)
console.log(`${lineOf()}; seeds ${first} to ${told.next - 1}`)
console.log(`${told.done - told.broken} passed, ${told.broken} failed`)
process.exitCode = told.broken > 0 || told.done === 0 ? 1 : 0

function lineOf() {
  const seconds = (performance.now() - began) / 1_000
  const pace = `${(told.done / seconds).toFixed(1)} days a second, ${Math.round(told.hours / seconds)} simulated hours`
  return `${told.done} days, ${told.broken} of them broke a law (${pace})`
}

/** One worker, which is given seeds until there are none left, or no time. */
function work() {
  const worker = fork(join(import.meta.dirname, 'soak/worker.mjs'), { execArgv: ['--max-semi-space-size=64'] })
  const give = () => {
    const left = first + many - told.next
    if (isStopping || left <= 0 || performance.now() > untilMs) return worker.disconnect()
    const block = { first: told.next, many: Math.min(BLOCK, left) }
    told.next += block.many
    worker.send(block)
  }
  worker.on('message', ({ broken, done, hours }) => {
    if (broken) {
      told.broken += 1
      console.log(`broken: failover drill --random 1 --seed ${broken.seed}: ${broken.law}, ${broken.what}`)
    }
    if (done === undefined) return
    told.done += done
    told.hours += hours
    give()
  })
  give()
  return new Promise((resolve, reject) => {
    worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))))
  })
}
