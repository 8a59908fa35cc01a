/**
 * A lock that one process on this machine can hold, as a file that names its holder. It is made by linking a finished
 * file into place, which either happens whole or not at all. The lock of a process that is gone is moved aside by a
 * rename, which only one of several takers can do, and taken anew.
 *
 * For hosts that share no process table a shared store is needed; the file store says so.
 */
import { link, readFile, rename, unlink } from 'node:fs/promises'
import { codeOf, readText, writeAside } from './files.js'
import { ownStart, startOf } from './process-start.js'

export interface LockNote {
  readonly holder: string
  readonly pid: number
  /** When the process started, as the system tells it, so that a reused process id is not taken for it. */
  readonly started: string
  /** Wall time in ms since the epoch. */
  readonly since: number
  /** Unique to this taking of the lock. */
  readonly token: string
}

export type Taken = { readonly is: 'taken'; readonly note: LockNote } | { readonly is: 'held'; readonly by: LockNote }

/** Takes the lock at `file`, or says who holds it. */
export async function takeLock(file: string, holder: string, since: number, token: string): Promise<Taken> {
  const note: LockNote = { holder, pid: process.pid, started: ownStart(), since, token }
  const aside = await writeAside(file, JSON.stringify(note))
  try {
    for (;;) {
      try {
        await link(aside, file)
        return { is: 'taken', note }
      } catch (thrown) {
        if (codeOf(thrown) !== 'EEXIST') throw thrown
      }
      const found = await readLock(file)
      if (found && isAlive(found)) return { is: 'held', by: found }
      if (found) await moveAside(file, found)
    }
  } finally {
    await unlink(aside)
  }
}

/** Who holds the lock at `file`; undefined when nobody does. */
export async function readLock(file: string): Promise<LockNote | undefined> {
  const text = await readText(file)
  return text === undefined ? undefined : (JSON.parse(text) as LockNote)
}

/** Gives the lock up, if `token` still holds it. */
export async function dropLock(file: string, token: string): Promise<void> {
  const found = await readLock(file)
  if (found?.token === token) await unlink(file)
}

const isAlive = ({ pid, started }: LockNote): boolean => startOf(pid) === started

/** Only the one who moved the very lock that was found dead may go on; a fresh one caught by mistake is put back. */
async function moveAside(file: string, dead: LockNote): Promise<void> {
  const grave = `${file}.${dead.token}.dead`
  try {
    await rename(file, grave)
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return
    throw thrown
  }
  const moved = JSON.parse(await readFile(grave, 'utf8')) as LockNote
  if (moved.token !== dead.token) await link(grave, file)
  await unlink(grave)
}
