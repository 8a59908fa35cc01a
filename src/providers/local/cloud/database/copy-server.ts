/**
 * A copy of the data directory of a running server: https://www.postgresql.org/docs/18/continuous-archiving.html, "Making
 * a Base Backup Using the Low Level API". The session that begins the backup must end it, and stay open between. The
 * WAL written meanwhile comes with it, so that the copy can be opened even if its source is gone the next moment.
 */
import { chown, constants, copyFile, mkdir, readdir } from 'node:fs/promises'
import path from 'node:path'
import type { Ask } from './connect.js'
import { ownDir, ownFile } from './initdb.js'
import type { RunAs } from './run-as.js'

const START_SQL = `SELECT pg_walfile_name(pg_backup_start('seed of a replica', true)) AS first`
const STOP_SQL = `SELECT pg_walfile_name(lsn) AS last, labelfile FROM pg_backup_stop(false)`

/** Directories whose content is the running server's own; they are needed, but empty. */
const EMPTIED = new Set([
  ...['pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans'],
])
/** Its own files, and those that say whom it follows. */
const LEFT_OUT = new Set([
  ...['postmaster.pid', 'postmaster.opts', 'backup_label', 'backup_label.old', 'tablespace_map', 'standby.signal'],
  ...['recovery.signal', 'pg_internal.init'],
])
/** Whatever else is copied refers to it, so it is copied last. */
const CONTROL_FILE = path.join('global', 'pg_control')
const AT_ONCE = 16

export interface Copying {
  /** A session of a superuser on the running server. */
  readonly ask: Ask
  readonly from: string
  readonly to: string
  readonly runAs: RunAs | undefined
}

/** Copies the server; the copy, once started with a `standby.signal`, follows from where the copy ends. */
export async function copyServer(copying: Copying): Promise<void> {
  const { ask, from, to, runAs } = copying
  const [start] = await ask(START_SQL)
  await ownDir(to, runAs)
  const files = await makeDirs(copying, '')
  await copyAll(
    copying,
    files.filter((file) => file !== CONTROL_FILE),
  )
  await copyAll(copying, [CONTROL_FILE])
  const [stop] = await ask(STOP_SQL)
  await ownFile(path.join(to, 'backup_label'), String(stop?.labelfile), runAs)
  const isNeeded = (name: string): boolean =>
    name.endsWith('.history') ||
    (/^[0-9A-F]{24}$/.test(name) && name >= String(start?.first) && name <= String(stop?.last))
  const wal = (await readdir(path.join(from, 'pg_wal'))).filter(isNeeded)
  await copyAll(
    copying,
    wal.map((name) => path.join('pg_wal', name)),
  )
}

/** Makes the directories below `at`; gives the files to copy, relative to the data directory. */
async function makeDirs(copying: Copying, at: string): Promise<readonly string[]> {
  const files: string[] = []
  for (const entry of await readdir(path.join(copying.from, at), { withFileTypes: true })) {
    const name = path.join(at, entry.name)
    if (entry.isFile() && !LEFT_OUT.has(entry.name) && !entry.name.startsWith('pgsql_tmp')) files.push(name)
    if (!entry.isDirectory()) continue
    await mkdir(path.join(copying.to, name), { mode: 0o700 })
    if (copying.runAs) await chown(path.join(copying.to, name), copying.runAs.uid, copying.runAs.gid)
    if (!EMPTIED.has(name)) files.push(...(await makeDirs(copying, name)))
  }
  return files
}

async function copyAll(copying: Copying, files: readonly string[]): Promise<void> {
  const left = [...files]
  const worker = async (): Promise<void> => {
    for (let file = left.pop(); file !== undefined; file = left.pop()) await copyOne(copying, file)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

/** A file that is gone since it was listed belonged to a table dropped meanwhile: the WAL tells the copy so. */
async function copyOne({ from, to, runAs }: Copying, file: string): Promise<void> {
  try {
    await copyFile(path.join(from, file), path.join(to, file), constants.COPYFILE_FICLONE)
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code === 'ENOENT') return
    throw thrown
  }
  if (runAs) await chown(path.join(to, file), runAs.uid, runAs.gid)
}
