/**
 * Processes that a supervisor left behind when it was killed without a chance to end them. Each process of a cloud is
 * noted, with the mark of its start, in the cloud's directory as soon as it is there; PostgreSQL's, which outlive their
 * parent, are also known by their command line, which names the directory.
 */
import { execFileSync } from 'node:child_process'
import { appendFileSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { startOf } from '../../store/process-start.js'
import { listProcesses, send } from './database/process-table.js'
import { until } from './database/wait.js'
import { filesIn } from './dir.js'

/** `starter`: began the cloud; `supervisor`: runs it; `child`: is a part of it. */
export type Part = 'starter' | 'supervisor' | 'child'

export interface ProcessNote {
  readonly part: Part
  readonly pid: number
  /** The mark of its start. */
  readonly started: string
}

const END_DEADLINE_MS = 10_000

/** The line that notes process `pid`; empty when it is gone already. */
export function noteOf(part: Part, pid: number): string {
  const started = startOf(pid)
  return started === undefined ? '' : `${JSON.stringify({ part, pid, started } satisfies ProcessNote)}\n`
}

/** Notes process `pid` in the cloud's directory. */
export const noteProcess = (dir: string, part: Part, pid: number): void =>
  appendFileSync(filesIn(dir).processes, noteOf(part, pid))

/** Every process noted in `dir`, whether or not it is still there. */
export const notesIn = (dir: string): readonly ProcessNote[] =>
  textOf(filesIn(dir).processes)
    .split('\n')
    .flatMap((line) => parsed(line))

/** Those of them that are still there. */
export const livingIn = (dir: string): readonly ProcessNote[] =>
  notesIn(dir).filter(({ pid, started }) => startOf(pid) === started)

/** Ends every process of a cloud whose supervisor is gone; says how many there were. */
export async function endLeftovers(dir: string): Promise<number> {
  const noted = livingIn(dir).filter(({ part }) => part !== 'starter')
  const roots = new Set([...noted.map(({ pid }) => pid), ...postgresIn(dir)])
  roots.delete(process.pid)
  const doomed = [...roots].flatMap((pid) => withDescendants(pid))
  for (const pid of doomed) send(pid, 'SIGKILL')
  await until(`the end of what ran in ${dir}`, END_DEADLINE_MS, () => doomed.every((pid) => startOf(pid) === undefined))
  return doomed.length
}

function withDescendants(root: number): readonly number[] {
  const all = listProcesses()
  const found = [root]
  for (const pid of found) found.push(...all.filter(({ parent }) => parent === pid).map((child) => child.pid))
  return found
}

const POSTGRES = /^(\S*\/)?(postgres|initdb)$/

function postgresIn(dir: string): readonly number[] {
  const data = `${filesIn(dir).databases}${path.sep}`
  return listProcesses().flatMap(({ pid }) => {
    const [program = '', ...args] = commandOf(pid)
    return POSTGRES.test(program) && args.some((arg) => arg.startsWith(data)) ? [pid] : []
  })
}

/** The words of a process's command line; empty when it is gone. */
function commandOf(pid: number): readonly string[] {
  if (process.platform === 'linux') return textOf(`/proc/${pid}/cmdline`).split('\0')
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(' ')
  } catch (thrown) {
    if (thrown instanceof Error) return []
    throw thrown
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (thrown) {
    if (thrown instanceof Error) return ''
    throw thrown
  }
}

/** A line torn by the writer's death is no note. */
function parsed(line: string): readonly ProcessNote[] {
  try {
    return [JSON.parse(line) as ProcessNote]
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return []
    throw thrown
  }
}
