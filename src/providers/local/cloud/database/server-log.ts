/** A server's own log, from which comes the reason when it does not start. */
import { readFile, stat } from 'node:fs/promises'

const LINES = 8

/** Where the log `file` ends now, in bytes; 0 when there is none. */
export async function logEnd(file: string): Promise<number> {
  try {
    return (await stat(file)).size
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code === 'ENOENT') return 0
    throw thrown
  }
}

/** The last lines that were written to it since it ended at `since`, indented for a message. */
export async function lastLines(file: string, since: number): Promise<string> {
  const text = (await readFile(file)).subarray(since).toString('utf8').trim()
  const lines = text === '' ? ['(nothing)'] : text.split('\n').slice(-LINES)
  return lines.map((line) => `  ${line}`).join('\n')
}
