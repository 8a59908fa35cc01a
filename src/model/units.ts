/** Figures as people read them: a number, a space, its unit; two units at most. */

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** A duration in ms as `850 ms`, `4.2 s`, `1 min 30 s`, `2 h 5 min` or `3 d 4 h`. */
export function formatMs(ms: number): string {
  if (!Number.isFinite(ms)) return 'for ever'
  if (ms < 0) return `-${formatMs(-ms)}`
  if (Math.round(ms) < SECOND_MS) return `${Math.round(ms)} ms`
  const tenths = Math.round(ms / 100)
  if (tenths < 600) return `${tenths / 10} s`
  const seconds = Math.round(ms / SECOND_MS) * SECOND_MS
  if (seconds < HOUR_MS) return inTwo(seconds, MINUTE_MS, 'min', SECOND_MS, 's')
  const minutes = Math.round(ms / MINUTE_MS) * MINUTE_MS
  if (minutes < DAY_MS) return inTwo(minutes, HOUR_MS, 'h', MINUTE_MS, 'min')
  return inTwo(Math.round(ms / HOUR_MS) * HOUR_MS, DAY_MS, 'd', HOUR_MS, 'h')
}

function inTwo(ms: number, bigMs: number, big: string, smallMs: number, small: string): string {
  const rest = Math.floor((ms % bigMs) / smallMs)
  return `${Math.floor(ms / bigMs)} ${big}${rest > 0 ? ` ${rest} ${small}` : ''}`
}

/** A share in percent as `80 %` or `33.3 %`. */
export const formatPercent = (percent: number): string => `${Math.round(percent * 10) / 10} %`

const BYTE_UNITS = [
  ['GiB', 2 ** 30],
  ['GB', 1e9],
  ['MiB', 2 ** 20],
  ['MB', 1e6],
  ['KiB', 2 ** 10],
  ['kB', 1e3],
] as const

/** A size in bytes as `64 KiB` or `1.5 MB` where that is exact, else rounded to a tenth: `123.5 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${Math.round(bytes)} B`
  const fitting = BYTE_UNITS.filter(([, size]) => bytes >= size)
  const exact = fitting.find(([, size]) => Number.isInteger((bytes / size) * 10))
  const [name, size] = exact ?? fitting.find(([unit]) => !unit.includes('i')) ?? ['B', 1]
  return `${Math.round((bytes / size) * 10) / 10} ${name}`
}
