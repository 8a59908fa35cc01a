/**
 * How long a watcher of a simulated world may rest. While the cloud stands still, a look finds what the one before found,
 * and only time goes on; so the looks in between are left out, up to a few before the next that could differ: before
 * something happens in the cloud, to a controller or at a keyboard, and before the judgement itself would change its
 * mind, which is asked of `decide` at each of the instants left out. The instants are those at which it would have looked.
 */
import type { Tick } from '../controller/tick.js'
import { likenessOfDecision } from '../daemon/judged.js'
import { decide } from '../decide/decide.js'
import type { Situation } from '../decide/situation.js'
import type { Assessment, Gauge } from '../model/health.js'
import { nameOf } from '../model/place.js'

/** So many looks are made before anything can differ, so that all that is remembered is fresh by then. */
const FRESH_ROUNDS = 2

/**
 * How long to rest after a round that found what the one before had found, ms; `nextInMs` where no look is to be left out.
 * Nothing differs for `calmMs`, unless the judgement changes its mind.
 */
export function restMs(before: Tick, found: Tick, nextInMs: number, calmMs: number): number {
  const { decision, memory, plan, situation } = found
  const { everyMs } = situation.policy.observe
  const room = Math.floor((calmMs - nextInMs) / everyMs) - FRESH_ROUNDS
  if (room <= 0 || plan !== undefined || situation.precedents.open) return nextInMs
  if (!isSameHealth(before.memory.assessments, memory.assessments)) return nextInMs
  // What was seen since the round before will be as fresh at every later one.
  const freshAt = before.situation.now + 1
  const likeness = likenessOfDecision(decision)
  const differs = (round: number): boolean => {
    const passedMs = nextInMs + (round + FRESH_ROUNDS) * everyMs
    return likenessOfDecision(decide(later(situation, passedMs, freshAt))) !== likeness
  }
  // Where nothing is weighed no guard waits for its time to come, and calm is calm as far as it reaches.
  const isCalm = decision.kind === 'hold' && decision.considered.length === 0 && !differs(room)
  for (let round = 0; !isCalm && round <= room; round++) {
    if (differs(round)) return nextInMs + Math.max(0, round - 1) * everyMs
  }
  return nextInMs + room * everyMs
}

/**
 * Whether nothing is in doubt, and every signal says what it said. Who is in doubt waits for the next sample, which may come
 * later than the next look; and how calls fared lately goes on changing in a cloud that stands still, by what is forgotten.
 */
function isSameHealth(before: readonly Assessment[], after: readonly Assessment[]): boolean {
  return (
    before.length === after.length &&
    after.every((each, index) => {
      const was = before[index]
      if (!was || nameOf(was.of) !== nameOf(each.of) || was.measured.kind !== each.measured.kind) return false
      return !isInDoubt(each) && saidOf(was) === saidOf(each)
    })
  )
}

/** A region that recovers may do so for as long as one of its zones does not. */
const isInDoubt = ({ measured, of }: Assessment): boolean =>
  measured.kind === 'suspect' || (measured.kind === 'recovering' && of.kind !== 'region')

const saidOf = ({ tallies }: Pick<Assessment, 'tallies'>): string =>
  tallies.map(({ because, fail, pass, signal, unknown }) => [signal, pass, fail, unknown, because].join(' ')).join('\n')

/** The situation as it will be when all that was seen now is seen again `byMs` later. */
function later(situation: Situation, byMs: number, freshAt: number): Situation {
  return {
    ...situation,
    now: situation.now + byMs,
    assessments: situation.assessments.map((each) => seenLater(each, byMs, freshAt)),
    gauges: situation.gauges.map((each): Gauge => (each.at >= freshAt ? { ...each, at: each.at + byMs } : each)),
  }
}

function seenLater(assessment: Assessment, byMs: number, freshAt: number): Assessment {
  const { lastQuorumAt } = assessment
  if (lastQuorumAt === undefined || lastQuorumAt < freshAt) return assessment
  return { ...assessment, lastQuorumAt: lastQuorumAt + byMs }
}
