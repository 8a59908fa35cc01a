/**
 * Where a public name leads, as the resolvers of users say: the system's own and the public ones of the policy, each asked
 * for itself, so that TTLs and resolvers that stretch them are seen as users see them.
 */
import { Resolver } from 'node:dns/promises'
import { withDeadline } from '../../model/deadline.js'
import { asOperatingError, OperatingError } from '../../model/error.js'
import type { Clock } from '../../model/world.js'

/** What one resolver answers. */
export interface Resolved {
  readonly resolver: string
  readonly addresses: readonly string[]
  /** Why there are none, where it did not answer. */
  readonly because?: string
  /** The resolver says that there is no such name, or no address. */
  readonly isEmpty: boolean
}

const ASK_MS = 1_500
const EMPTY = new Set(['ENOTFOUND', 'ENODATA', 'NXDOMAIN'])

/** `resolvers` as the policy writes them; the system's when it names none. */
export async function resolveAt(
  name: string,
  resolvers: readonly string[],
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly Resolved[]> {
  const asked = resolvers.length > 0 ? resolvers : ['the system']
  return Promise.all(asked.map((resolver) => askOne(name, resolver, clock, signal)))
}

async function askOne(name: string, resolver: string, clock: Clock, stop: AbortSignal): Promise<Resolved> {
  const client = new Resolver({ timeout: 700, tries: 2 })
  const doing = `resolve ${name} at ${resolver}`
  try {
    if (resolver !== 'the system') client.setServers([resolver])
    const addresses = await withDeadline({ clock, ms: ASK_MS, doing, stop }, async () => {
      const found = await Promise.allSettled([client.resolve4(name), client.resolve6(name)])
      const all = found.flatMap((each) => (each.status === 'fulfilled' ? each.value : []))
      if (all.length > 0) return all
      throw found.find((each) => each.status === 'rejected')?.reason ?? noAddress(name)
    })
    return { resolver, addresses, isEmpty: false }
  } catch (thrown) {
    const code = String((thrown as { code?: unknown }).code ?? '')
    // `setServers` refuses what is no address by a TypeError, which the policy's author must read, not a stack.
    const because = code === 'ERR_INVALID_IP_ADDRESS' ? `${resolver} is no address of a resolver` : said(thrown, doing)
    return { resolver, addresses: [], because, isEmpty: EMPTY.has(code) }
  } finally {
    client.cancel()
  }
}

const said = (thrown: unknown, doing: string): string => asOperatingError(thrown, doing).message
const noAddress = (name: string): OperatingError => new OperatingError('not-found', `${name} has no address`)
