/** The story of a run in plain sentences, each with its instant; the key ones are numbered, here and in the picture. */
import type { Trace } from '../trace.js'
import type { Line } from './line.js'
import { mindLines } from './story-minds.js'
import { recordLines } from './story-record.js'
import { worldLines } from './story-world.js'

export interface Told extends Line {
  /** From 1, of a turning point. */
  readonly number?: number
}

/** What is said more often is for the record. */
const OFTEN = 2

/** All lines in the order of time. */
export function storyOf(trace: Trace): readonly Told[] {
  const lines = [...worldLines(trace), ...mindLines(trace), ...recordLines(trace)]
  const sorted = [...lines].sort((one, other) => one.atMs - other.atMs || one.order - other.order)
  let number = 0
  const times = new Map<string, number>()
  return sorted.map((line) => {
    const said = (times.get(line.says) ?? 0) + 1
    times.set(line.says, said)
    if (line.weight < 3) return said > OFTEN && line.weight === 2 ? { ...line, weight: 1 } : line
    number += 1
    return { ...line, number }
  })
}
