/**
 * Requests to the supervisor's HTTP interface, and the errors it answers. This is the one place where requests leave
 * this process for the local cloud, and so the place of the interlock (law 18): opened for reading, whatever would
 * change something is refused before a byte is sent.
 */
import { Agent, request } from 'undici'
import { asOperatingError, OPERATING_CODES, type OperatingCode, OperatingError } from '../../../model/error.js'
import type { CloudLayout } from './layout.js'

export interface Call {
  readonly method: 'GET' | 'PUT' | 'POST'
  readonly path: string
  readonly body?: object
  /** For messages: `ask the control plane of us-east-1`. */
  readonly doing: string
}

/** What an error travels as. */
export interface ErrorDocument {
  readonly error: { readonly code: OperatingCode; readonly message: string; readonly next?: string }
}

export class ControlCalls {
  readonly #agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 })

  constructor(
    readonly layout: Pick<CloudLayout, 'control'>,
    readonly mayChange: boolean,
  ) {}

  /** Refuses what would change something on a cloud opened for reading; called before anything is sent. */
  mustBeAllowed(changes: boolean, doing: string): void {
    if (!changes || this.mayChange) return
    throw new OperatingError(
      'interlocked',
      `${doing}: refused, nothing is changed on a dry run`,
      'run it without --dry-run',
    )
  }

  /** The answer's body; throws `OperatingError` as the other side said, or because it said nothing. */
  async call<Answer>({ body, doing, method, path }: Call, signal: AbortSignal): Promise<Answer> {
    this.mustBeAllowed(method !== 'GET', doing)
    const { address, port, token } = this.layout.control
    const headers = { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) }
    const options = { method, headers, body: body ? JSON.stringify(body) : null, signal, dispatcher: this.#agent }
    try {
      const response = await request(`http://${address}:${port}${path}`, options)
      const answer = await response.body.json()
      if (response.statusCode < 300) return answer as Answer
      throw errorIn(answer, doing)
    } catch (thrown) {
      throw signal.aborted ? givenUp(doing, thrown) : asOperatingError(thrown, doing)
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy()
  }
}

const givenUp = (doing: string, cause: unknown): OperatingError =>
  new OperatingError('timed-out', `${doing}: given up before it answered`, undefined, { cause })

function errorIn(answer: unknown, doing: string): OperatingError {
  const { error } = answer as Partial<ErrorDocument>
  const code = OPERATING_CODES.find((known) => known === error?.code) ?? 'refused'
  return new OperatingError(code, `${doing}: ${error?.message ?? 'refused without a word'}`, error?.next)
}
