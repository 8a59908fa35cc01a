/**
 * A user of an app on AWS: resolves the public name at the policy's resolvers, and comes anew each time, over fresh
 * connections, to one of the addresses answered. The read is the policy's URL; the write, where the policy names one, must
 * be acknowledged with a success; without one a read stands for both, and the answer says so.
 */
import { withDeadline } from '../../model/deadline.js'
import { asOperatingError } from '../../model/error.js'
import type { Verdict } from '../../model/health.js'
import type { Clock, PublicEye, PublicGlance, Random } from '../../model/world.js'
import type { VerifyPolicy } from '../../policy/policy.js'
import { type Resolved, resolveAt } from './public-name.js'
import { ask, type UserAnswer, type UserRequest } from './user-request.js'

export interface EyeParts {
  readonly clock: Clock
  readonly random: Random
  readonly verify: VerifyPolicy
  /** What a user reads; absent where neither the policy nor a record of it names anything public. */
  readonly url: string | undefined
}

const REQUEST_MS = 1_500

export function awsEye({ clock, random, url, verify }: EyeParts): PublicEye {
  if (url === undefined) return { glance: async () => blind(clock.now(), 'the policy names no public URL: verify.url') }
  const { resolvers, servedBy, write } = verify
  const read = new URL(url)
  const see = async (at: URL, method: string, body: string | undefined, signal: AbortSignal): Promise<Seen> => {
    const resolved = await resolveAt(at.hostname, resolvers, clock, signal)
    const addresses = resolved.flatMap((each) => each.addresses)
    const address = addresses[Math.floor(random() * addresses.length)]
    if (address === undefined) return { addresses, verdict: unresolved(resolved) }
    return {
      addresses,
      ...(await requested({ url: at, address, method, ...(body === undefined ? {} : { body }) }, clock, signal)),
    }
  }
  return {
    glance: async (signal) => {
      const [reading, writing] = await Promise.all([
        see(read, 'GET', undefined, signal),
        write ? see(new URL(write.url), write.method, write.body, signal) : undefined,
      ])
      const served = placeIn(reading.answer, servedBy) ?? placeIn(writing?.answer, servedBy)
      return {
        at: clock.now(),
        answers: [...new Set(reading.addresses)],
        read: reading.verdict,
        write: writing?.verdict ?? reading.verdict,
        ...(served ? { servedBy: served } : {}),
      }
    },
  }
}

interface Seen {
  readonly addresses: readonly string[]
  readonly verdict: Verdict
  readonly answer?: UserAnswer
}

/** A user who cannot resolve the name is not served; where no resolver answered at all, nobody could look. */
function unresolved(resolved: readonly Resolved[]): Verdict {
  const because = resolved.map((each) => each.because ?? `${each.resolver} gave no address`).join('; ')
  const anybody = resolved.some(({ isEmpty }) => isEmpty)
  return anybody ? { is: 'fail', because, mode: 'wrong-answer' } : { is: 'unknown', because }
}

async function requested(request: UserRequest, clock: Clock, stop: AbortSignal): Promise<Omit<Seen, 'addresses'>> {
  const doing = `${request.method} ${request.url.href} at ${request.address}`
  const began = clock.monotonic()
  try {
    const answer = await withDeadline({ clock, ms: REQUEST_MS, doing, stop }, (signal) => ask(request, signal))
    const isGood = answer.status >= 200 && answer.status < 400
    const verdict: Verdict = isGood
      ? { is: 'pass', latencyMs: clock.monotonic() - began }
      : { is: 'fail', because: `${doing}: answered ${answer.status}`, mode: 'wrong-answer' }
    return { verdict, answer }
  } catch (thrown) {
    const { code, message } = asOperatingError(thrown, doing)
    return { verdict: { is: 'fail', because: message, mode: code === 'timed-out' ? 'silent' : 'refused' } }
  }
}

/** `REGION` or `REGION/ZONE`, as the app says in a header. */
function placeIn(answer: UserAnswer | undefined, header: string): PublicGlance['servedBy'] {
  const said = answer?.headers[header.toLowerCase()]
  const [region, zone = ''] = (typeof said === 'string' ? said : '').split('/')
  return region ? { region, zone } : undefined
}

function blind(at: number, because: string): PublicGlance {
  const verdict: Verdict = { is: 'unknown', because }
  return { at, answers: [], read: verdict, write: verdict }
}
