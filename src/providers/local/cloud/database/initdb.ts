/** Makes the data directory of a new server. */
import { execFile } from 'node:child_process'
import { chmod, chown, mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { OperatingError } from '../../../../model/error.js'
import type { Installation } from './installation.js'
import { type RunAs, standing } from './run-as.js'
import type { Role } from './schema-sql.js'
import { HOST_BASED_AUTHENTICATION, SERVER_SETTINGS } from './server-settings.js'

const run = promisify(execFile)
const DEADLINE_MS = 120_000

/** Makes the directory `dir`, which may be there, for PostgreSQL's user alone. */
export async function ownDir(dir: string, runAs: RunAs | undefined): Promise<void> {
  await mkdir(dir, { recursive: true })
  await chmod(dir, 0o700)
  if (runAs) await chown(dir, runAs.uid, runAs.gid)
}

/** Replaces `file` by one that PostgreSQL's user owns. */
export async function ownFile(file: string, text: string, runAs: RunAs | undefined): Promise<void> {
  await rm(file, { force: true })
  await writeFile(file, text, { mode: 0o600, flag: 'wx' })
  if (runAs) await chown(file, runAs.uid, runAs.gid)
}

/** Makes a new, empty database server in `dataDir`, with `superuser` its only role. */
export async function initdb({ bin, runAs }: Installation, dataDir: string, superuser: Role): Promise<void> {
  const passwordFile = `${dataDir}.password`
  await ownDir(dataDir, runAs)
  await ownFile(passwordFile, `${superuser.password}\n`, runAs)
  try {
    await run(bin.initdb, argumentsOf(dataDir, superuser.user, passwordFile), {
      ...standing(runAs),
      timeout: DEADLINE_MS,
    })
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown
    const said = String((thrown as { stderr?: unknown }).stderr ?? '').trim() || thrown.message
    throw new OperatingError('refused', `cannot make a database in ${dataDir}: ${said}`, undefined, { cause: thrown })
  } finally {
    await rm(passwordFile, { force: true })
  }
  await ownFile(path.join(dataDir, 'pg_hba.conf'), HOST_BASED_AUTHENTICATION, runAs)
}

const argumentsOf = (dataDir: string, user: string, passwordFile: string): readonly string[] => [
  ...[`--pgdata=${dataDir}`, `--username=${user}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
  // Small WAL files: most of a new server is its first one.
  ...['--encoding=UTF8', '--locale=C', '--wal-segsize=4', '--no-instructions'],
  ...Object.entries(SERVER_SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
]
