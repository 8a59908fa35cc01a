/**
 * Durable files: what resolves here is on disk, directory entry included. Every refusal of the file system is an
 * `OperatingError` (`store`) that names the path; what is not the file system's is a bug and thrown on.
 */
import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readdir, readFile, rename, unlink } from 'node:fs/promises'
import path from 'node:path'
import { OperatingError } from '../../model/error.js'

const NEXT = 'mend it, give the policy another store, or act without it by --break-glass'

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of the path is not a directory',
  EISDIR: 'a directory is in its place',
  EEXIST: 'something else is in its place',
  ENOENT: 'a part of the path is gone',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'symbolic links lead round in a circle',
  EMFILE: 'this process has too many files open',
  ENFILE: 'this machine has too many files open',
  EIO: 'the disk reports an error',
}

/** A file system's refusal as a `store` error that names the path; anything else that was thrown is thrown on. */
function storeError(thrown: unknown, doing: string, file: string): OperatingError {
  if (thrown instanceof OperatingError) return thrown
  const code = codeOf(thrown)
  if (!(thrown instanceof Error) || code === '' || thrown instanceof TypeError) throw thrown
  const why = REASONS[code] ?? thrown.message
  return new OperatingError('store', `the store cannot ${doing} ${file}: ${why}`, NEXT, { cause: thrown })
}

/** The system's code of an error, such as `ENOENT`; empty when there is none. */
export const codeOf = (thrown: unknown): string =>
  thrown instanceof Error ? String((thrown as { code?: unknown }).code ?? '') : ''

/** What `work` gives; its refusals become `store` errors. */
export async function guarded<Value>(doing: string, file: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (thrown) {
    throw storeError(thrown, doing, file)
  }
}

/** As `guarded`, and undefined where there is no such file. */
export async function unlessAbsent<Value>(
  doing: string,
  file: string,
  work: () => Promise<Value>,
): Promise<Value | undefined> {
  try {
    return await work()
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined
    throw storeError(thrown, doing, file)
  }
}

/** Makes `dir` (0700), and what is missing above it, durably. */
export function ensureDir(dir: string): Promise<void> {
  return guarded('make the directory', dir, async () => {
    const first = await mkdir(dir, { recursive: true, mode: 0o700 })
    if (first === undefined) return
    for (let made = path.resolve(dir); made.startsWith(path.resolve(first)); made = path.dirname(made)) {
      await syncDir(path.dirname(made))
    }
  })
}

/** Flushes a directory, so that a file made or renamed in it is there after a crash. */
export function syncDir(dir: string): Promise<void> {
  return guarded('flush the directory', dir, async () => {
    const handle = await open(dir, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  })
}

/** The names in `dir`; none when it is not there. */
export async function namesIn(dir: string): Promise<readonly string[]> {
  return (await unlessAbsent('list', dir, () => readdir(dir))) ?? []
}

/** The text of `file`; undefined when there is none. */
export function readText(file: string): Promise<string | undefined> {
  return unlessAbsent('read', file, () => readFile(file, 'utf8'))
}

/** Writes `file` only if there is none, whole or not at all; whether it did. */
export function createFile(file: string, text: string): Promise<boolean> {
  return aside(file, text, async (written) => {
    try {
      await link(written, file)
    } catch (thrown) {
      if (codeOf(thrown) === 'EEXIST') return false
      throw thrown
    }
    try {
      await syncDir(path.dirname(file))
    } catch (thrown) {
      await unlink(file).catch(() => undefined)
      throw thrown
    }
    return true
  })
}

/** Replaces `file` at once: readers see the old text or the new. */
export async function replaceFile(file: string, text: string): Promise<void> {
  await aside(file, text, (written) => moveFile(written, file))
}

/** Gives `from` another name in the same directory. */
export function moveFile(from: string, to: string): Promise<void> {
  return guarded('move into place', to, async () => {
    await rename(from, to)
    await syncDir(path.dirname(to))
  })
}

/** Takes `file` away; nothing to do when it is gone already. */
export async function removeFile(file: string): Promise<void> {
  await unlessAbsent('remove', file, async () => {
    await unlink(file)
    await syncDir(path.dirname(file))
  })
}

/** A finished, flushed file beside `file`, for `use` to link or rename into place; what is left of it is removed. */
function aside<Value>(file: string, text: string, use: (written: string) => Promise<Value>): Promise<Value> {
  const written = `${file}.${randomUUID()}.tmp`
  return guarded('write', file, async () => {
    try {
      const handle = await open(written, 'wx', 0o600)
      try {
        await handle.writeFile(text)
        await handle.sync()
      } finally {
        await handle.close()
      }
      return await use(written)
    } finally {
      await unlink(written).catch(() => undefined)
    }
  })
}
