/**
 * The laws as checkers, in every drill besides what it expects. Each reads the trace alone and knows nothing of the code
 * it checks; what a trace cannot show of a law stands in that law's file.
 */
import { blockedSays } from './laws/blocked.js'
import { boundedHand } from './laws/bounded-hand.js'
import { calmRate, noStorms } from './laws/call-rate.js'
import { dryRunChangesNothing } from './laws/dry-run.js'
import { neverEmpty } from './laws/empty-answer.js'
import { frozenRightly } from './laws/freezing.js'
import { grayCounts } from './laws/gray.js'
import { bothWays } from './laws/hysteresis.js'
import { neverInBetween } from './laws/in-between.js'
import { journalFirst } from './laws/journal-first.js'
import type { Broken, Checker, Law } from './laws/law.js'
import { avoidsStorage, leansOnNothingSick } from './laws/leaning.js'
import { leaseHolderOnly } from './laws/lease.js'
import { lossTold } from './laws/loss.js'
import { monitorsDoubted, onlyControlSick } from './laws/monitors.js'
import { oneWriter } from './laws/one-writer.js'
import { rightOrder } from './laws/order.js'
import { noFlapping } from './laws/pauses.js'
import { quorumFirst, unknownBlocks } from './laws/quorum.js'
import { onRecord } from './laws/record.js'
import { usersSeeIt } from './laws/recovered.js'
import { smallestMove } from './laws/smallest-move.js'
import { storyOf } from './laws/story.js'
import { towardTrouble } from './laws/toward-trouble.js'
import { type LawId, WORDS } from './laws/words.js'
import { zoneIds } from './laws/zone-ids.js'
import type { Trace } from './trace.js'

const CHECKERS: readonly (readonly [LawId, Checker])[] = [
  ['L1', unknownBlocks],
  ['L2', quorumFirst],
  ['L3', smallestMove],
  ['L4', towardTrouble],
  ['L5', (story) => [...noFlapping(story), ...bothWays(story)]],
  ['L6', grayCounts],
  ['L7', monitorsDoubted],
  ['L8', leansOnNothingSick],
  ['L9', avoidsStorage],
  ['L10', oneWriter],
  ['L11', rightOrder],
  ['L12', lossTold],
  ['L14', journalFirst],
  ['L15', leaseHolderOnly],
  ['L16', noStorms],
  ['L17', usersSeeIt],
  ['L18', dryRunChangesNothing],
  ['L20', onRecord],
  ['L21', zoneIds],
  ['L22', boundedHand],
  ['L23', calmRate],
  ['L24', (story) => [...onlyControlSick(story), ...frozenRightly(story)]],
  ['L25', blockedSays],
  ['L26', neverEmpty],
  ['L27', neverInBetween],
]

/** Every law that a trace can show to be broken. */
export const LAWS: readonly Law[] = CHECKERS.map(([id, check]) => ({
  ...{ id, words: WORDS[id] },
  check: (trace) => check(storyOf(trace)),
}))

/** Every breach of every law in a trace, in the order of the laws. */
export function lawsBroken(trace: Trace): readonly Broken[] {
  const story = storyOf(trace)
  return CHECKERS.flatMap(([law, check]) => check(story).map((breach) => ({ law, ...breach })))
}
