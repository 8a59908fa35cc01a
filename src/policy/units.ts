/**
 * Durations, shares and sizes as people write them in a policy, and as `model/units.ts` writes them for people:
 * `2s`, `1m30s` or `1 min 30 s`; `80%` or `80 %`; `64KiB` or `64 KiB`. A bare number is refused, since it hides its unit.
 */
import { z } from 'zod'
import { formatBytes, formatMs, formatPercent } from '../model/units.js'
import { textOf } from './allowance.js'

const NUMBER = String.raw`\d{1,12}(?:\.\d{1,6})?`
const part = (unit: string) => `(?:(${NUMBER}) ?${unit} ?)?`
const DURATION = new RegExp(`^(?=\\d)${part('d')}${part('h')}${part('m(?:in)?(?!s)')}${part('s')}${part('ms')}$`)
const PARTS_MS = [86_400_000, 3_600_000, 60_000, 1_000, 1]
const PERCENT = new RegExp(`^(${NUMBER}) ?%$`)
const SIZE = new RegExp(`^(${NUMBER}) ?(B|[kKMG]B|[KMG]iB)$`)
const SIZES: ReadonlyMap<string, number> = new Map([
  ...([
    ['B', 1],
    ['kB', 1e3],
    ['KB', 1e3],
    ['MB', 1e6],
    ['GB', 1e9],
  ] as const),
  ...([
    ['KiB', 2 ** 10],
    ['MiB', 2 ** 20],
    ['GiB', 2 ** 30],
  ] as const),
])

/** ms in a duration such as `250ms`, `1m30s` or `1 min 30 s`, rounded to whole ms; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  const found = DURATION.exec(text)
  if (!found) return undefined
  return Math.round(PARTS_MS.reduce((sum, ms, index) => sum + Number(found[index + 1] ?? 0) * ms, 0))
}

/** The number in a percentage such as `80%`; undefined when it is none. */
export function parsePercent(text: string): number | undefined {
  const found = PERCENT.exec(text)
  return found ? Number(found[1]) : undefined
}

/** Bytes in a size such as `64KiB` (1024s) or `1MB` (1000s), rounded to whole bytes; undefined when it is none. */
export function parseBytes(text: string): number | undefined {
  const found = SIZE.exec(text)
  const unit = SIZES.get(found?.[2] ?? '')
  return found && unit !== undefined ? Math.round(Number(found[1]) * unit) : undefined
}

interface Unit {
  readonly parse: (text: string) => number | undefined
  readonly format: (value: number) => string
  readonly pattern: RegExp
  readonly noun: string
  readonly samples: readonly string[]
}

const field = ({ parse, format, pattern, noun, samples }: Unit, min: number, max: number) => {
  const fits = (value: number | undefined): value is number => value !== undefined && value >= min && value <= max
  const allowed = `${noun} from ${format(min)} to ${format(max)}, such as ${samples.filter((text) => fits(parse(text))).join(', ')}`
  return textOf(allowed)
    .transform((text, ctx) => {
      const value = parse(text)
      if (fits(value)) return value
      ctx.addIssue({ code: 'custom', input: text, params: { allowed } })
      return z.NEVER
    })
    .meta({ pattern: pattern.source })
}

/** A field in ms, written as a duration between two bounds in ms. */
export const duration = (minMs = 0, maxMs = 366 * 86_400_000) =>
  field(
    {
      parse: parseDuration,
      format: formatMs,
      pattern: DURATION,
      noun: 'a duration',
      samples: ['250ms', '2s', '1m30s', '2h'],
    },
    minMs,
    maxMs,
  )

/** A field in percent, written as `80%`, between two bounds in percent. */
export const percent = (min = 0, max = 100) =>
  field(
    { parse: parsePercent, format: formatPercent, pattern: PERCENT, noun: 'a percentage', samples: ['80%', '12.5%'] },
    min,
    max,
  )

/** A field in bytes, written as a size such as `64KiB`, between two bounds in bytes. */
export const size = (minBytes: number, maxBytes: number) =>
  field(
    { parse: parseBytes, format: formatBytes, pattern: SIZE, noun: 'a size', samples: ['64KiB', '1MB'] },
    minBytes,
    maxBytes,
  )
