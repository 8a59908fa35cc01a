/**
 * The one way to AWS. Every call has a deadline, passes the interlock and the gate of its endpoint, is recorded, and ends
 * as an answer or an `OperatingError`. A reading is tried again once where that may help, within a budget; a change never
 * is, since whoever asked for it looks before it leaps again (law 14).
 */
import { withDeadline } from '../../../model/deadline.js'
import { OperatingError } from '../../../model/error.js'
import { invariant } from '../../../model/invariant.js'
import type { Region } from '../../../model/place.js'
import type { Clock, Random } from '../../../model/world.js'
import { awsError } from './aws-error.js'
import { CallRecord, countsAsFailed } from './call-record.js'
import { type AwsService, type Clients, LOADERS } from './catalogue.js'
import { type Access, type ClientSettings, settingsFor, type Target } from './client-settings.js'
import { Wallet } from './credentials.js'
import { Gate } from './gate.js'
import { interlock, passOrThrow } from './interlock.js'
import { operationOf } from './operations.js'
import { type RestRequest, signedRest } from './signed-rest.js'

/** The part of an SDK command that tells what it gives. */
export interface Command<Output> {
  readonly input: object
  resolveMiddleware(
    stack: never,
    configuration: never,
    options: never,
  ): (...args: never[]) => Promise<{ output: Output }>
}

export interface AwsCaller {
  /** How our calls fared, by service and region. */
  readonly record: CallRecord
  /** False in a dry run, for whatever changes the world by other ways than these calls (law 18). */
  readonly mayChange: boolean
  /** Sends one SDK command; `ms` is its deadline, by default 3 s for a reading and 10 s for a change. */
  call<Output>(
    service: keyof Clients,
    at: Target,
    command: Command<Output>,
    signal: AbortSignal,
    ms?: number,
  ): Promise<Output>
  /** Sends one signed REST request to a service without a client here, and gives the parsed JSON. */
  rest(service: 'arc-zonal-shift', at: Target, request: RestRequest, signal: AbortSignal, ms?: number): Promise<unknown>
  close(): void
}

export interface CallerParts {
  readonly access: Access
  readonly clock: Clock
  readonly random: Random
  /** False: nothing but readings leaves this process (law 18). */
  readonly mayChange: boolean
  /** The policy's probe function, the one function whose invocation is a reading. */
  readonly probeFunction?: string
}

const READ_MS = 3_000
const CHANGE_MS = 10_000
const RETRY_WAIT_MS = 250
/** Services that stand in no region of the app: whoever asks them proves who it is at home. */
const GLOBAL: ReadonlySet<AwsService> = new Set([
  'route53',
  'globalaccelerator',
  'route53-recovery-cluster',
  's3control',
  'health',
])

/** A command of the SDK is sent once: some, such as those of S3 Control, refuse to be sent again. */
const afresh = <Output>(command: Command<Output>): Command<Output> =>
  new (command.constructor as new (input: object) => Command<Output>)(command.input)

/** One attempt at a call: `signal` is the asker's, `stop` also fires at the call's own deadline. */
interface Attempt {
  readonly service: AwsService
  readonly doing: string
  readonly at: Target
  readonly gate: Gate
  readonly signal: AbortSignal
  readonly stop: AbortSignal
}

interface AnyClient {
  send(command: never, options: { abortSignal: AbortSignal }): Promise<unknown>
  destroy(): void
  readonly middlewareStack: Parameters<typeof interlock>[0]
}

export function awsCaller(parts: CallerParts): AwsCaller {
  return new Caller(parts)
}

/** A streamed body is read before the call ends: its deadline ends with it, and takes the stream along. */
async function readWhole(output: unknown): Promise<unknown> {
  const { Body } = output as { readonly Body?: { transformToByteArray?(): Promise<Uint8Array> } }
  if (typeof Body?.transformToByteArray !== 'function') return output
  const bytes = await Body.transformToByteArray()
  const whole = {
    transformToByteArray: async () => bytes,
    transformToString: async () => new TextDecoder().decode(bytes),
  }
  return { ...(output as object), Body: whole }
}

class Caller implements AwsCaller {
  readonly record: CallRecord
  readonly mayChange: boolean
  readonly #parts: CallerParts
  readonly #wallet: Wallet
  readonly #clients = new Map<string, Promise<AnyClient>>()
  readonly #gates = new Map<string, Gate>()

  constructor(parts: CallerParts) {
    this.#parts = parts
    this.#wallet = new Wallet(parts.access, parts.clock.now.bind(parts.clock))
    this.mayChange = parts.mayChange
    this.record = new CallRecord(parts.clock)
  }

  async call<Output>(
    service: keyof Clients,
    at: Target,
    command: Command<Output>,
    signal: AbortSignal,
    ms?: number,
  ): Promise<Output> {
    const operation = command.constructor.name.replace(/Command$/, '')
    const output = await this.#sent(service, operation, at, signal, ms, async (stop) => {
      const client = await this.#client(service, at)
      return readWhole(await client.send(afresh(command) as never, { abortSignal: stop }))
    })
    return output as Output
  }

  rest(
    service: 'arc-zonal-shift',
    at: Target,
    request: RestRequest,
    signal: AbortSignal,
    ms?: number,
  ): Promise<unknown> {
    const { mayChange } = this.#parts
    return this.#sent(service, request.operation, at, signal, ms, async (stop) => {
      passOrThrow(service, request.operation, mayChange)
      return signedRest(service, this.#settings(service, at), request, stop)
    })
  }

  close(): void {
    for (const client of this.#clients.values())
      client.then(
        (made) => made.destroy(),
        () => undefined,
      )
    this.#clients.clear()
  }

  async #sent<Answer>(
    service: AwsService,
    operation: string,
    at: Target,
    signal: AbortSignal,
    ms: number | undefined,
    send: (stop: AbortSignal) => Promise<Answer>,
  ): Promise<Answer> {
    const declared = operationOf(service, operation)
    invariant(declared, `${service}:${operation} is not declared in operations.ts`)
    const { clock, random } = this.#parts
    const doing = `${service}:${operation} in ${at.region}`
    const gate = this.#gate(service, at)
    const limit = ms ?? (declared.does === 'read' ? READ_MS : CHANGE_MS)
    return withDeadline({ clock, ms: limit, doing, stop: signal }, async (stop) => {
      for (let attempt = 0; ; attempt++) {
        await gate.enter(stop)
        const outcome = await this.#once({ service, doing, at, gate, signal, stop }, send)
        if (!(outcome instanceof OperatingError)) return outcome.answer
        const mendable = outcome.code === 'throttled' || outcome.code === 'unreachable'
        if (attempt > 0 || declared.does !== 'read' || !mendable || stop.aborted || !gate.mayRetry()) throw outcome
        await clock.sleep(random() * RETRY_WAIT_MS, stop)
      }
    })
  }

  async #once<Answer>(
    { at, doing, gate, service, signal, stop }: Attempt,
    send: (stop: AbortSignal) => Promise<Answer>,
  ): Promise<{ readonly answer: Answer } | OperatingError> {
    const { clock } = this.#parts
    const began = clock.monotonic()
    const took = (): number => clock.monotonic() - began
    try {
      const answer = await send(stop)
      this.record.add(service, at.region, took())
      gate.passed()
      return { answer }
    } catch (thrown) {
      const error = awsError(thrown, doing)
      if (error.code === 'interlocked') throw error
      // Whoever asked would not wait any longer: that says nothing of the service.
      if (signal.aborted) return new OperatingError('timed-out', `${doing}: stopped`)
      const failure = { code: error.code, because: error.message }
      if (thrown === error) {
        // So much as a signature was not to be had: that is for STS to answer.
        this.record.add('sts', this.#stsRegion(service, at), took(), failure)
        return error
      }
      this.record.add(service, at.region, took(), failure)
      // A service that says no is a service that answers.
      if (countsAsFailed(error.code)) gate.failed()
      else gate.passed()
      return error
    }
  }

  #client(service: keyof Clients, at: Target): Promise<AnyClient> {
    const { mayChange, probeFunction } = this.#parts
    const key = JSON.stringify([service, at.region, at.role ?? '', at.endpoint ?? ''])
    const found = this.#clients.get(key)
    if (found) return found
    const made = LOADERS[service](this.#settings(service, at)).then((client) => {
      const any = client as unknown as AnyClient
      interlock(any.middlewareStack, service, mayChange, probeFunction)
      return any
    })
    this.#clients.set(key, made)
    return made
  }

  #settings(service: AwsService, at: Target): ClientSettings {
    return settingsFor(this.#parts.access, at, this.#wallet.of(this.#stsRegion(service, at), at.role))
  }

  #gate(service: AwsService, { endpoint, region }: Target): Gate {
    const where = endpoint ?? region
    const key = `${service} ${where}`
    const gate = this.#gates.get(key) ?? new Gate(service, where, this.#parts.clock)
    this.#gates.set(key, gate)
    return gate
  }

  #stsRegion = (service: AwsService, { region }: Target): Region =>
    GLOBAL.has(service) ? this.#parts.access.home : region
}
