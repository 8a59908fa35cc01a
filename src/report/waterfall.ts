/** Time drawn to scale: one bar a span, each beginning where the one above it ended. */
import { formatMs } from '../model/units.js'
import type { Recovery, Segment } from './recovery.js'

/** A stretch of time, in ms since a common start, with what it was. */
export interface Span {
  readonly name: string
  readonly fromMs: number
  readonly toMs: number
  readonly meaning: string
}

const MEANING: Readonly<Record<Segment['name'], string>> = {
  noticed: 'first bad sample until judged impaired',
  decided: 'until the decision',
  executed: 'until the last step held',
  converged: 'until users were seen served',
}

/** A recovery as lines of text, `width` characters of bar; empty when nothing has been timed yet. */
export const waterfall = ({ segments }: Pick<Recovery, 'segments'>, width = 40): readonly string[] =>
  spans(
    segments.map((segment) => ({ ...segment, meaning: MEANING[segment.name] })),
    width,
  )

/** A line of text for each span: its name, its bar of `width` characters in all, how long it took, what it was. */
export function spans(all: readonly Span[], width = 40): readonly string[] {
  const totalMs = all.at(-1)?.toMs ?? 0
  const tooks = all.map(({ fromMs, toMs }) => formatMs(toMs - fromMs))
  const tookWidth = Math.max(0, ...tooks.map(({ length }) => length))
  const nameWidth = Math.max(0, ...all.map(({ name }) => name.length))
  return all.map(({ fromMs, meaning, name, toMs }, index) => {
    const took = (tooks[index] ?? '').padStart(tookWidth)
    return `${name.padEnd(nameWidth)}  ${bar(fromMs, toMs, totalMs, width)}  ${took}  ${meaning}`
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
