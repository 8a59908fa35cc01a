/**
 * When a game day is broken off: while the app is away, whatever would make a person wish it home sends it there at once.
 * What nobody could see is no reason, and no comfort: it is counted apart.
 */
import { type Assessment, effective } from '../model/health.js'
import type { GuardVerdict } from '../model/move.js'
import { nameOf } from '../model/place.js'
import { formatMs, formatPercent } from '../model/units.js'

/** Looks through the public name while the app was away. */
export interface Looks {
  readonly bad: number
  readonly of: number
  /** Failures one after another, up to the last look. */
  readonly inRow: number
  readonly because?: string
}

export interface Away {
  readonly assessments: readonly Assessment[]
  /** What speaks against the return. */
  readonly guards: readonly GuardVerdict[]
  readonly looks: Looks
  readonly maxBadPercent: number
  /** The way out, once users were served. */
  readonly out?: { readonly tookMs: number; readonly objectiveMs: number }
}

/** A share is not judged on fewer looks; so many failures in a row are enough of themselves. */
const LOOKS_MIN = 20
const ROW_MAX = 3

/** Why to go home now; undefined while all is well. */
export function abortReason({ assessments, guards, looks, maxBadPercent, out }: Away): string | undefined {
  if (out && out.tookMs > out.objectiveMs) {
    return `the way out took ${formatMs(out.tookMs)}, and the objective is ${formatMs(out.objectiveMs)}`
  }
  const sick = assessments.filter((each) => effective(each) === 'impaired')
  if (sick.length > 0) return `impaired: ${sick.map(({ of }) => nameOf(of)).join(', ')}`
  const because = looks.because === undefined ? '' : ` (${looks.because})`
  if (looks.inRow >= ROW_MAX) return `${looks.inRow} looks through the public name failed in a row${because}`
  const percent = looks.of === 0 ? 0 : (100 * looks.bad) / looks.of
  if (looks.of >= LOOKS_MIN && percent > maxBadPercent) {
    return `${formatPercent(percent)} of ${looks.of} looks through the public name failed, limit ${formatPercent(maxBadPercent)}${because}`
  }
  const stopping = guards.find(({ is }) => is === 'block')
  return stopping && `${stopping.guard}: ${stopping.because}`
}

/** `looks` with one more: why it failed, or that it did not. */
export const counted = (looks: Looks, fault: string | undefined): Looks => ({
  ...looks,
  of: looks.of + 1,
  ...(fault === undefined ? { inRow: 0 } : { bad: looks.bad + 1, inRow: looks.inRow + 1, because: fault }),
})
