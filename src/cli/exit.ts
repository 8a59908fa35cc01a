/** How a command ends: the exit code tells scripts what the message tells people. */
import { asOperatingError, type OperatingCode, OperatingError } from '../model/error.js'

export const EXIT = { done: 0, bug: 1, usage: 2, held: 3, halted: 4, notLeader: 5, failed: 6 } as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** A command that ends otherwise than done: what, where and why in `message`, what to do in `next`. */
export class Ending extends Error {
  override readonly name = 'Ending'
  constructor(
    readonly exitCode: ExitCode,
    message: string,
    readonly next?: string,
    /** What `--json` prints besides the message. */
    readonly document?: object,
    /** The answer is on standard output already. */
    readonly printed = false,
  ) {
    super(message)
  }
}

/**
 * Of an operating error that ends a command before anything was changed. What cannot be done now is a hold; a dry run that
 * tried to change something is a bug of ours, stopped by its interlock.
 */
const EXIT_OF: Readonly<Record<OperatingCode, ExitCode>> = {
  unreachable: EXIT.held,
  'timed-out': EXIT.held,
  throttled: EXIT.held,
  denied: EXIT.held,
  conflict: EXIT.held,
  'not-found': EXIT.held,
  'insufficient-capacity': EXIT.held,
  refused: EXIT.held,
  deposed: EXIT.notLeader,
  store: EXIT.held,
  interlocked: EXIT.bug,
  unsupported: EXIT.usage,
}

/** What was thrown, as an ending; what no one foresaw is a bug. */
export function asEnding(thrown: unknown): Ending {
  if (thrown instanceof Ending) return thrown
  if (thrown instanceof OperatingError) return new Ending(EXIT_OF[thrown.code], thrown.message, thrown.next)
  if (isSystemError(thrown)) return new Ending(EXIT.held, asOperatingError(thrown, thrown.syscall).message)
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  return new Ending(
    EXIT.bug,
    `a bug in failover: ${error.message}`,
    `please report it with these lines:\n${error.stack ?? ''}`,
  )
}

/** What the system refused is no bug of ours: a port in use, a full disk. */
const isSystemError = (thrown: unknown): thrown is Error & { readonly syscall: string } =>
  thrown instanceof Error && 'syscall' in thrown && typeof thrown.syscall === 'string'
