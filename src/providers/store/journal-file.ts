/**
 * The journal as a file of lines that only grows. A reader remembers how far it has read and parses only what is new; a
 * file that was replaced or cut is noticed by its inode, its size and the bytes before that point, and read anew.
 *
 * Only the holder of the lease appends. What stands behind the last whole line is then what a killed writer left, or a
 * write of its own that failed: it is cut off first, so nothing is ever appended to a torn line.
 */
import { type FileHandle, open, stat } from 'node:fs/promises'
import path from 'node:path'
import { OperatingError } from '../../model/error.js'
import type { JournalEntry } from '../../model/journal.js'
import { guarded, syncDir, unlessAbsent } from './files.js'
import { entriesIn, lineOf } from './journal-line.js'

/** How much of what was read before is compared to see that it is the same file still. */
const SEAM_BYTES = 256

interface Seen {
  readonly inode: bigint
  readonly size: bigint
  readonly changed: bigint
  readonly entries: readonly JournalEntry[]
  /** Where the last whole line ends. */
  readonly end: number
  /** The last bytes before `end`. */
  readonly seam: Buffer
}

const NOTHING: Seen = { inode: 0n, size: 0n, changed: 0n, entries: [], end: 0, seam: Buffer.alloc(0) }

export class JournalFile {
  #seen = NOTHING

  constructor(readonly file: string) {}

  /** Every whole entry, oldest first; none when there is no file. */
  async read(): Promise<readonly JournalEntry[]> {
    return (await this.#look()).entries
  }

  /** Appends `entry` behind the last whole line; durable when it resolves. The caller holds the lease. */
  async append(entry: JournalEntry): Promise<void> {
    const { end } = await this.#look()
    const line = lineOf(entry)
    await guarded('append to', this.file, async () => {
      const handle = await open(this.file, 'a', 0o600)
      try {
        if ((await handle.stat()).size > end) await handle.truncate(end)
        await write(handle, line, end, this.file)
      } finally {
        await handle.close()
      }
      // Also when an earlier writer was killed between making the file and this.
      if (end === 0) await syncDir(path.dirname(this.file))
    })
  }

  async #look(): Promise<Seen> {
    const before = this.#seen
    const now = await unlessAbsent('read', this.file, () => stat(this.file, { bigint: true }))
    if (!now) this.#seen = NOTHING
    else if (now.ino !== before.inode || now.size !== before.size || now.ctimeNs !== before.changed) {
      this.#seen = (await unlessAbsent('read', this.file, () => readOn(this.file, before))) ?? NOTHING
    }
    return this.#seen
  }
}

/** One write for one line. What could not be written whole and flushed is taken back: it was not acknowledged. */
async function write(handle: FileHandle, line: Buffer, end: number, file: string): Promise<void> {
  try {
    const { bytesWritten } = await handle.write(line)
    if (bytesWritten < line.length) {
      const says = `the store cannot append to ${file}: only ${bytesWritten} of ${line.length} bytes could be written`
      throw new OperatingError('store', says, 'make room on that disk, or act by --break-glass')
    }
    await handle.sync()
  } catch (thrown) {
    // Where even that fails, the next writer does it.
    await handle.truncate(end).catch(() => undefined)
    throw thrown
  }
}

async function readOn(file: string, before: Seen): Promise<Seen> {
  const handle = await open(file, 'r')
  try {
    const { ctimeNs, ino, size } = await handle.stat({ bigint: true })
    const isSame = ino === before.inode && size >= before.end && (await hasSeam(handle, before))
    const { end, entries, seam } = isSame ? before : NOTHING
    const bytes = await readFrom(handle, end, Number(size))
    const fresh = entriesIn(bytes, file, entries.length + 1)
    return {
      ...{ inode: ino, size, changed: ctimeNs, end: end + fresh.length },
      entries: fresh.entries.length === 0 ? entries : Object.freeze([...entries, ...fresh.entries]),
      seam: Buffer.concat([seam, bytes.subarray(0, fresh.length)]).subarray(-SEAM_BYTES),
    }
  } finally {
    await handle.close()
  }
}

async function hasSeam(handle: FileHandle, { end, seam }: Seen): Promise<boolean> {
  return (await readFrom(handle, end - seam.length, end)).equals(seam)
}

async function readFrom(handle: FileHandle, from: number, to: number): Promise<Buffer> {
  const bytes = Buffer.alloc(to - from)
  let length = 0
  while (length < bytes.length) {
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length, from + length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return bytes.subarray(0, length)
}
