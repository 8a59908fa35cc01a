/**
 * Calls of the simulated cloud's API by one process. What leaves is on record before anything else can happen to it. A
 * call that finds its plane well is answered; one that does not fails, is throttled, or hangs; and the effect of a change may
 * come although its answer never does, since the process may be dead by then (law 14).
 */
import { OVER } from '../model/deadline.js'
import { OperatingError } from '../model/error.js'
import type { Kept } from '../model/keeping.js'
import { atRegion, nameOf, type Plane, plane, type Region } from '../model/place.js'
import { formatMs } from '../model/units.js'
import type { Random } from '../model/world.js'
import type { Cloud } from './cloud.js'
import { FAILING_CALLS } from './noise.js'
import { type Fate, WELL, worse } from './planes.js'
import { type Life, never } from './sim-clock.js'
import { CREDENTIALS_MS, SimWallet, STS_MS } from './sim-wallet.js'
import type { Call } from './trace.js'

/** One call, before it leaves. */
export interface Asking {
  readonly plane: Plane
  readonly does: Call['does']
  readonly resource: string
  /** For people: `promote orders in eu-west-1`. */
  readonly what: string
  readonly epoch?: number
  readonly signal?: AbortSignal
}

/** A client gives up an attempt after so long. */
const READ_MS = 2_500
const CHANGE_MS = 20_000
const FAILS_AFTER_MS = 100
/** Five requests a second and account (Route 53 Developer Guide, "Quotas"), with room for another process. */
const ROUTE53_EVERY_MS = 300
/** Of calls that fail on a plane that still answers some, the share that is told to slow down instead. */
const THROTTLED = 1 / 3
/** Of changes whose answer never came, the share that was made all the same. */
const MADE_SILENTLY = 1 / 2
/** Stands everywhere at once: no partition keeps anyone from it. */
const EVERYWHERE = 'aws-global-1'

const isPaced = ({ service, side }: Plane): boolean => service === 'route53' && side === 'control'

type Mutable<T> = { -readonly [key in keyof T]: T[key] }
type Outcome = { readonly is: 'answered' } | { readonly is: 'failed' | 'throttled' | 'silent' }

/** What one process calls with. */
export interface CallerParts {
  readonly cloud: Cloud
  readonly life: Life
  readonly host: string
  readonly random: Random
  /** Every call, as it leaves. */
  readonly record: (call: Call) => void
}

/** Calls made by one process. */
export class Caller {
  /** When Route 53 may be called next. */
  #route53FreeMs = 0
  readonly #parts: CallerParts
  /** Outcomes by control plane, newest last, for who watches how calls fare. */
  readonly fared = new Map<string, { readonly plane: Plane; readonly outcomes: { atMs: number; isWell: boolean }[] }>()

  /** By resource, where to note what is asked. */
  readonly #notes = new Map<string, Asking[]>()

  readonly #wallet: SimWallet

  constructor(parts: CallerParts) {
    this.#parts = parts
    const { cloud } = parts
    this.#wallet = new SimWallet(
      cloud.drill.policy,
      (region) => this.#credentials(region),
      () => cloud.nowMs,
    )
  }

  /** Notes what is asked about `resource` while `work` goes on, for asking it `again`. */
  async noting<Value>(resource: string, work: () => Promise<Value>): Promise<readonly [Value, readonly Asking[]]> {
    const notes: Asking[] = []
    this.#notes.set(resource, notes)
    try {
      return [await work(), notes]
    } finally {
      this.#notes.delete(resource)
    }
  }

  /** Calls that are answered as they were before, of a cloud in which nothing changed since; on record like any other. */
  again(askings: readonly Asking[]): void {
    for (const asking of askings) {
      // Who goes on calling goes on renewing.
      const proof = this.#wallet.proof(asking.plane)
      if (proof !== true) proof.catch(() => undefined)
      if (isPaced(asking.plane)) this.#route53FreeMs = this.#parts.cloud.nowMs + ROUTE53_EVERY_MS
      this.#arrived(this.#left(asking), asking, 'ok')
    }
  }

  /** What `does` gives, done in the cloud; throws `OperatingError`. Never comes back to a process that has ended. */
  async call<Value>(asking: Asking, doing: () => Value): Promise<Value> {
    if (this.#parts.life.isOver) return never
    this.#notes.get(asking.resource)?.push(asking)
    await this.#turn(asking)
    const limitMs = asking.does === 'read' ? READ_MS : CHANGE_MS
    const proof = this.#wallet.proof(asking.plane)
    if (proof !== true) await this.#proved(asking, proof, limitMs)
    return this.#sent(asking, limitMs, doing)
  }

  async #sent<Value>(asking: Asking, limitMs: number, doing: () => Value): Promise<Value> {
    const { cloud, life } = this.#parts
    const entry = this.#left(asking)
    const outcome = this.#outcomeOf(asking.plane)
    const latencyMs = this.#latencyMs(asking)
    if (outcome.is === 'silent' || latencyMs > limitMs) {
      if (asking.does === 'change' && this.#parts.random() < MADE_SILENTLY) this.#later(latencyMs, doing)
      return this.#late(entry, asking, limitMs)
    }
    if (outcome.is !== 'answered') {
      await life.sleep(Math.max(FAILS_AFTER_MS, latencyMs), asking.signal)
      this.#arrived(entry, asking, outcome.is === 'failed' ? 'failed' : 'throttled')
      throw refusal(asking, outcome.is)
    }
    if (latencyMs <= 0) {
      try {
        const value = doing()
        this.#arrived(entry, asking, 'ok')
        return value
      } catch (thrown) {
        this.#arrived(entry, asking, 'refused')
        throw thrown
      }
    }
    // The effect comes half-way, whether or not anyone is left to hear of it.
    const made = this.#later(latencyMs / 2, doing)
    await life.sleep(latencyMs, asking.signal)
    const aborted = asking.signal?.aborted === true && cloud.nowMs < entry.atMs + latencyMs
    if (aborted) return this.#late(entry, asking, 0)
    this.#arrived(entry, asking, made.error === undefined ? 'ok' : 'refused')
    if (made.error !== undefined) throw made.error
    return made.value as Value
  }

  /** Whether nothing in `region` can be asked now for want of credentials. */
  isBarred(region: Region): boolean {
    const proof = this.#wallet.proof(stsOf(region))
    if (proof === true) return false
    proof.catch(() => undefined)
    return this.#fateOf(stsOf(region)).failing > 0
  }

  /** A call without credentials never leaves. */
  async #proved({ signal, what }: Asking, proof: Promise<true>, limitMs: number): Promise<void> {
    const waited = new AbortController()
    const stop = (): void => waited.abort(OVER)
    signal?.addEventListener('abort', stop, { once: true })
    const late = this.#parts.life.sleep(limitMs, waited.signal).then(() => undefined)
    try {
      if (await Promise.race([proof, late])) return
    } finally {
      stop()
      signal?.removeEventListener('abort', stop)
    }
    const says = `${what}: no credentials within ${formatMs(limitMs)}`
    throw new OperatingError('timed-out', says, 'see whether STS is impaired there')
  }

  #credentials(at: Region): Promise<Kept<true>> {
    const { cloud } = this.#parts
    const what = `credentials from STS in ${at}`
    const asking: Asking = { plane: stsOf(at), does: 'read', resource: 'credentials', what }
    return this.#sent(asking, STS_MS, () => ({ value: true, untilMs: cloud.nowMs + CREDENTIALS_MS }))
  }

  /** As the AWS world does: no more than the account may ask of Route 53, by waiting one's turn (law 16). */
  async #turn({ plane, signal }: Asking): Promise<void> {
    if (!isPaced(plane)) return
    const { cloud, life } = this.#parts
    const atMs = Math.max(cloud.nowMs, this.#route53FreeMs)
    this.#route53FreeMs = atMs + ROUTE53_EVERY_MS
    if (atMs > cloud.nowMs) await life.sleep(atMs - cloud.nowMs, signal)
  }

  #later<Value>(inMs: number, doing: () => Value): { value?: Value; error?: unknown } {
    const made: { value?: Value; error?: unknown } = {}
    const { cloud } = this.#parts
    cloud.timeline.at(cloud.nowMs + inMs, () => {
      try {
        made.value = doing()
      } catch (thrown) {
        made.error = thrown
      }
    })
    return made
  }

  #left({ does, epoch, plane, resource, what }: Asking): Mutable<Call> {
    const { cloud, host, record } = this.#parts
    const given = epoch === undefined ? {} : { epoch }
    const call: Mutable<Call> = {
      atMs: cloud.nowMs,
      tookMs: 0,
      host,
      plane,
      does,
      resource,
      what,
      outcome: 'late',
      ...given,
    }
    record(call)
    return call
  }

  #arrived(entry: Mutable<Call>, { plane }: Asking, outcome: Call['outcome']): void {
    entry.outcome = outcome
    entry.tookMs = this.#parts.cloud.nowMs - entry.atMs
    const name = nameOf(plane)
    const known = this.fared.get(name) ?? { plane, outcomes: [] }
    known.outcomes.push({
      atMs: entry.atMs,
      isWell: outcome === 'ok' || outcome === 'refused' || outcome === 'throttled',
    })
    if (known.outcomes.length > 10) known.outcomes.shift()
    this.fared.set(name, known)
  }

  async #late(entry: Mutable<Call>, asking: Asking, waitMs: number): Promise<never> {
    await this.#parts.life.sleep(waitMs, asking.signal)
    this.#arrived(entry, asking, 'late')
    const says = `${asking.what}: no answer of ${nameOf(asking.plane)} within ${formatMs(entry.tookMs)}`
    throw new OperatingError('timed-out', says, 'see whether its service is impaired there')
  }

  #outcomeOf(plane: Plane): Outcome {
    const { cloud, host, random } = this.#parts
    if (!cloud.partitions.areNone && cloud.partitions.part(['controller', host], placesOf(plane)))
      return { is: 'silent' }
    const fate = this.#fateOf(plane)
    const failing = Math.max(fate.failing, cloud.noise ? FAILING_CALLS : 0)
    if (failing === 0 || random() >= failing) return { is: 'answered' }
    if (fate.hangs) return { is: 'silent' }
    const throttled = fate.throttled ?? (failing < 1 ? THROTTLED : 0)
    return { is: random() < throttled ? 'throttled' : 'failed' }
  }

  /** A data side is reached by the same network as all else in its place. */
  #fateOf(plane: Plane): Fate {
    const { nowMs, planes } = this.#parts.cloud
    if (planes.areWell) return WELL
    const alone = planes.fateOf(plane, nowMs)
    // STS gives nobody credentials whose role IAM cannot tell.
    const own = plane.service === 'sts' ? worse(alone, planes.fateOf({ ...plane, service: 'iam' }, nowMs)) : alone
    return plane.side === 'data' ? worse(own, planes.placeAt(plane.at, nowMs)) : own
  }

  /** Reads of a plane that is well take no time, so that calm costs none. */
  #latencyMs({ does, plane }: Asking): number {
    const { cloud } = this.#parts
    const { latencyMs } = this.#fateOf(plane)
    return latencyMs + (does === 'change' ? cloud.duration('api-call') : 0)
  }
}

const stsOf = (region: Region): Plane => plane('sts', 'data', atRegion(region))

const placesOf = ({ at }: Plane): readonly string[] => {
  if (at.region === EVERYWHERE) return []
  return at.kind === 'zone' ? [at.zone, at.region] : [at.region as Region]
}

function refusal({ plane, what }: Asking, is: 'failed' | 'throttled'): OperatingError {
  const where = nameOf(plane)
  if (is === 'throttled') return new OperatingError('throttled', `${what}: ${where} asks to slow down (429)`)
  return new OperatingError('unreachable', `${what}: ${where} answers 503 Service Unavailable`)
}
