/** A stable hash of plain data: keys sorted, so that equal data hash equally on any machine. */
import { createHash } from 'node:crypto'

/** The first twelve hex digits of the SHA-256 of `data` as canonical JSON. */
export function hashOf(data: unknown): string {
  return createHash('sha256').update(canonical(data)).digest('hex').slice(0, 12)
}

function canonical(data: unknown): string {
  if (Array.isArray(data)) return `[${data.map(canonical).join(',')}]`
  if (data === null || typeof data !== 'object') return JSON.stringify(data) ?? 'null'
  const pairs = Object.entries(data)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${JSON.stringify(key)}:${canonical(value)}`)
  return `{${pairs.join(',')}}`
}
