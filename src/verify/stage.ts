/**
 * Whether a stage of traffic stands (laws 11, 17), judged from what newcomers see through the public name while it settles.
 *
 * What counts is how those fare that the new region answers. Those of the region that is left are told and not held against
 * the stage: to go back would only send more users there. A fault, or a time in which nobody could look, begins the
 * settling anew; three faults in a row, or no whole settling within the patience, fail the stage.
 *
 *   the glance was answered by | it is
 *   ---------------------------|------------------------------------------------------------------------
 *   the new region             | good, or a fault when it did not read, or tried to write and did not
 *   another region             | elsewhere
 *   nobody that can be told    | blind when nothing could be tried; else a fault, or elsewhere in a failover, whose old
 *                              | region is expected to fail the users it still has
 */
import type { Proof } from '../model/plan.js'
import { formatMs, formatPercent } from '../model/units.js'
import type { PublicGlance } from '../model/world.js'
import { blindness, didIn, troubleIn } from './glance.js'

export interface StageWord {
  readonly is: 'served' | 'not-yet' | 'not-served'
  readonly because: string
}

const FAULTS_IN_A_ROW = 3
/** How unlikely it must be that nobody was sent to the new region by chance. */
const BY_CHANCE = 1 / 1_000
/** From this share on a region that none of the looks saw does not have it, also where looks hang together by what is kept. */
const PLAIN_SHARE = 50

/** The word on `proof` from all glances since it held, oldest first; their `at` and `elapsedMs` on one clock that began then. */
export function verifyStage(
  proof: Proof,
  glances: readonly PublicGlance[],
  elapsedMs: number,
  patienceMs: number,
): StageWord {
  const seen = glances.map((glance) => ({ at: glance.at, as: kindOf(proof, glance), glance }))
  const counted = seen.filter(({ as }) => as !== 'elsewhere')
  const last = counted.slice(-FAULTS_IN_A_ROW)
  const fault = last.at(-1)
  if (fault && last.length === FAULTS_IN_A_ROW && last.every(({ as }) => as === 'fault'))
    return { is: 'not-served', because: `${FAULTS_IN_A_ROW} looks in a row failed: ${troubleIn(fault.glance)}` }
  const broken = seen.findLastIndex(({ as }) => as === 'fault' || as === 'blind')
  const run = seen.slice(broken + 1)
  const since = run[0]?.at ?? elapsedMs
  const looks = run.map(({ glance }) => glance)
  const good = run.filter(({ as }) => as === 'good').length
  const told = `${good} looks ${didIn(looks)} in ${proof.at}${elsewhere(looks, good)}`
  const isSettled = run.length > 0 && elapsedMs - since >= proof.settleMs
  if (isSettled && good > 0) return { is: 'served', because: `${told}, in ${formatMs(elapsedMs - since)}` }
  if (isSettled) return unseen(proof, run, elapsedMs, patienceMs)
  if (elapsedMs <= patienceMs) return { is: 'not-yet', because: told }
  const why = seen[broken] ? (troubleIn(seen[broken].glance) ?? '') : told
  return {
    is: 'not-served',
    because: `not ${formatMs(proof.settleMs)} without a fault in ${formatMs(elapsedMs)}: ${why}`,
  }
}

type Kind = 'good' | 'fault' | 'elsewhere' | 'blind'

function kindOf({ at, planned }: Proof, glance: PublicGlance): Kind {
  const trouble = troubleIn(glance)
  if (glance.servedBy) return glance.servedBy.region !== at ? 'elsewhere' : trouble === undefined ? 'good' : 'fault'
  if (blindness(glance) !== undefined) return 'blind'
  const { answers } = glance
  if (answers.includes(at)) return 'fault'
  // Nobody said who failed: in a failover that is as a rule the region that is left, unless there was no answer at all.
  return planned || answers.length === 0 ? 'fault' : 'elsewhere'
}

type Sight = { readonly at: number; readonly as: Kind; readonly glance: PublicGlance }

/** Nobody was answered by the new region; how much that says hangs on how many independent looks there were. */
function unseen(proof: Proof, run: readonly Sight[], elapsedMs: number, patienceMs: number): StageWord {
  const newcomers = run.filter(({ glance }) => glance.isNewcomer).length
  const share = proof.percent / 100
  const none = `none of ${run.length} looks was answered by ${proof.at}, which is to have ${formatPercent(proof.percent)}`
  if ((1 - share) ** newcomers < BY_CHANCE) return { is: 'not-served', because: none }
  if (newcomers > 0 || proof.percent >= PLAIN_SHARE)
    return { is: elapsedMs <= patienceMs ? 'not-yet' : 'not-served', because: none }
  return { is: 'served', because: `${none}; too few to tell, and nothing failed` }
}

function elsewhere(run: readonly PublicGlance[], good: number): string {
  const others = run.length - good
  if (others === 0) return ''
  const failed = run.filter((glance) => troubleIn(glance) !== undefined).length
  return `, ${others} were answered elsewhere${failed > 0 ? `, ${failed} of them not served` : ''}`
}
