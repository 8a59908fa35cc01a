/** What PostgreSQL or the way to it answered, as an operating error. */
import { asOperatingError, type OperatingCode, OperatingError } from '../../../../model/error.js'

/** `thrown` by a connection while `doing`, as `OperatingError`; its cause keeps the SQLSTATE. */
export function asSqlError(thrown: unknown, doing: string): OperatingError {
  if (thrown instanceof OperatingError) return thrown
  const state = sqlState(thrown)
  const code = state === undefined ? codeOfClient(thrown) : codeOf(state)
  if (code === undefined || !(thrown instanceof Error)) return asOperatingError(thrown, doing)
  return new OperatingError(code, `${doing}: ${thrown.message}`, undefined, { cause: thrown })
}

/** The SQLSTATE of what was thrown, or of its cause; undefined when the server did not answer at all. */
export function sqlState(thrown: unknown): string | undefined {
  if (thrown instanceof OperatingError) return sqlState(thrown.cause)
  if (!(thrown instanceof Error) || !('severity' in thrown)) return undefined
  return String((thrown as { code?: unknown }).code ?? '')
}

/** What `pg` itself says, which has no codes: that a deadline of its own passed, that it cannot prove the password. */
function codeOfClient(thrown: unknown): OperatingCode | undefined {
  const message = thrown instanceof Error ? thrown.message : ''
  if (message.startsWith('SASL')) return 'denied'
  return /^(timeout e|Query read timeout$|.*due to connection timeout$)/.test(message) ? 'timed-out' : undefined
}

/** https://www.postgresql.org/docs/18/errcodes-appendix.html; classes first, then what differs from its class. */
function codeOf(state: string): OperatingCode {
  if (state === '57014') return 'timed-out'
  if (state === '42501' || state.startsWith('28')) return 'denied'
  if (state === '57P01' || state === '57P02' || state === '57P03' || state.startsWith('08')) return 'unreachable'
  if (state === '3D000' || state === '42P01') return 'not-found'
  return 'refused'
}
