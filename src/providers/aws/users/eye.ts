/**
 * A user of an app on AWS: resolves the public name at the policy's resolvers, and comes anew each time, over fresh
 * connections, to one of the addresses answered. A newcomer asks the zone's own name servers instead, so that nothing
 * that was kept of the name has a part in it. The read is the policy's URL; the write, where the policy names one, goes
 * where the same user's read went, and must be acknowledged with a success.
 *
 *   what a server of names answers | a user who asks there
 *   -------------------------------|----------------------------------------------
 *   addresses                      | tries one of them
 *   no such name, no address       | is not served
 *   nothing, or that it cannot     | is nobody: whoever looks is blind there (law 1)
 */
import { isIP } from 'node:net'
import { withDeadline } from '../../../model/deadline.js'
import { asOperatingError } from '../../../model/error.js'
import type { Verdict } from '../../../model/health.js'
import { isRegion } from '../../../model/place.js'
import type { Clock, PublicEye, PublicGlance, Random } from '../../../model/world.js'
import type { VerifyPolicy } from '../../../policy/policy.js'
import type { AddressBook, Place } from './address-book.js'
import type { NameServers } from './name-servers.js'
import { codeOf, type Resolved, resolveAt } from './public-name.js'
import { ask, type UserAnswer, type UserRequest } from './user-request.js'

export interface EyeParts {
  readonly clock: Clock
  readonly random: Random
  readonly verify: Pick<VerifyPolicy, 'resolvers' | 'servedBy' | 'write'>
  /** What a user reads; absent where neither the policy nor a record of it names anything public. */
  readonly url: string | undefined
  readonly book: AddressBook
  /** Those of the zone of `url`. */
  readonly nameServers: NameServers
}

/** One glance takes less than two seconds: the name, then both requests at once. */
const NAME_MS = 750
const REQUEST_MS = 1_100

export function awsEye(parts: EyeParts): PublicEye {
  const { clock, url, verify } = parts
  if (url === undefined) return { glance: async () => blind(clock.now(), 'the policy names no public URL: verify.url') }
  const read = new URL(url)
  const write = verify.write === undefined ? undefined : { ...verify.write, url: new URL(verify.write.url) }
  return {
    glance: async (signal, as) => {
      const [led] = await Promise.all([
        lead(read.hostname, as === 'newcomer', parts, signal),
        parts.book.refresh(signal),
      ])
      const elsewhere = write && write.url.hostname !== read.hostname
      const writeLed = elsewhere ? await lead(write.url.hostname, false, parts, signal) : led
      const [reading, writing] = await Promise.all([
        see({ url: read, method: 'GET' }, led, clock, signal),
        write ? see(write, writeLed, clock, signal) : undefined,
      ])
      const served = placeOf(reading, parts)
      return {
        at: clock.now(),
        answers: [...new Set(led.addresses.map((address) => parts.book.placeOf(address)?.region ?? address))],
        read: reading.verdict,
        ...(writing ? { write: writtenAt(writing, served, parts) } : {}),
        ...(served ? { servedBy: served } : {}),
        ...(led.isNewcomer ? { isNewcomer: true } : {}),
      }
    },
  }
}

/** Where one user is led. */
interface Led {
  /** All that servers of names answer now. */
  readonly addresses: readonly string[]
  /** Those this user tries, one of each family, as one whose network has no IPv6, or no IPv4. */
  readonly tries: readonly string[]
  /** What is to be said where there is none to try. */
  readonly unresolved: Verdict
  readonly isNewcomer: boolean
}

async function lead(host: string, isNewcomer: boolean, parts: EyeParts, signal: AbortSignal): Promise<Led> {
  const { clock, nameServers, random, verify } = parts
  const asking = { clock, ms: NAME_MS, signal }
  const [own, users] = await Promise.all([
    isNewcomer ? nameServers.ask(host, asking) : [],
    resolveAt(host, verify.resolvers, asking),
  ])
  const isOwn = own.some(isAnswer)
  // Whoever cannot ask the zone's own servers looks as one who knows the name, and says so.
  const found = isOwn ? own : users
  const answers = found.filter(isAnswer)
  const told = oneOf(answers, random)
  const because = (told ? [told] : found).map((each) => each.because ?? '').join('; ')
  return {
    addresses: found.flatMap(({ addresses }) => addresses),
    tries: [4, 6].flatMap((family) => {
      const address = oneOf(told?.addresses.filter((each) => isIP(each) === family) ?? [], random)
      return address === undefined ? [] : [address]
    }),
    unresolved: told ? { is: 'fail', because, mode: 'wrong-answer' } : { is: 'unknown', because },
    isNewcomer: isOwn,
  }
}

const oneOf = <Item>(items: readonly Item[], random: Random): Item | undefined =>
  items[Math.floor(random() * items.length)]

const isAnswer = ({ addresses, isEmpty }: Resolved): boolean => isEmpty || addresses.length > 0

interface Seen {
  readonly verdict: Verdict
  readonly address?: string
  readonly answer?: UserAnswer
}

async function see(request: Omit<UserRequest, 'address'>, led: Led, clock: Clock, signal: AbortSignal): Promise<Seen> {
  let seen: Seen = { verdict: led.unresolved }
  for (const address of led.tries) {
    seen = await requested({ ...request, address }, clock, signal)
    if (seen.verdict.is !== 'unknown') break
  }
  return seen
}

/** This machine has no way to addresses of that family: that is its own matter, and says nothing of what it asks. */
const NO_WAY = new Set(['ENETUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT'])

async function requested(request: UserRequest, clock: Clock, stop: AbortSignal): Promise<Seen> {
  const { address, method, url } = request
  const doing = `${method} ${url.href} at ${address}`
  const began = clock.monotonic()
  try {
    const answer = await withDeadline({ clock, ms: REQUEST_MS, doing, stop }, (signal) => ask(request, signal))
    const fault = faultIn(answer, url)
    const verdict: Verdict =
      fault === undefined
        ? { is: 'pass', latencyMs: clock.monotonic() - began }
        : { is: 'fail', because: `${doing}: ${fault}`, mode: 'wrong-answer' }
    return { verdict, answer, address }
  } catch (thrown) {
    const { code, message } = asOperatingError(thrown, doing)
    if (NO_WAY.has(codeOf(thrown))) return { verdict: { is: 'unknown', because: message }, address }
    return { verdict: { is: 'fail', because: message, mode: code === 'timed-out' ? 'silent' : 'refused' }, address }
  }
}

/** Leaving for a page within the app is how many begin; for HTTPS, a load balancer sends one without asking the app. */
function faultIn({ headers, status }: UserAnswer, url: URL): string | undefined {
  if (status < 200 || status >= 400) return `answered ${status}`
  const { location } = headers
  if (status < 300 || typeof location !== 'string' || !URL.canParse(location, url.href)) return undefined
  const { href, protocol } = new URL(location, url)
  return protocol === url.protocol
    ? undefined
    : `sent to ${href} by ${status}; name that in the policy's verify section`
}

/** As the app says in a header, `REGION` or `REGION/ZONE`; else whose address answered, where that is known. */
function placeOf({ address, answer }: Seen, { book, verify }: EyeParts): Place | undefined {
  if (!answer || address === undefined) return undefined
  const said = answer.headers[verify.servedBy.toLowerCase()]
  const [region = '', zone = ''] = (typeof said === 'string' ? said : '').split('/').map((part) => part.trim())
  // A cache before the app may use the same header for names of its own.
  return isRegion(region) ? { region, zone } : book.placeOf(address)
}

/** A write that another region took than the one that served the read is none where the read was served. */
function writtenAt(writing: Seen, read: Place | undefined, parts: EyeParts): Verdict {
  const { verdict } = writing
  const wrote = placeOf(writing, parts)
  if (verdict.is !== 'pass' || !read || !wrote || wrote.region === read.region) return verdict
  const because = `it was taken by ${wrote.region}, and the read was served by ${read.region}`
  return { is: 'fail', because, mode: 'wrong-answer' }
}

function blind(at: number, because: string): PublicGlance {
  return { at, answers: [], read: { is: 'unknown', because } }
}
