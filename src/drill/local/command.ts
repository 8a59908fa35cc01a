/** The command itself as a process, run as an operator would run it, that goes when this process does. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { packageRoot } from '../../providers/package-root.js'

/** The command, in the build. */
export const COMMAND = path.join(packageRoot(), 'dist', 'bin', 'failover.js')

/** How long a process that was asked to end may take. */
const GRACE_MS = 5_000

/** Starts `failover` with these words at the cloud in `dir`; standard input is its lifeline, standard error goes to `log`. */
export const runCommand = (
  words: readonly string[],
  { by, dir, log }: { readonly by?: string; readonly dir: string; readonly log: number | 'ignore' },
): ChildProcess =>
  spawn(process.execPath, [COMMAND, ...words], {
    env: {
      ...process.env,
      FAILOVER_LOCAL_DIR: dir,
      FAILOVER_LIFELINE: 'stdin',
      ...(by === undefined ? {} : { FAILOVER_OPERATOR: by }),
      // What somebody recorded behind the glass for an app of that name is none of this cloud's.
      FAILOVER_BREAK_GLASS_DIR: path.join(dir, 'break-glass'),
    },
    stdio: ['pipe', 'pipe', log],
  })

export const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null

/** Asks a process to end, one that sleeps too, and makes it where it does not. */
export async function endProcess(running: ChildProcess): Promise<void> {
  if (hasEnded(running)) return
  const gone = once(running, 'exit')
  running.kill('SIGCONT')
  running.kill('SIGTERM')
  const late = setTimeout(() => running.kill('SIGKILL'), GRACE_MS)
  await gone
  clearTimeout(late)
}
