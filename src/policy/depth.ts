import type { CST } from 'yaml'

/** Offset of the first token that nests deeper than `limit`; undefined when none does. Does not recurse. */
export function depthOf(tokens: readonly CST.Token[], limit: number): number | undefined {
  let level: readonly CST.Token[] = tokens
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) return level[0]?.offset
    level = level.flatMap(children)
  }
  return undefined
}

function children(token: CST.Token): readonly CST.Token[] {
  const inside = 'items' in token ? token.items.flatMap(({ key, value }) => [key, value]) : []
  const whole = token.type === 'document' ? [token.value] : []
  return [...inside, ...whole].filter((child) => child !== undefined && child !== null)
}
