/** When a process started, to tell it from a later one with the same number. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Given for a process that has ended and whose parent has not asked after it yet. */
export const ENDED = 'ended'

/** An opaque mark of the start of process `pid`; undefined when there is no such process, or it has ended. */
export function startOf(pid: number): string | undefined {
  const told = startTold(pid)
  return told === ENDED ? undefined : told
}

/** As `startOf`, but `ENDED` for one that has ended; undefined also when the system does not show it to this user. */
export function startTold(pid: number): string | undefined {
  try {
    return process.platform === 'linux' ? fromProc(pid) : fromPs(pid)
  } catch (thrown) {
    if (thrown instanceof Error) return undefined
    throw thrown
  }
}

/** Field 22 of /proc/PID/stat, ticks since boot; states Z and X are of processes that have ended (proc(5)). */
function fromProc(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' || fields[0] === 'X' ? ENDED : fields[19]
}

/** The start in words, which the zone and the language of whoever asks would change. */
function fromPs(pid: number): string | undefined {
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' }
  const told = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8', env }).trim()
  const [state = '', ...start] = told.split(/\s+/)
  return state.startsWith('Z') ? ENDED : start.join(' ') || undefined
}
