/**
 * Runs days, and tells each law that a day breaks, one line of JSON each. What is asked for is told as arguments: names of
 * days, or seeds of random ones. With `--first` it ends with the first day that breaks a law.
 */
import { randomDay } from '../../src/drill/random-day.js'
import { runDrill } from '../../src/drill/run-drill.js'
import { lawsBroken } from '../../src/sim/laws.js'
import { dayOf } from './days.js'

const asked = process.argv.slice(2)
const isFirst = asked[0] === '--first'

for (const name of asked.filter((each) => each !== '--first')) {
  const drill = /^\d+$/.test(name) ? randomDay(Number(name)) : dayOf(name)
  const began = performance.now()
  let broken: readonly { readonly law: string; readonly atMs: number; readonly what: string }[]
  try {
    broken = lawsBroken(await runDrill(drill))
  } catch (thrown) {
    broken = [{ law: 'bug', atMs: 0, what: thrown instanceof Error ? thrown.message : String(thrown) }]
  }
  console.log(JSON.stringify({ day: name, tookMs: Math.round(performance.now() - began), broken: broken.slice(0, 20) }))
  if (isFirst && broken.length > 0) break
}
process.exit(0)
