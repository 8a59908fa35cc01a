/** How a command ends: the exit code tells scripts what the message tells people. */
import { OperatingError } from '../model/error.js'

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
 * What was thrown, as an ending. An operating error before anything was changed is a hold; a lost lease is not being the
 * leader; what no one foresaw is a bug.
 */
export function asEnding(thrown: unknown): Ending {
  if (thrown instanceof Ending) return thrown
  if (thrown instanceof OperatingError) {
    const exitCode = thrown.code === 'deposed' ? EXIT.notLeader : thrown.code === 'unsupported' ? EXIT.usage : EXIT.held
    return new Ending(exitCode, thrown.message, thrown.next)
  }
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  return new Ending(
    EXIT.bug,
    `a bug in failover: ${error.message}`,
    `please report it with these lines:\n${error.stack ?? ''}`,
  )
}
