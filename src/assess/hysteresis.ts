/**
 * Health with memory: one bad round does not condemn, one good round does not absolve (law 5). `unknown` changes nothing,
 * for better or worse (law 1). N is `impairedAfter`, M is `healthyAfter`.
 *
 *                | pass                            | fail                       | unknown
 *   -------------|---------------------------------|----------------------------|--------------
 *   healthy      | healthy                         | suspect 1; impaired if N=1 | healthy
 *   suspect n    | healthy                         | suspect n+1; impaired at N | suspect n
 *   impaired     | recovering 1; healthy if M=1    | impaired                   | impaired
 *   recovering n | recovering n+1; healthy at M    | impaired                   | recovering n
 */
import type { Health } from '../model/health.js'
import type { AssessPolicy } from '../policy/policy.js'
import type { RoundVerdict } from './votes.js'

/** The health after one more round, judged at `now` (ms since the epoch); `since` changes only when the state does. */
export function next(before: Health, round: RoundVerdict, now: number, policy: AssessPolicy): Health {
  if (round === 'unknown') return before
  return round === 'pass' ? passed(before, now, policy) : failed(before, now, policy)
}

function passed(before: Health, now: number, { healthyAfter }: AssessPolicy): Health {
  if (before.kind === 'healthy') return before
  if (before.kind === 'suspect') return { kind: 'healthy', since: now }
  const passes = before.kind === 'recovering' ? before.passes + 1 : 1
  if (passes >= healthyAfter) return { kind: 'healthy', since: now }
  return { kind: 'recovering', since: before.kind === 'recovering' ? before.since : now, passes }
}

function failed(before: Health, now: number, { impairedAfter }: AssessPolicy): Health {
  if (before.kind === 'impaired') return before
  if (before.kind === 'recovering') return { kind: 'impaired', since: now }
  const fails = before.kind === 'suspect' ? before.fails + 1 : 1
  if (fails >= impairedAfter) return { kind: 'impaired', since: now }
  return { kind: 'suspect', since: before.kind === 'suspect' ? before.since : now, fails }
}
