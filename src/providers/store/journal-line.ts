/** One entry of the journal as one line of JSON, and back. */
import { OperatingError } from '../../model/error.js'
import type { JournalEntry } from '../../model/journal.js'

const NEWLINE = 0x0a

/** `entry` as a line with its newline, in one piece. */
export function lineOf({ seq, at, epoch, incident, by, event }: JournalEntry): Buffer {
  return Buffer.from(`${JSON.stringify({ seq, at, epoch, incident, by, event })}\n`)
}

export interface Lines {
  readonly entries: readonly JournalEntry[]
  /** Bytes up to the end of the last whole line. */
  readonly length: number
}

/**
 * The entries in `bytes`, which begin a line and are followed by nothing. A write that was cut off leaves a last line
 * without its newline, or, after a power failure, one that says nothing: it was never acknowledged and is left out.
 * The same anywhere else is damage; `firstLine` counts lines before `bytes` for the message.
 */
export function entriesIn(bytes: Buffer, file: string, firstLine: number): Lines {
  const entries: JournalEntry[] = []
  let length = 0
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, length)) {
    const entry = entryOf(bytes.toString('utf8', length, end))
    if (!entry) {
      if (end + 1 >= bytes.length) break
      throw broken(file, firstLine + entries.length)
    }
    entries.push(entry)
    length = end + 1
  }
  return { entries, length }
}

function entryOf(line: string): JournalEntry | undefined {
  try {
    const found: unknown = JSON.parse(line)
    return isEntry(found) ? frozen(found) : undefined
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined
    throw thrown
  }
}

function isEntry(found: unknown): found is JournalEntry {
  if (typeof found !== 'object' || found === null) return false
  const { at, by, epoch, event, incident, seq } = found as Record<string, unknown>
  const numbers = [seq, at, epoch].every((value) => typeof value === 'number')
  const texts = [incident, by].every((value) => typeof value === 'string')
  return numbers && texts && typeof event === 'object' && event !== null && 'kind' in event
}

/** Readers share what was parsed once, so none may change it. */
function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen)
  return value
}

function broken(file: string, line: number): OperatingError {
  const says = `the store cannot read ${file}: line ${line} is not an entry of the journal, and whole lines follow it`
  const next = `keep a copy of the file, then mend or remove line ${line}; until then act by --break-glass`
  return new OperatingError('store', says, next)
}
