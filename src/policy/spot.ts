/** Where the keys and values of a document stand in its text. */
import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Pair } from 'yaml'

export type Path = readonly PropertyKey[]
/** The key or the value: an unknown key is at fault itself, a wrong value is not its key's fault. */
export type Spot = 'key' | 'value'

/**
 * Offset of the key or value at `path`; of the nearest mapping or list above it where there is none, as for a missing
 * key. Follows aliases to what they stand for.
 */
export function spotOf(document: Document.Parsed, path: Path, spot: Spot): number {
  let node: unknown = document.contents
  let offset = startOf(node) ?? 0
  for (const [index, segment] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document)
    const pair = isMap(node) ? node.items.findLast((item) => keyText(item) === String(segment)) : undefined
    const next: unknown = pair ? pair.value : isSeq(node) ? node.items[Number(segment)] : undefined
    if (pair === undefined && next === undefined) return offset
    const keyOffset = startOf(pair?.key)
    const atKey = pair !== undefined && spot === 'key' && index === path.length - 1
    offset = (atKey ? keyOffset : startOf(next)) ?? keyOffset ?? offset
    node = next
  }
  return offset
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined)

function keyText({ key }: Pair<unknown, unknown>): string | undefined {
  if (!isScalar(key)) return undefined
  return key.value === null ? '' : String(key.value)
}
