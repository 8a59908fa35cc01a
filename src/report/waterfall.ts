/** Recovery time drawn to scale: one bar a segment, each beginning where the one above it ended. */
import { formatMs } from '../model/units.js'
import type { Recovery, Segment } from './recovery.js'

const MEANING: Readonly<Record<Segment['name'], string>> = {
  noticed: 'first bad sample until judged impaired',
  decided: 'until the decision',
  executed: 'until the last step held',
  converged: 'until users were seen served',
}

/** Lines of text, `width` characters of bar; empty when nothing has been timed yet. */
export function waterfall({ segments }: Pick<Recovery, 'segments'>, width = 40): readonly string[] {
  const totalMs = segments.at(-1)?.toMs ?? 0
  const tooks = segments.map(({ fromMs, toMs }) => formatMs(toMs - fromMs))
  const column = Math.max(0, ...tooks.map(({ length }) => length))
  return segments.map(({ fromMs, name, toMs }, index) => {
    const took = (tooks[index] ?? '').padStart(column)
    return `${name.padEnd(9)}  ${bar(fromMs, toMs, totalMs, width)}  ${took}  ${MEANING[name]}`
  })
}

/** What took any time at all shows at least one block; what took none, a point. */
function bar(fromMs: number, toMs: number, totalMs: number, width: number): string {
  const start = Math.min(at(fromMs, totalMs, width), width - 1)
  const end = Math.max(start + 1, at(toMs, totalMs, width))
  const drawn = toMs === fromMs ? '·' : '█'.repeat(end - start)
  return `${' '.repeat(start)}${drawn}`.padEnd(width)
}

const at = (ms: number, totalMs: number, width: number): number =>
  totalMs === 0 ? 0 : Math.round((ms / totalMs) * width)
