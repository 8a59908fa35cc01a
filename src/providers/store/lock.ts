/**
 * A lock that one process on this machine can hold: a directory of numbered notes, of which the highest says who holds
 * it. To take it is to make the next number, and of several takers the file system lets exactly one make it. A dead
 * holder's note is never touched, only followed, so there is no moment at which two can both believe they took it over.
 *
 *   highest note                        | the lock
 *   ------------------------------------|--------------------------------------
 *   none, or NUMBER.free                | is free
 *   NUMBER.held, its process gone       | is free: it was killed
 *   NUMBER.held, otherwise              | is held, also by a paused process
 *
 * The numbers grow for ever, and with them an epoch that each note carries and its successor exceeds.
 */
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { OperatingError } from '../../model/error.js'
import { createFile, ensureDir, moveFile, namesIn, readText, removeFile } from './files.js'
import { fateOf, ownMark, type ProcessMark } from './process-mark.js'

/** Old notes kept: a taker would have to sleep through as many turns, within one look, to miss the highest. */
const KEPT = 16

export interface LockNote extends ProcessMark {
  readonly number: number
  readonly epoch: number
  readonly holder: string
  /** Wall time in ms since the epoch. */
  readonly since: number
  /** Unique to this taking of the lock. */
  readonly token: string
}

export type Taken =
  | { readonly is: 'taken'; readonly note: LockNote }
  | { readonly is: 'held'; readonly by: LockNote; readonly unseen: boolean }

export interface Wish {
  readonly holder: string
  readonly since: number
  /** The epoch is above this and above every earlier note's; asked once, and only when the lock is free. */
  readonly epochFloor: () => Promise<number>
}

/** Takes the lock in `dir`, durably, or says who holds it; writes nothing when it is held. */
export async function takeLock(dir: string, { epochFloor, holder, since }: Wish): Promise<Taken> {
  let floor: number | undefined
  for (;;) {
    const last = await lastNote(dir)
    if (last && !last.free) {
      const fate = fateOf(last.note)
      if (fate !== 'gone') return { is: 'held', by: last.note, unseen: fate === 'unseen' }
    }
    floor ??= await epochFloor()
    const number = (last?.note.number ?? 0) + 1
    const epoch = Math.max(last?.note.epoch ?? 0, floor) + 1
    const note = { ...ownMark(), number, epoch, holder, since, token: randomUUID() }
    if (await place(dir, note)) return { is: 'taken', note }
  }
}

/** A taker that slept since it looked may make a number that is long past: only the highest counts. */
async function place(dir: string, note: LockNote): Promise<boolean> {
  await ensureDir(dir)
  const file = path.join(dir, `${note.number}.held`)
  if (!(await createFile(file, JSON.stringify(note)))) return false
  if (await holdsLock(dir, note)) {
    await sweep(dir, note.number - KEPT)
    return true
  }
  await removeFile(file)
  return false
}

/** Whether the lock is still held by this very taking of it. */
export async function holdsLock(dir: string, { token }: LockNote): Promise<boolean> {
  const last = await lastNote(dir)
  return last !== undefined && !last.free && last.note.token === token
}

/** Gives the lock up, if `note` still holds it. A rename, so that it works on a full disk. */
export async function dropLock(dir: string, note: LockNote): Promise<void> {
  if (!(await holdsLock(dir, note))) return
  const file = path.join(dir, String(note.number))
  await moveFile(`${file}.held`, `${file}.free`)
}

export interface LastNote {
  readonly note: LockNote
  /** It was given up. */
  readonly free: boolean
}

/** The highest note in `dir`; undefined when there never was one. */
export async function lastNote(dir: string): Promise<LastNote | undefined> {
  for (;;) {
    const names = await namesIn(dir)
    const number = Math.max(0, ...names.map(numberOf))
    if (number === 0) return undefined
    const free = names.includes(`${number}.free`)
    const file = path.join(dir, `${number}.${free ? 'free' : 'held'}`)
    const text = await readText(file)
    // Given up or swept since it was listed: look again.
    if (text !== undefined) return { note: parse(text, file), free }
  }
}

const numberOf = (name: string): number => Number(/^(\d+)\.(?:held|free)$/.exec(name)?.[1] ?? 0)

function parse(text: string, file: string): LockNote {
  try {
    return JSON.parse(text) as LockNote
  } catch (thrown) {
    const says = `the store cannot tell who holds it: ${file} is not a note of failover`
    throw new OperatingError('store', says, 'if no failover runs here, remove that file', { cause: thrown })
  }
}

async function sweep(dir: string, upTo: number): Promise<void> {
  const old = (await namesIn(dir)).filter((name) => numberOf(name) > 0 && numberOf(name) <= upTo)
  await Promise.all(old.map((name) => removeFile(path.join(dir, name))))
}
