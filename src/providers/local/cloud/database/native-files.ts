/**
 * PostgreSQL's files as the package brings them. A package cannot carry symbolic links, so it lists those its libraries
 * need and makes them by an install script; where scripts are off they are missing, and are made here.
 */
import { chmod, copyFile, link, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'

const symlinks = z.array(z.object({ source: z.string(), target: z.string() }))

/** Makes the links of the libraries in `native` that are missing; false when it may not write there. */
export async function makeLinks(native: string): Promise<boolean> {
  const list = symlinks.parse(JSON.parse(await readFile(path.join(native, 'pg-symlinks.json'), 'utf8')))
  for (const { source, target } of list) {
    const at = path.join(path.dirname(native), target)
    if (!(await succeeds(symlink(path.basename(source), at), ['EEXIST']))) return false
  }
  return true
}

/** A copy of `native` at `to` that every user can read, sharing what can be shared. */
export async function copyNative(native: string, to: string): Promise<void> {
  const aside = path.join(`${to}.${process.pid}.tmp`, 'native')
  await copyTree(native, aside)
  await makeLinks(aside)
  await rm(to, { recursive: true, force: true })
  await rename(aside, to)
  await rm(path.dirname(aside), { recursive: true })
}

async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true })
  await chmod(to, 0o755)
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)]
    if (entry.isDirectory()) await copyTree(source, target)
    else if (entry.isFile()) await share(source, target)
  }
}

/** A hard link where that will do, so that 60 MB are not there twice. */
async function share(source: string, target: string): Promise<void> {
  const mode = path.basename(path.dirname(source)) === 'bin' ? 0o755 : 0o644
  const lacks = mode & ~(await stat(source)).mode
  if (lacks === 0 && (await succeeds(link(source, target)))) return
  await copyFile(source, target)
  await chmod(target, mode)
}

/** Whether it was done, or was `asGood` as done; false on a refusal that leaves another way. */
async function succeeds(work: Promise<void>, asGood: readonly string[] = []): Promise<boolean> {
  try {
    await work
    return true
  } catch (thrown) {
    const code = String((thrown as { code?: unknown }).code ?? '')
    if (asGood.includes(code)) return true
    if (['EACCES', 'EPERM', 'EROFS', 'EXDEV', 'EMLINK', 'ENOTSUP'].includes(code)) return false
    throw thrown
  }
}
