/**
 * What is broken is a list, and what each part must be like is read off it: nothing is undone by memory of what was done.
 * Breaking and healing change the list; then every part is brought to what the list says (`RegionSite`).
 */
import { OperatingError } from '../../../../model/error.js'
import type { Region } from '../../../../model/place.js'
import type { CloudLayout } from '../layout.js'
import { BREAKAGE_KINDS, type Breakage, type BreakageKind } from '../local-cloud.js'

const DELAY_MS = 2_000
const EVERY_REQUEST_PERCENT = 100

type Places = Pick<CloudLayout, 'regions' | 'vantages' | 'addresses'>

/** `breakage` made whole, or an `OperatingError` that says what is allowed. */
export function checked(breakage: Breakage, places: Places): Breakage {
  const { kind, target } = breakage
  const allowed = allowedAt(target, places)
  if (!allowed.includes(kind)) {
    const what = `${target} cannot be broken by "${kind}"`
    const whole = ['db-stuck', 'partition'].includes(kind) && target !== 'dns'
    const region = whole ? regionOfZone(target, places) : undefined
    const next = region ? `"${kind}" is a region's: break ${region}, or ${target} by ${allowed.join(', ')}` : undefined
    throw new OperatingError('unsupported', what, next ?? `${target} can be broken by ${allowed.join(', ')}`)
  }
  if (kind !== 'partition' && breakage.with !== undefined) {
    throw new OperatingError('unsupported', `--with says where a partition lies; "${kind}" has no other side`)
  }
  switch (kind) {
    case 'slow':
      return { target, kind, delayMs: within('--delay', breakage.delayMs ?? DELAY_MS, 1, 600_000, 'ms') }
    case 'errors':
      return {
        target,
        kind,
        percent: within('--percent', breakage.percent ?? EVERY_REQUEST_PERCENT, 1, 100, 'percent'),
      }
    case 'partition':
      return { target, kind, ...otherSide(target, breakage.with, places) }
    default:
      return { target, kind }
  }
}

/** The kinds that `target` knows; throws `not-found` when there is no such place. */
function allowedAt(target: string, places: Places): readonly BreakageKind[] {
  if (target === 'dns') return ['kill', 'hang']
  if (places.regions.some(({ region }) => region === target)) return BREAKAGE_KINDS
  if (regionOfZone(target, places)) return ['kill', 'hang', 'slow', 'errors']
  const known = places.regions.flatMap(({ region, zones }) => [region, ...zones.map(({ zone }) => zone)])
  throw new OperatingError(
    'not-found',
    `there is no "${target}" in this cloud`,
    `there are ${known.join(', ')} and dns`,
  )
}

const regionOfZone = (target: string, { regions }: Places): Region | undefined =>
  regions.find(({ zones }) => zones.some(({ zone }) => zone === target))?.region

function otherSide(target: string, named: string | undefined, places: Places): Pick<Breakage, 'with'> {
  if (named === undefined) return {}
  const others = places.regions.map(({ region }): string => region).filter((region) => region !== target)
  const vantages = places.vantages.map(({ vantage }): string => vantage)
  if (vantages.includes(named) && places.addresses === 'shared') {
    const what = `this machine has one loopback address, so vantages cannot be told apart`
    throw new OperatingError('unsupported', what, 'say --with everyone, or name a region')
  }
  if (named !== 'everyone' && !others.includes(named) && !vantages.includes(named)) {
    const allowed = [...others, ...vantages, 'everyone'].join(', ')
    throw new OperatingError(
      'not-found',
      `a partition of ${target} with "${named}": no such place`,
      `there are ${allowed}`,
    )
  }
  return { with: named }
}

function within(option: string, found: number, low: number, high: number, unit: string): number {
  if (Number.isFinite(found) && found >= low && found <= high) return found
  throw new OperatingError('unsupported', `${option} ${found}: not from ${low} to ${high} ${unit}`)
}

/** One place breaks in one way once: a second time replaces the first. */
export function added(broken: readonly Breakage[], next: Breakage): readonly Breakage[] {
  const same = (each: Breakage): boolean =>
    each.target === next.target && each.kind === next.kind && each.with === next.with
  return [...broken.filter((each) => !same(each)), next]
}

/** What is left broken once `target`, or everything, is healed; a region is healed with its zones. */
export function healed(broken: readonly Breakage[], target: string | undefined, places: Places): readonly Breakage[] {
  if (target === undefined) return []
  allowedAt(target, places)
  const zones = places.regions.find(({ region }) => region === target)?.zones.map(({ zone }): string => zone) ?? []
  return broken.filter((each) => each.target !== target && !zones.includes(each.target))
}
