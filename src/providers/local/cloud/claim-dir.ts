/**
 * Taking the cloud's directory for a new cloud. It may lie where every user can write, so a directory or link that
 * somebody else put in its place is refused; and it is removed with all that is in it when the cloud goes down, so one
 * that holds anything but a local cloud is refused as well.
 */
import { existsSync } from 'node:fs'
import { chmod, lstat, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { OperatingError } from '../../../model/error.js'
import { codeOf } from '../../store/files.js'
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
    if (await noteStarter(dir)) break
    await settled(dir)
    if (stateOf(dir) === 'running') {
      throw new OperatingError('conflict', `a local cloud runs in ${dir} already`, '"failover local status" shows it')
    }
    await clearDir(dir)
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

/** Ends what a dead cloud left running and removes its directory. */
export async function clearDir(dir: string): Promise<void> {
  await mustHoldNothingElse(dir)
  await endLeftovers(dir)
  await rm(dir, { recursive: true, force: true })
}

/** Whoever makes the file has the directory; false when another has made it. */
async function noteStarter(dir: string): Promise<boolean> {
  try {
    await writeFile(filesIn(dir).processes, noteOf('starter', process.pid), { flag: 'wx', mode: 0o600 })
    return true
  } catch (thrown) {
    if (['EEXIST', 'ENOENT'].includes(codeOf(thrown))) return false
    throw thrown
  }
}

async function mustHoldNothingElse(dir: string): Promise<void> {
  if (existsSync(filesIn(dir).processes)) return
  const [stranger] = await namesIn(dir)
  // Another `up` may have put its note there just now.
  if (stranger === undefined || existsSync(filesIn(dir).processes)) return
  const next = 'set FAILOVER_LOCAL_DIR to a directory that is empty or not there yet'
  throw new OperatingError('refused', `${dir} holds something other than a local cloud: ${stranger}`, next)
}

async function namesIn(dir: string): Promise<readonly string[]> {
  try {
    return await readdir(dir)
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return []
    throw thrown
  }
}
