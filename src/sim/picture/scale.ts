/** Time as a line: instants in ms become places in px, with ticks at round times. */
import type { Window } from './windows.js'

export interface Scale extends Window {
  readonly left: number
  readonly right: number
}

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const STEPS_MS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 5, 10, 30, 100, 365].map((days) => days * DAY_MS),
]

/** Where an instant lies, px; what lies outside lies at the edge. */
export function xOf({ fromMs, left, right, toMs }: Scale, atMs: number): number {
  const share = toMs > fromMs ? (atMs - fromMs) / (toMs - fromMs) : 0
  return left + Math.min(1, Math.max(0, share)) * (right - left)
}

/** Whether a stretch of time shows at all. */
export const isSeen = (scale: Window, fromMs: number, toMs = fromMs): boolean =>
  toMs >= scale.fromMs && fromMs <= scale.toMs

export interface Tick {
  readonly atMs: number
  readonly label: string
}

/** Ticks at least `leastPx` apart. */
export function ticksOf(scale: Scale, leastPx: number): readonly Tick[] {
  const perPx = (scale.toMs - scale.fromMs) / Math.max(1, scale.right - scale.left)
  const stepMs = STEPS_MS.find((step) => step / perPx >= leastPx) ?? 365 * DAY_MS
  const first = Math.ceil(scale.fromMs / stepMs)
  const last = Math.floor(scale.toMs / stepMs)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
    const atMs = (first + index) * stepMs
    return { atMs, label: tickWords(atMs, stepMs) }
  })
}

/** `0`, `90 s`, `5 min`, `1 h 30`, `2 d 6 h`: as much as the step needs. */
function tickWords(atMs: number, stepMs: number): string {
  if (atMs === 0) return 'T+0'
  const days = Math.floor(atMs / DAY_MS)
  const hours = Math.floor((atMs % DAY_MS) / HOUR_MS)
  const minutes = Math.floor((atMs % HOUR_MS) / MINUTE_MS)
  const seconds = Math.floor((atMs % MINUTE_MS) / SECOND_MS)
  if (stepMs >= HOUR_MS) return days === 0 ? `${hours} h` : hours === 0 ? `${days} d` : `${days} d ${hours} h`
  if (stepMs >= MINUTE_MS && atMs < HOUR_MS) return `${minutes} min`
  const clock = `${days * 24 + hours}:${String(minutes).padStart(2, '0')}`
  return stepMs >= MINUTE_MS ? `${clock} h` : `${clock}:${String(seconds).padStart(2, '0')}`
}
