/** Durable file writes: what resolves here is on disk, directory entry included. */
import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import path from 'node:path'
import { OperatingError } from '../../model/error.js'

const NEXT = 'mend it, give the policy another store, or act without it by --break-glass'

/** A file system's refusal as a `store` error that names the path. */
export function storeError(thrown: unknown, doing: string, file: string): OperatingError {
  if (thrown instanceof OperatingError) return thrown
  const code = codeOf(thrown)
  const why = REASONS[code] ?? (thrown instanceof Error ? thrown.message : String(thrown))
  return new OperatingError('store', `the store cannot ${doing} ${file}: ${why}`, NEXT, { cause: thrown })
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the disk',
  ENOTDIR: 'a part of the path is not a directory',
  EEXIST: 'something else is in its place',
}

/** The system's code of an error, such as `ENOENT`; empty when there is none. */
export const codeOf = (thrown: unknown): string =>
  thrown instanceof Error ? String((thrown as { code?: unknown }).code ?? '') : ''

/** Makes `dir` (0700) where it is missing. */
export async function ensureDir(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 })
  } catch (thrown) {
    throw storeError(thrown, 'make the directory', dir)
  }
}

/** Flushes a directory, so that a file made or renamed in it is there after a crash. */
export async function syncDir(dir: string): Promise<void> {
  const handle = await open(dir, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The text of `file`; undefined when there is none. */
export async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined
    throw storeError(thrown, 'read', file)
  }
}

/** Writes a new file beside `file` and flushes it; gives its name, for the caller to rename or link into place. */
export async function writeAside(file: string, text: string): Promise<string> {
  const aside = `${file}.${randomUUID()}.tmp`
  const handle = await open(aside, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  return aside
}

/** Replaces `file` at once and durably: readers see the old text or the new. */
export async function replaceFile(file: string, text: string): Promise<void> {
  try {
    await rename(await writeAside(file, text), file)
    await syncDir(path.dirname(file))
  } catch (thrown) {
    throw storeError(thrown, 'write', file)
  }
}
