/** When a process started, to tell it from a later one with the same number. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** An opaque mark of the start of process `pid`; undefined when there is no such process. */
export function startOf(pid: number): string | undefined {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid)
}

/** The mark of this process. */
export const ownStart = (): string => startOf(process.pid) ?? ''

/** Field 22 of /proc/PID/stat, ticks since boot; state Z is a process that has ended (proc(5)). */
function fromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : fields[19]
  } catch (thrown) {
    if (thrown instanceof Error) return undefined
    throw thrown
  }
}

function fromPs(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
  } catch (thrown) {
    if (thrown instanceof Error) return undefined
    throw thrown
  }
}
