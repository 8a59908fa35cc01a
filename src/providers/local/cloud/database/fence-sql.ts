/**
 * The fence: after it, the app's role commits nothing more on this server (law 10). It is a setting kept by ALTER SYSTEM,
 * so it outlasts restarts, and it works on a replica too.
 *
 * Why nothing slips through. A transaction takes the setting when it begins, so those under way must go: their sessions
 * are ended, and PostgreSQL takes a session off its list only after its transaction has committed or rolled back. A
 * session in the middle of logging in is not yet listed under the role's name, but the signal to reload waits for it and
 * is heeded before its first statement: provided the postmaster has sent it. The postmaster does one thing at a time, so
 * a *fresh* connection that shows the new setting proves that it has reloaded and signalled everyone. Hence each statement
 * goes over a connection of its own.
 *
 * A role that says `BEGIN READ WRITE` overrides the setting; the shops of the local cloud do not.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { OperatingError } from '../../../../model/error.js'
import type { Ask } from './connect.js'

export const FENCE_SQL = {
  raise: `ALTER SYSTEM SET default_transaction_read_only = 'on'`,
  lower: 'ALTER SYSTEM RESET default_transaction_read_only',
  reload: 'SELECT pg_reload_conf()',
  /** Columns `fenced` (boolean) and `at` (the server's own time, as text). */
  look: `SELECT current_setting('default_transaction_read_only') = 'on' AS fenced, clock_timestamp()::text AS at`,
  /** $1 the app's role, $2 `at` of the look that showed the fence; no rows once all older sessions are gone. */
  expel: `SELECT pid, pg_terminate_backend(pid) AS told FROM pg_stat_activity
WHERE usename = $1 AND backend_start <= $2::timestamptz`,
} as const

/** How a fence is put up: `ask` opens a connection for each statement, and `signal` is the deadline. */
export interface Fencing {
  readonly ask: Ask
  readonly appRole: string
  readonly signal: AbortSignal
}

const EVERY_MS = 20

/** Puts up the fence; when it resolves, no transaction of the app's role can commit any more. Safe to repeat. */
export async function raiseFence({ ask, appRole, signal }: Fencing): Promise<void> {
  await ask(FENCE_SQL.raise)
  const at = await reloaded(ask, true, signal)
  while ((await ask(FENCE_SQL.expel, [appRole, at])).length > 0) await pause(signal)
}

/** Takes the fence away; the sessions there are see it at their next transaction. Safe to repeat. */
export async function lowerFence({ ask, signal }: Omit<Fencing, 'appRole'>): Promise<void> {
  await ask(FENCE_SQL.lower)
  await reloaded(ask, false, signal)
}

/** Has the server read its settings again; gives its time once a fresh connection shows the fence as wanted. */
async function reloaded(ask: Ask, wanted: boolean, signal: AbortSignal): Promise<string> {
  await ask(FENCE_SQL.reload)
  for (;;) {
    const [row] = await ask(FENCE_SQL.look)
    if (row?.fenced === wanted) return String(row.at)
    await pause(signal)
  }
}

async function pause(signal: AbortSignal): Promise<void> {
  if (signal.aborted) {
    const message = 'the fence is set, but sessions of the app are still there'
    throw new OperatingError('timed-out', message, 'do it again; it is safe to repeat')
  }
  await sleep(EVERY_MS)
}
