/**
 * Days that nobody thought of, drawn from seeds one after another: no day may break a law. The first that does is made as
 * small as the failure needs, and told with the command that repeats it.
 */
import { randomDay } from '../../drill/random-day.js'
import { shrinkDay } from '../../drill/shrink-day.js'
import { hasPassed } from '../../sim/figures.js'
import { Ending, EXIT } from '../exit.js'
import type { Output } from '../output.js'
import { drillDocument } from './drill-document.js'
import { showFailed, showStory } from './drill-text.js'
import { type Replayed, rehearse } from './rehearse.js'

/** How many failing days are told; the rest are counted. */
const TOLD_MAX = 20

/** Runs `many` days from seed `first` on; ends with 6 when one breaks a law. */
export async function runRandomDays(first: number, many: number, output: Output): Promise<void> {
  const failed: Replayed[] = []
  let failures = 0
  for (let seed = first; seed < first + many; seed++) {
    const rehearsed = await rehearse(randomDay(seed))
    if (hasPassed(rehearsed)) continue
    failures += 1
    if (failed.length < TOLD_MAX) failed.push(rehearsed)
  }
  output.say(`${many - failures} of ${many} random days kept every law (seeds ${first} to ${first + many - 1})`)
  for (const each of failed) showFailed(each, output)
  const [worst] = failed
  const shrunk = worst && (await smallest(worst))
  if (shrunk) {
    output.say('\nThe first of them, made as small as it still fails:')
    showStory(shrunk, output)
  }
  output.document({
    days: many,
    failed: failures,
    drills: failed.map(drillDocument),
    ...(shrunk ? { shrunk: { day: shrunk.trace.drill, ...drillDocument(shrunk) } } : {}),
  })
  if (!worst) return
  const next = `"failover drill --random 1 --seed ${worst.trace.drill.seed}" repeats the first`
  throw new Ending(EXIT.failed, `${failures} of ${many} random days broke a law`, next, undefined, true)
}

/** Smaller days must break one of the same laws: a day may fail for another reason once it is cut. */
async function smallest({ broken, trace }: Replayed): Promise<Replayed> {
  const laws = new Set(broken.map(({ law }) => law))
  const day = await shrinkDay(trace.drill, async (smaller) =>
    (await rehearse(smaller)).broken.some(({ law }) => laws.has(law)),
  )
  return rehearse(day)
}
