/** How names speak of regions: by the code, by AWS's short form of it, by the landmass, or by the part it plays. */
import type { Region } from '../../../model/place.js'
import { hasWord } from './match.js'

const SHORT: { readonly [word: string]: string } = {
  ...{ north: 'n', south: 's', east: 'e', west: 'w', central: 'c' },
  ...{ northeast: 'ne', southeast: 'se', northwest: 'nw', southwest: 'sw' },
  ...{ gov: 'g', iso: 'i', isob: 'ib' },
}
const PARTS = ['primary', 'secondary', 'standby', 'replica', 'main', 'dr'] as const

/** `use1` for `us-east-1`: what zone ids begin with (https://docs.aws.amazon.com/global-infrastructure/latest/regions/az-ids.html). */
export const shortCode = (region: string): string =>
  region
    .split('-')
    .map((word) => SHORT[word] ?? word)
    .join('')

/** The one region of `regions` that `text` names; nothing when it names none, or several. */
export function regionIn(text: string, regions: readonly Region[]): Region | undefined {
  const named = regions.filter((region) => hasWord(text, region) || hasWord(text, shortCode(region)))
  return named.length === 1 ? named[0] : undefined
}

/** What is left of a name without what it says of its region: `web` of `web-use1`, `orders` of `orders-eu`. */
export function stemOf(name: string, region: string): string {
  const words = name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
  const all = words.join('-')
  const [landmass = ''] = region.split('-')
  const marks = [region, shortCode(region), region.replace(/-\d+$/, ''), landmass, ...PARTS]
  const bared = marks.reduce((text, mark) => `-${text}-`.replace(`-${mark}-`, '-').replace(/^-+|-+$/g, ''), all)
  return bared === '' ? all : bared
}
