/**
 * L16 and L23: no retry storms, and no more calls on a bad day than on a calm one, but for what a step's own work needs.
 *
 * A step may look once a second until it holds; what is above that and above a few times the calm rate is a storm. Jitter
 * and deadlines leave no trace of their own: a try that was given up shows as `late`.
 */
import { nameOf } from '../../model/place.js'
import { formatMs } from '../../model/units.js'
import type { Call } from '../trace.js'
import type { Breach, Checker } from './law.js'
import type { Story } from './story.js'

/** Route 53 takes five requests a second from an account (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html). */
const ROUTE53_A_SECOND = 5
/** Tries of one change within one step: so many in a burst, and one more a minute while the step lasts. */
const TRIES = 16
const MINUTE_MS = 60_000
/** Looks of a step at work, several calls each. */
const WORK_A_MINUTE = 180
const TIMES_CALM = 3

/** L16: no retry storms. */
export const noStorms: Checker = (story) => [...tooManyTries(story), ...tooManyRecordCalls(story)]

function tooManyTries({ openSteps, trace }: Story): readonly Breach[] {
  const tries = new Map<string, { count: number; readonly sinceMs: number }>()
  return trace.calls.filter(isFailedChange).flatMap((call) => {
    const open = openSteps(call).map(({ run, step }) => `${run.id} ${step.id} ${attemptAt(run.entries, step.id, call)}`)
    const key = `${call.host} ${call.what} ${open.join()}`
    const known = tries.get(key) ?? { count: 0, sinceMs: call.atMs }
    tries.set(key, known)
    known.count += 1
    const lastedMs = call.atMs - known.sinceMs
    // Told once: later tries of a storm are the same storm.
    if (known.count <= TRIES + lastedMs / MINUTE_MS) return []
    known.count = Number.NEGATIVE_INFINITY
    return [
      {
        atMs: call.atMs,
        what: `"${call.what}" was tried more than ${TRIES} times in ${formatMs(lastedMs)} in one step`,
      },
    ]
  })
}

const isFailedChange = ({ does, outcome }: Call): boolean =>
  does === 'change' && outcome !== 'ok' && outcome !== 'refused'

/** A step begins anew when its run is resumed, on the way back too, and so do its tries. */
const attemptAt = (entries: Story['trace']['entries'], step: string, { atMs }: Call): number =>
  entries.filter(
    ({ atMs: at, entry: { event } }) =>
      at <= atMs && (event.kind === 'resumed' || (event.kind === 'step-started' && event.step === step)),
  ).length

function tooManyRecordCalls({ trace }: Story): readonly Breach[] {
  const calls = trace.calls.filter(({ plane: { service, side } }) => service === 'route53' && side === 'control')
  const peak = busiest(calls, 1_000)
  if (!peak || peak.count <= ROUTE53_A_SECOND) return []
  return [
    { atMs: peak.atMs, what: `${peak.count} calls to Route 53's API within a second, ${ROUTE53_A_SECOND} at most` },
  ]
}

/** L23: throttled is not failed; and our own call rate never rises during an incident. */
export const calmRate: Checker = ({ trace }) => {
  const trouble = Math.min(trace.endedMs, ...trace.happened.map(({ atMs }) => atMs))
  const byPlane = new Map<string, Call[]>()
  for (const call of trace.calls) {
    const name = `${call.host} ${nameOf(call.plane)}`
    const known = byPlane.get(name)
    if (known) known.push(call)
    else byPlane.set(name, [call])
  }
  return [...byPlane].flatMap(([name, calls]) => {
    const calm =
      busiest(
        calls.filter(({ atMs }) => atMs < trouble),
        MINUTE_MS,
      )?.count ?? 0
    const peak = busiest(calls, MINUTE_MS)
    const limit = TIMES_CALM * calm + WORK_A_MINUTE
    if (!peak || peak.count <= limit) return []
    return [{ atMs: peak.atMs, what: `${peak.count} calls to ${name} within a minute; ${calm} on a calm day` }]
  })
}

/** The span of `ms` with most calls in it. */
function busiest(calls: readonly Call[], ms: number): { readonly atMs: number; readonly count: number } | undefined {
  let first = 0
  let best: { atMs: number; count: number } | undefined
  calls.forEach(({ atMs }, index) => {
    while ((calls[first]?.atMs ?? atMs) <= atMs - ms) first++
    const count = index - first + 1
    if (count > (best?.count ?? 0)) best = { atMs, count }
  })
  return best
}
