/**
 * A watch: what AWS itself reports of some places, asked at its own pace. What one ask cannot see is unknown with the
 * reason; an API that errs says nothing about the places it would have reported of (law 7).
 */
import { OperatingError } from '../../../model/error.js'
import type { FailureMode } from '../../../model/health.js'
import { atZone, plane, type Region, type Subject, type ZoneDomain } from '../../../model/place.js'
import type { Policy, RegionPolicy, SignalPolicy } from '../../../policy/policy.js'
import type { AwsContext } from '../driver-context.js'

/** What a report says of one subject, before it is a check. */
export type Word =
  | { readonly is: 'pass' }
  | { readonly is: 'fail'; readonly because: string; readonly mode?: FailureMode }
  | { readonly is: 'unknown'; readonly because: string }

export interface Told {
  readonly of: Subject
  readonly word: Word
  /** When it was so, where that is not when it was asked; ms since the epoch. */
  readonly at?: number
}

export interface Watch {
  /** It is not asked more often than this. */
  readonly everyMs: number
  /** What a report is expected of. */
  readonly speaksOf: readonly Subject[]
  /** Asks; throws `OperatingError` where nothing at all could be seen. */
  ask(signal: AbortSignal): Promise<readonly Told[]>
}

export type WatchedSignal = Extract<SignalPolicy, { readonly watch: string }>

export interface WatchParts {
  readonly signal: WatchedSignal
  readonly policy: Policy
  readonly context: AwsContext
}
/** Makes the watch of one signal; each `watch-*.ts` exports one. */
export type MakeWatch = (parts: WatchParts) => Watch

export const unseen = (because: string): Word => ({ is: 'unknown', because })
export const failing = (because: string, mode?: FailureMode): Word => ({
  is: 'fail',
  because,
  ...(mode === undefined ? {} : { mode }),
})
export const passing: Word = { is: 'pass' }

/** Every zone of the regions. */
export const zonesOf = (regions: readonly RegionPolicy[]): readonly ZoneDomain[] =>
  regions.flatMap(({ region, zones }) => zones.map((zone) => atZone(region, zone)))

/** What a signal per zone or region tells of `at`: the data plane of its service there, or the place itself. */
export function subjectOf({ tells }: WatchedSignal, at: Exclude<Subject, { kind: 'plane' }>): Subject {
  return tells === 'domain' || tells === 'control' ? at : plane(tells, 'data', at)
}

/** The service's own calls are read with this deadline, so that a look that asks three in a row still ends. */
export const ASK_MS = 2_500
const PAGES = 100

/** Every page of a listing; throws when there is no end to it. */
export async function everyPage<Item>(
  what: string,
  page: (token: string | undefined) => Promise<{ readonly items: readonly Item[]; readonly next: string | undefined }>,
): Promise<readonly Item[]> {
  const found: Item[] = []
  let token: string | undefined
  for (let count = 0; count < PAGES; count++) {
    const { items, next } = await page(token)
    found.push(...items)
    if (next === undefined || next === '') return found
    token = next
  }
  throw new OperatingError('refused', `${what}: more than ${PAGES} pages`, 'name what is watched instead of a tag')
}

/** `items` in groups of at most `size`, as far as an API takes at once. */
export function inGroups<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}

/** What the signal names in `region`; empty when it names nothing there. */
export const namedIn = (named: { readonly [region: string]: readonly string[] } | undefined, region: Region) =>
  named?.[region] ?? []
