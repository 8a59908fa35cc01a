/**
 * Whether the process that left a mark still runs. A process id alone does not say: numbers are used again. So a mark
 * carries the host, its table of processes and the instant the process started, as the system tells them.
 *
 *   mark                                  | its process
 *   --------------------------------------|---------------------------------------------------------
 *   another host's                        | unseen: it may run, so nothing may be taken from it
 *   this host's, of an earlier table      | gone: the machine or the container has started anew since
 *   this table's, same id, same start     | runs, also when it is paused
 *   this table's, otherwise               | gone
 */
import { readFileSync, readlinkSync } from 'node:fs'
import os from 'node:os'
import { startTold } from './process-start.js'

export interface ProcessMark {
  readonly host: string
  /** Boot and process namespace; empty where the system names neither. */
  readonly table: string
  readonly pid: number
  /** Opaque; empty where the system does not tell. */
  readonly started: string
}

/** The mark of this process. */
export function ownMark(): ProcessMark {
  own ??= { host: os.hostname(), table: ownTable(), pid: process.pid, started: startTold(process.pid) ?? '' }
  return own
}

let own: ProcessMark | undefined

/** Whether the process of `mark` runs, is gone, or stands where nobody here can see it. */
export function fateOf(mark: ProcessMark): 'runs' | 'gone' | 'unseen' {
  const { host, table } = ownMark()
  if (mark.host !== host) return 'unseen'
  if (mark.table !== table) return 'gone'
  if (!exists(mark.pid)) return 'gone'
  const started = startTold(mark.pid)
  // One that exists and does not show its start, as other users' under hidepid, gets the benefit of the doubt.
  return started === undefined || mark.started === '' || started === mark.started ? 'runs' : 'gone'
}

/** Signal 0 reaches whatever exists, a paused or an ended but unburied process too. */
function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (thrown) {
    return thrown instanceof Error && (thrown as { code?: unknown }).code === 'EPERM'
  }
}

function ownTable(): string {
  if (process.platform !== 'linux') return ''
  const boot = quietly(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()) ?? ''
  const namespace = quietly(() => readlinkSync('/proc/self/ns/pid')) ?? ''
  return `${boot} ${namespace}`
}

function quietly<Value>(look: () => Value): Value | undefined {
  try {
    return look()
  } catch (thrown) {
    if (thrown instanceof Error) return undefined
    throw thrown
  }
}
