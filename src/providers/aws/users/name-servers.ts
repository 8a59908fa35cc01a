/**
 * The name servers of a public name's own zone. Whoever asks them has kept nothing of the name, and neither has a
 * resolver on the way: each answer is a draw of its own, and what they say now is what resolvers will say once what they
 * keep is over. They are found on a calm day, by the first look, and kept for ten minutes; the policy may name them.
 */
import { asOperatingError } from '../../../model/error.js'
import type { Clock, Random } from '../../../model/world.js'
import { type Asking, codeOf, type Resolved, resolveAt, withResolver } from './public-name.js'

export interface NameServers {
  /** Their addresses; none where they cannot be found. */
  find(signal: AbortSignal): Promise<readonly string[]>
  /** Two of them, at random, asked for `name`; what is an alias there is followed by the resolvers of users. */
  ask(name: string, asking: Asking): Promise<readonly Resolved[]>
}

export interface NameServersParts {
  readonly host: string
  /** Of the policy; found by asking for NS records where it names none. */
  readonly named: readonly string[]
  readonly resolvers: readonly string[]
  readonly clock: Clock
  readonly random: Random
}

const KEPT_MS = 10 * 60_000
const FIND_MS = 2_000
/** After a search in vain. */
const AGAIN_MS = 10_000
const ASKED = 2

export function nameServersOf({ clock, host, named, random, resolvers }: NameServersParts): NameServers {
  let kept: { readonly servers: Promise<readonly string[]>; until: number } | undefined
  const search = (): Promise<readonly string[]> => {
    const now = clock.monotonic()
    if (kept && now < kept.until) return kept.servers
    // Kept for all who look: no one glance's end may end it.
    const found = foundFor(host, resolvers, { clock, ms: FIND_MS, signal: new AbortController().signal })
    const entry = { servers: found, until: now + KEPT_MS }
    kept = entry
    void found.then((servers) => {
      if (servers.length === 0) entry.until = clock.monotonic() + AGAIN_MS
    })
    return found
  }
  const find = (signal: AbortSignal): Promise<readonly string[]> =>
    named.length > 0 ? Promise.resolve(named) : Promise.race([search(), nobodyOnce(signal)])
  return {
    find,
    ask: async (name, asking) => {
      const servers = await find(asking.signal)
      if (servers.length === 0) return []
      const answers = await resolveAt(name, some(servers, random), asking)
      return Promise.all(answers.map((answer) => followed(answer, resolvers, asking)))
    },
  }
}

/** `ASKED` of `servers`, neighbours from a random place on. */
function some(servers: readonly string[], random: Random): readonly string[] {
  const first = Math.floor(random() * servers.length)
  return [...servers.slice(first), ...servers.slice(0, first)].slice(0, ASKED)
}

const nobodyOnce = (signal: AbortSignal): Promise<readonly string[]> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve([])
    else signal.addEventListener('abort', () => resolve([]), { once: true })
  })

async function followed(answer: Resolved, resolvers: readonly string[], asking: Asking): Promise<Resolved> {
  if (answer.alias === undefined) return answer
  const onward = await resolveAt(answer.alias, resolvers, asking)
  const found = onward.find(({ addresses }) => addresses.length > 0) ?? onward[0]
  return found ? { ...found, resolver: answer.resolver } : answer
}

/** The NS records of the closest name above `host` that has any, and their addresses. */
async function foundFor(host: string, resolvers: readonly string[], asking: Asking): Promise<readonly string[]> {
  const doing = `find the name servers of ${host}`
  try {
    return await withResolver(resolvers, doing, asking, async (client) => {
      const labels = host.split('.')
      for (let cut = 0; cut < labels.length - 1; cut++) {
        const names = await client.resolveNs(labels.slice(cut).join('.')).catch((thrown: unknown) => {
          if (codeOf(thrown) === 'ENOTFOUND' || codeOf(thrown) === 'ENODATA') return []
          throw thrown
        })
        if (names.length === 0) continue
        const each = await Promise.all(names.map((name) => client.resolve4(name).catch(() => [])))
        return each.flat()
      }
      return []
    })
  } catch (thrown) {
    asOperatingError(thrown, doing)
    return []
  }
}
