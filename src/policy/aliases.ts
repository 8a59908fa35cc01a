import { type Document, isNode, type Node, visit } from 'yaml'
import type { Problem } from './fault.js'
import { nearest } from './near.js'

/** What is wrong with a document's aliases: unknown, within what they stand for, or more than `limit` of them. */
export function aliasProblems(document: Document.Parsed, limit: number): readonly Problem[] {
  const anchors = new Map<string, Node>()
  const problems: Problem[] = []
  let count = 0
  visit(document, {
    Node: (_, node) => {
      if ('anchor' in node && node.anchor !== undefined) anchors.set(node.anchor, node)
    },
    Alias: (_, { range, source }) => {
      const offset = range?.[0] ?? 0
      count += 1
      const message =
        count > limit ? `found more than ${limit} aliases, allowed: ${limit}` : aliasProblem(source, offset, anchors)
      if (message !== undefined) problems.push({ offset, message })
      return count > limit ? visit.BREAK : undefined
    },
  })
  return problems
}

function aliasProblem(source: string, offset: number, anchors: ReadonlyMap<string, Node>): string | undefined {
  const target = anchors.get(source)
  if (!isNode(target)) {
    const meant = nearest(source, anchors.keys())
    const hint = meant === undefined ? '' : `, did you mean "*${meant}"?`
    return `the alias "*${source}" has no anchor "&${source}" before it${hint}`
  }
  const end = target.range?.[2] ?? 0
  return offset < end ? `the alias "*${source}" stands within what it stands for` : undefined
}
