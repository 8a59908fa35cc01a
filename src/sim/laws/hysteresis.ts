/**
 * L5, as far as it is about when to believe: a place is impaired only after as many failures in a row as the policy names,
 * and is not called healthy again at the first good look. Told apart for zones and planes; a region follows from these.
 *
 * A trace has the changes of a mind, not its samples: what shows is whether there was time for so many.
 */
import type { Assessment } from '../../model/health.js'
import { nameOf } from '../../model/place.js'
import type { Policy } from '../../policy/policy.js'
import type { Mind } from '../trace.js'
import { breach } from './breach.js'
import type { Breach, Checker } from './law.js'
import type { Run } from './runs.js'
import { lastAt, type Story } from './story.js'

/** L5: hysteresis both ways. */
export const bothWays: Checker = (story) => [
  ...story.runs.filter(({ byItself }) => byItself).flatMap((run) => hasty(run, story)),
  ...trusting(story),
]

/** The least time between two samples: of a burst where the policy has one, else of a look that came early. */
const gapMs = ({ confirm, everyMs, jitterPercent }: Policy['observe']): number =>
  confirm.times > 0 ? Math.min(confirm.everyMs, everyMs) : everyMs * (1 - jitterPercent / 100)

function hasty(run: Run, { policy }: Story): readonly Breach[] {
  const wantedMs = (policy.assess.impairedAfter - 1) * gapMs(policy.observe) * 0.8
  return run.evidence
    .filter(({ forced, measured, of }) => of.kind !== 'region' && measured.kind === 'impaired' && forced === undefined)
    .filter(({ firstBadAt, measured }) => firstBadAt !== undefined && measured.since - firstBadAt < wantedMs)
    .map(({ of }) => breach(run, `rests on ${nameOf(of)}, called impaired in less time than its samples take`))
}

function trusting(story: Story): readonly Breach[] {
  if (story.policy.assess.healthyAfter < 2) return []
  const before = new Map<string, Mind>()
  return story.trace.minds.flatMap((mind) => {
    const earlier = before.get(mind.host)
    before.set(mind.host, mind)
    if (!earlier || isAnother(earlier, mind, story)) return []
    return mind.assessments
      .filter(
        (now) => isWell(now) && earlier.assessments.some((was) => nameOf(was.of) === nameOf(now.of) && isSick(was)),
      )
      .map(({ of }) => ({ atMs: mind.atMs, what: `${nameOf(of)} was impaired, and healthy at the first good look` }))
  })
}

const isWell = ({ forced, measured, of }: Assessment): boolean =>
  of.kind !== 'region' && forced === undefined && measured.kind === 'healthy'
const isSick = ({ measured }: Assessment): boolean => measured.kind === 'impaired'

/** A process that was started anew begins with a blank mind. */
const isAnother = (earlier: Mind, mind: Mind, { trace: { leases } }: Story): boolean =>
  (leases[lastAt(leases, mind.atMs)]?.atMs ?? 0) >= earlier.atMs
