/** The system's table of processes: who is whose child, and who is stopped. A process that has ended counts as gone. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

export interface Listed {
  readonly pid: number
  readonly parent: number
  /** Held by SIGSTOP. */
  readonly isStopped: boolean
}

/** Every process there is. */
export const listProcesses = (): readonly Listed[] =>
  process.platform === 'linux'
    ? readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? fromProc(Number(name)) : []))
    : fromPs(['-A'])

/** The process `pid`; undefined when it is gone. */
export const findProcess = (pid: number): Listed | undefined =>
  (process.platform === 'linux' ? fromProc(pid) : fromPs(['-p', String(pid)]))[0]

/** Sends `signal` to `pid`, if it is still there. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code !== 'ESRCH') throw thrown
  }
}

/** `/proc/PID/stat` is `pid (command) state parent …`, and a command may hold blanks and brackets (proc(5)). */
function fromProc(pid: number): readonly Listed[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state = '', parent = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return listed(pid, Number(parent), state)
  } catch (thrown) {
    if (thrown instanceof Error) return []
    throw thrown
  }
}

function fromPs(which: readonly string[]): readonly Listed[] {
  try {
    const lines = execFileSync('ps', ['-o', 'pid=,ppid=,stat=', ...which], { encoding: 'utf8' })
      .trim()
      .split('\n')
    return lines.flatMap((line) => {
      const [pid = '', parent = '', state = ''] = line.trim().split(/\s+/)
      return listed(Number(pid), Number(parent), state)
    })
  } catch (thrown) {
    if (thrown instanceof Error) return []
    throw thrown
  }
}

const listed = (pid: number, parent: number, state: string): readonly Listed[] =>
  /^[ZX]/.test(state) ? [] : [{ pid, parent, isStopped: state.startsWith('T') }]
