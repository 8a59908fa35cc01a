/**
 * A stub resolver, as a client that honours TTLs has it: an answer is kept until its TTL is over and not a moment longer,
 * also when asking again fails. "No such name" is kept as long as the zone says (RFC 2308).
 */
import { withDeadline } from '../../model/deadline.js'
import { OperatingError } from '../../model/error.js'
import type { Clock } from '../../model/world.js'
import type { Endpoint } from './cloud/layout.js'
import { type Reading, readingOf } from './dns-answer.js'
import { ask, type DnsQuestion } from './dns-question.js'

export interface Resolver {
  /**
   * Where `name` is served over HTTP: one endpoint at least, in the server's order. Throws `OperatingError`: `not-found`
   * when the server says there is none, `refused` when it will not or cannot say, `unreachable` or `timed-out` when it
   * does not answer; and `timed-out` when `signal` fires. `anew` asks the server whatever was kept.
   */
  resolve(name: string, signal?: AbortSignal, how?: 'anew'): Promise<readonly Endpoint[]>
  /** Gives up what is being asked; nothing is left open when it resolves. */
  close(): Promise<void>
}

export interface ResolverOptions {
  /** TTLs are measured by its monotonic time. */
  readonly clock: Clock
  /** As in the cloud's layout: `own` asks for addresses, `shared` for the SRV records that tell ports as well. */
  readonly addresses: 'own' | 'shared'
  /** The port that all servers with addresses of their own share; 80 unless told. */
  readonly httpPort?: number
  /** For one question, retries included; 2 s unless told. */
  readonly deadlineMs?: number
}

const HTTP_PORT = 80
const DEADLINE_MS = 2_000

/** A resolver that asks the name server at `dns`. */
export function resolver(dns: Endpoint, options: ResolverOptions): Resolver {
  const { addresses, clock, deadlineMs = DEADLINE_MS, httpPort = HTTP_PORT } = options
  const kept = new Map<string, Kept>()
  const asked = new Map<string, Promise<Reading>>()
  const closing = new AbortController()
  const where = `the name server ${dns.address}:${dns.port}`

  const refresh = async (name: string): Promise<Reading> => {
    // Counted from the question: the server's answer is at least that young.
    const since = clock.monotonic()
    const question: DnsQuestion =
      addresses === 'own' ? { name, type: 'A' } : { name: `_http._tcp.${name}`, type: 'SRV' }
    const answer = await ask(question, { dns, clock, deadlineMs, stop: closing.signal })
    const reading = readingOf(answer, question, httpPort, where)
    kept.set(name, { reading, until: since + reading.ttlMs })
    return reading
  }

  /** Those who ask for a name while it is being asked for share the answer. */
  const ongoing = (name: string): Promise<Reading> => {
    const running = asked.get(name)
    if (running) return running
    const started = refresh(name).finally(() => asked.delete(name))
    asked.set(name, started)
    return started
  }

  return {
    resolve: async (asWritten, signal, how) => {
      const name = asWritten.toLowerCase()
      const found = kept.get(name)
      if (found && how !== 'anew' && clock.monotonic() < found.until) return endpointsOf(found.reading)
      kept.delete(name)
      const doing = `resolve ${name} at ${where}`
      if (closing.signal.aborted) throw new OperatingError('unreachable', `${doing}: this resolver is closed`)
      const deadline = { clock, ms: deadlineMs, doing, ...(signal ? { stop: signal } : {}) }
      return endpointsOf(await withDeadline(deadline, () => ongoing(name)))
    },
    close: async () => {
      closing.abort()
      await Promise.allSettled(asked.values())
    },
  }
}

interface Kept {
  readonly reading: Reading
  /** Monotonic, ms. */
  readonly until: number
}

function endpointsOf(reading: Reading): readonly Endpoint[] {
  if (reading.is === 'found') return reading.endpoints
  throw new OperatingError('not-found', reading.because)
}
