/**
 * Where a public name leads, as each server of names says that is asked: the resolvers of users, or the zone's own name
 * servers. Each is asked for itself, so that TTLs and resolvers that stretch them are seen as users see them. That a
 * server says there is no such name is an answer; that it is silent, or says that it cannot tell, is none.
 */
import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import { withDeadline } from '../../../model/deadline.js'
import { asOperatingError, OperatingError } from '../../../model/error.js'
import type { Clock } from '../../../model/world.js'

/** What one server answers. */
export interface Resolved {
  readonly resolver: string
  readonly addresses: readonly string[]
  /** The name that this one stands for, where the server answers with another name and no address. */
  readonly alias?: string
  /** Why there are no addresses. */
  readonly because?: string
  /** The server says that there is no such name, or no address. */
  readonly isEmpty: boolean
}

export interface Asking {
  readonly clock: Clock
  /** For one server's answer, its second try included. */
  readonly ms: number
  readonly signal: AbortSignal
}

/** The resolvers that this machine is set up with, as a policy that names none has it. */
export const SYSTEM = 'the system'
const EMPTY = new Set(['ENOTFOUND', 'ENODATA'])

/** Asks every one of `resolvers` (`ADDRESS` or `ADDRESS:PORT`) at once; the system's where there are none. */
export async function resolveAt(
  name: string,
  resolvers: readonly string[],
  asking: Asking,
): Promise<readonly Resolved[]> {
  const asked = resolvers.length > 0 ? resolvers : [SYSTEM]
  const literal = name.replace(/^\[(.*)\]$/, '$1')
  if (isIP(literal) !== 0) return asked.map((resolver) => ({ resolver, addresses: [literal], isEmpty: false }))
  return Promise.all(asked.map((resolver) => askOne(name, resolver, asking)))
}

async function askOne(name: string, resolver: string, asking: Asking): Promise<Resolved> {
  const doing = `resolve ${name} at ${resolver}`
  try {
    return await withResolver([resolver], doing, asking, async (client) => {
      const found = await Promise.allSettled([client.resolve4(name), client.resolve6(name)])
      const addresses = found.flatMap((each) => (each.status === 'fulfilled' ? each.value : []))
      if (addresses.length > 0) return { resolver, addresses, isEmpty: false }
      const reasons = found.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []))
      // That one of the two questions got no answer leaves open what users get.
      const other = reasons.find((reason) => !EMPTY.has(codeOf(reason)))
      if (other !== undefined) throw other
      const [alias] = await client.resolveCname(name).catch((thrown: unknown) => {
        if (EMPTY.has(codeOf(thrown))) return []
        throw thrown
      })
      const because = alias === undefined ? `${resolver} says that there is no ${name}` : `${name} is ${alias}`
      return { resolver, addresses: [], because, isEmpty: alias === undefined, ...(alias ? { alias } : {}) }
    })
  } catch (thrown) {
    return { resolver, addresses: [], because: asOperatingError(thrown, doing).message, isEmpty: false }
  }
}

/** One client of DNS that asks `resolvers` in turn, for as long as `work` takes. */
export async function withResolver<T>(
  resolvers: readonly string[],
  doing: string,
  { clock, ms, signal }: Asking,
  work: (client: Resolver) => Promise<T>,
): Promise<T> {
  // The second try waits twice as long as the first.
  const client = new Resolver({ timeout: Math.ceil(ms / 3), tries: 2 })
  const servers = resolvers.filter((each) => each !== SYSTEM)
  try {
    if (servers.length > 0) client.setServers(servers)
  } catch (thrown) {
    // It throws a TypeError; what is wrong is the policy, not this code.
    const says = `${doing}: ${servers.join(', ')} is no address of a resolver`
    throw new OperatingError('unsupported', says, 'write an address as 1.1.1.1 or [2606:4700:4700::1111]:53', {
      cause: thrown,
    })
  }
  try {
    return await withDeadline({ clock, ms, doing, stop: signal }, () => work(client))
  } finally {
    client.cancel()
  }
}

/** What the system says went wrong, such as `ENOTFOUND`. */
export const codeOf = (thrown: unknown): string => String((thrown as { readonly code?: unknown }).code ?? '')
