/**
 * Runs a user's program, without a shell between its arguments, in a process group of its own, and leaves nothing behind:
 * when it ends, whatever of its group still runs is killed; when it must stop, the group is asked (SIGTERM) and, a second
 * later, killed. A guard in the same group does so when this process itself is gone, be it killed: its end of a pipe closes
 * then. So a run that is taken up elsewhere does not meet the program of the one before.
 *
 * Out of reach is only what makes itself a session of its own.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { OperatingError } from '../../model/error.js'

/** The program takes the place of the shell; the guard is forked twice, so that it is no child the program might wait for. */
const SCRIPT = `
exec 3<&0 </dev/null
( (
  trap '' TERM HUP INT
  exec >/dev/null 2>&1
  read -r word <&3
  kill -s TERM -- "-$$"
  sleep 1
  kill -s KILL -- "-$$"
) & )
exec 3<&-
exec "$@"
`
const GRACE_MS = 1_000
/** Its last words may still be under way; a pipe that someone out of reach holds open is not waited for. */
const LAST_WORDS_MS = 500
const KEPT_BYTES = 4_096

export interface Program {
  readonly argv: readonly string[]
  readonly dir: string
  readonly env: NodeJS.ProcessEnv
}

export interface Ended {
  /** As a shell tells it: the exit code, or 128 and more where a signal ended it. */
  readonly how: { readonly code: number } | { readonly signal: string }
  /** The end of what it wrote to standard output and standard error. */
  readonly wrote: string
}

/** Runs it to its end; when `signal` fires it is stopped, and its end tells so. Rejects when it cannot be started. */
export async function runProgram({ argv, dir, env }: Program, signal: AbortSignal): Promise<Ended> {
  if (signal.aborted) throw new OperatingError('timed-out', `${argv[0]}: not started, since there is no time left`)
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'sh', ...argv], { cwd: dir, env, detached: true, stdio: 'pipe' })
  // The guard's end of the pipe goes with the group.
  child.stdin.on('error', () => {})
  const last = lastWordsOf(child)
  let killing: NodeJS.Timeout | undefined
  const stop = (): void => {
    killGroup(child, 'SIGTERM')
    killing = setTimeout(() => killGroup(child, 'SIGKILL'), GRACE_MS)
  }
  signal.addEventListener('abort', stop, { once: true })
  try {
    const how = await endOf(child, argv[0] ?? '')
    killGroup(child, 'SIGKILL')
    return { how, wrote: await last }
  } finally {
    clearTimeout(killing)
    signal.removeEventListener('abort', stop)
  }
}

function endOf(child: ChildProcess, program: string): Promise<Ended['how']> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code, ended) => resolve(code === null ? { signal: ended ?? 'a signal' } : { code }))
    child.once('error', (error) => {
      reject(
        new OperatingError('not-found', `${program} cannot be started: ${error.message}`, undefined, { cause: error }),
      )
    })
  })
}

/** Both streams as they came, in one; only the end is kept. */
function lastWordsOf(child: ChildProcess): Promise<string> {
  let kept = Buffer.alloc(0)
  const keep = (bytes: Buffer): void => {
    kept = Buffer.concat([kept, bytes]).subarray(-KEPT_BYTES)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  return new Promise((resolve) => {
    const done = (): void => resolve(kept.toString('utf8'))
    child.once('close', done)
    child.once('exit', () => {
      setTimeout(() => {
        child.stdout?.destroy()
        child.stderr?.destroy()
        done()
      }, LAST_WORDS_MS).unref()
    })
  })
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch (thrown) {
    // Nobody of it is left, or (on macOS) only what has ended and was not waited for.
    const { code } = thrown as NodeJS.ErrnoException
    if (code !== 'ESRCH' && code !== 'EPERM') throw thrown
  }
}
