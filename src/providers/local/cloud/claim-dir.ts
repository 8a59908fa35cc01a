/**
 * Taking the cloud's directory for a new cloud. It may lie where every user can write, so a directory or link that
 * somebody else put in its place is refused; and it is removed with all that is in it when the cloud goes down, so one
 * that holds anything but a local cloud is refused as well.
 */
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, lstat, mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { OperatingError } from '../../../model/error.js'
import { codeOf, createFile, namesIn } from '../../store/files.js'
import { dropLock, takeLock } from '../../store/lock.js'
import { until } from './database/wait.js'
import { filesIn } from './dir.js'
import { endLeftovers, livingIn, noteOf, notesIn } from './leftovers.js'

/** Another `up` or `down` under way is waited for. */
const BUSY_DEADLINE_MS = 60_000

/**
 * Whether a cloud is in `dir`. `busy`: it is being started or taken down; `dead`: something of one is left, or of a
 * start that never came to its end.
 */
export type DirState = 'none' | 'busy' | 'running' | 'dead'

export function stateOf(dir: string): DirState {
  if (!existsSync(filesIn(dir).processes)) return 'none'
  const living = livingIn(dir)
  const begun = notesIn(dir).some(({ part }) => part === 'supervisor')
  if (!living.some(({ part }) => part === (begun ? 'supervisor' : 'starter'))) return 'dead'
  return existsSync(filesIn(dir).layout) ? 'running' : 'busy'
}

/** Makes `dir` ours, cleaned of a dead cloud's remains; throws `conflict` when a cloud runs in it. */
export async function claimDir(dir: string): Promise<void> {
  for (;;) {
    await mkdir(dir, { recursive: true, mode: 0o700 })
    await mustBeOurs(dir)
    await mustHoldNothingElse(dir)
    if (await alone(dir, () => noteStarter(dir))) break
    await settled(dir)
    if (stateOf(dir) === 'running') {
      throw new OperatingError('conflict', `a local cloud runs in ${dir} already`, '"failover local status" shows it')
    }
  }
  // PostgreSQL runs as another user when started by root, and must pass through.
  await chmod(dir, process.getuid?.() === 0 ? 0o711 : 0o700)
}

/** Resolves once no `up` or `down` is under way in `dir`. */
export const settled = (dir: string): Promise<void> =>
  until(`the local cloud in ${dir}, which is being started or stopped`, BUSY_DEADLINE_MS, () => stateOf(dir) !== 'busy')

/** Throws `OperatingError`: `denied` when somebody else made `dir`, `refused` when it is no directory. */
export async function mustBeOurs(dir: string): Promise<void> {
  const found = await lstat(dir)
  const next = 'remove it, or set FAILOVER_LOCAL_DIR to another directory'
  if (!found.isDirectory()) throw new OperatingError('refused', `${dir} is no directory`, next)
  if (process.getuid && found.uid !== process.getuid()) {
    throw new OperatingError('denied', `${dir} belongs to another user (uid ${found.uid})`, next)
  }
}

/** Ends what a dead cloud left running and removes its directory; nothing to do where none is, or one lives. */
export async function clearDir(dir: string): Promise<void> {
  if (stateOf(dir) !== 'dead') return
  await removeDir(dir, async () => {
    // Another may have been quicker, and have a cloud there by now.
    if (stateOf(dir) !== 'dead') return false
    await endLeftovers(dir)
    return true
  })
}

/** Removes the directory of a cloud: at once for everyone else, so that none sees half of it; unless `isOver` says no. */
export async function removeDir(dir: string, isOver: () => Promise<boolean> = async () => true): Promise<void> {
  const aside = `${dir}.${randomUUID()}.gone`
  await alone(dir, async () => {
    if (!(await isOver())) return
    try {
      await rename(dir, aside)
    } catch (thrown) {
      // Where nothing beside it may be named, it goes piece by piece.
      if (!['EACCES', 'EPERM', 'EBUSY'].includes(codeOf(thrown))) throw thrown
      await rm(dir, { recursive: true, force: true })
    }
  })
  await rm(aside, { recursive: true, force: true })
}

/** Takes the directory where no cloud lives, cleaned of what is left of a dead one; false when it is another's. */
async function noteStarter(dir: string): Promise<boolean> {
  if (stateOf(dir) === 'dead') {
    await endLeftovers(dir)
    const { processes } = filesIn(dir)
    const remains = (await namesIn(dir)).filter((name) => name !== CLAIM).map((name) => path.join(dir, name))
    const others = remains.filter((file) => file !== processes)
    await Promise.all(others.map((file) => rm(file, { recursive: true, force: true })))
    // Last, since it tells that the directory is a cloud's.
    await rm(processes)
  }
  return createFile(filesIn(dir).processes, noteOf('starter', process.pid))
}

/** The lock of the directory, in it: of several who find a dead cloud one cleans up, and does not clean away another. */
const CLAIM = 'claim'

async function alone<T>(dir: string, work: () => Promise<T>): Promise<T> {
  const lock = path.join(dir, CLAIM)
  const wish = { holder: `pid ${process.pid}`, since: Date.now(), epochFloor: () => Promise.resolve(0) }
  let taken = await takeLock(lock, wish)
  await until(`the lock of ${dir}`, BUSY_DEADLINE_MS, async () => {
    if (taken.is === 'held') taken = await takeLock(lock, wish)
    return taken.is === 'taken'
  })
  try {
    return await work()
  } finally {
    if (taken.is === 'taken' && existsSync(lock)) await dropLock(lock, taken.note)
  }
}

async function mustHoldNothingElse(dir: string): Promise<void> {
  if (existsSync(filesIn(dir).processes)) return
  const stranger = (await namesIn(dir)).find((name) => name !== CLAIM)
  // Another `up` may have put its note there just now.
  if (stranger === undefined || existsSync(filesIn(dir).processes)) return
  const next = 'set FAILOVER_LOCAL_DIR to a directory that is empty or not there yet'
  throw new OperatingError('refused', `${dir} holds something other than a local cloud: ${stranger}`, next)
}
