/** Why an operation on the world did not do what was asked. Closed, so that every code has an answer. */
export const OPERATING_CODES = [
  'unreachable', // nobody answered: refused, reset, no route, no such name
  'timed-out', // the deadline passed
  'throttled', // asked to slow down; never counts as failed (law 23)
  'denied', // credentials or permissions
  'conflict', // the state found is not the state expected; someone else changed it (law 26)
  'not-found', // what was named does not exist
  'insufficient-capacity', // the provider has no more to give
  'refused', // the other side understood and said no
  'deposed', // another holder has the lease; this one must stop (law 15)
  'store', // the journal could not be read or written
  'interlocked', // a dry run tried to change something (law 18)
  'unsupported', // this build or this machine cannot do that
] as const
export type OperatingCode = (typeof OPERATING_CODES)[number]

/** What passes by itself, as far as anyone can tell: worth another try later, with nobody having mended anything. */
export const PASSING: ReadonlySet<OperatingCode> = new Set([
  ...(['unreachable', 'timed-out', 'throttled', 'insufficient-capacity'] as const),
])

/**
 * The one class of operating errors. `message` says what, where and why; `next` what the reader can do about it.
 * Caught in `observe` and `execute`, and by the commands, which turn it into an exit code.
 */
export class OperatingError extends Error {
  override readonly name = 'OperatingError'
  constructor(
    readonly code: OperatingCode,
    message: string,
    readonly next?: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options)
  }
}

/**
 * Whatever was thrown, as an operating error: what the system or the network refused is mapped, a bug is thrown on. What
 * `fetch` throws when nobody answers is a `TypeError` around the system's error (https://fetch.spec.whatwg.org).
 */
export function asOperatingError(thrown: unknown, doing: string): OperatingError {
  if (thrown instanceof OperatingError) return thrown
  const error = thrown instanceof TypeError && thrown.cause instanceof Error ? thrown.cause : thrown
  if (!(error instanceof Error) || isBug(error)) throw thrown
  const system = String((error as { code?: unknown }).code ?? '')
  const code: OperatingCode = TIMEOUTS.has(system) || error.name === 'TimeoutError' ? 'timed-out' : 'unreachable'
  return new OperatingError(code, `${doing}: ${error.message || system}`, undefined, { cause: thrown })
}

const isBug = (error: Error): boolean =>
  error.name === 'BrokenInvariant' || error instanceof TypeError || error instanceof ReferenceError

const TIMEOUTS = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])
