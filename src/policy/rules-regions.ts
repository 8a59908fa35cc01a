/** Rules of the regions: their roles, their zones, and whoever else names a region. */
import { isRegion, isZoneId } from '../model/place.js'
import { isMapping } from './choice.js'
import { atKey, atValue, type Finding, type Rule } from './rule.js'
import type { Path } from './spot.js'
import { notAmong, shown, wrong } from './wording.js'

const roles: Rule = {
  whole: [['regions', '*', 'role']],
  find: ({ file }) => {
    const primaries = rolesOf(file.regions, 'primary')
    const standbys = rolesOf(file.regions, 'standby')
    const path = ['regions']
    return [
      ...(primaries.length === 0 ? [atKey(path, 'regions: found no primary, allowed: exactly one')] : []),
      ...primaries
        .slice(1)
        .map((code) =>
          atValue(['regions', code, 'role'], `role: found a second primary, allowed: one, and ${primaries[0]} is it`),
        ),
      ...(standbys.length === 0 ? [atKey(path, 'regions: found no standby, allowed: at least one')] : []),
    ]
  },
}

type Regions = Readonly<Record<string, { readonly role: string; readonly zones: readonly string[] }>>
const rolesOf = (regions: Regions, wanted: string): readonly string[] =>
  Object.entries(regions).flatMap(([code, { role }]) => (role === wanted ? [code] : []))

const ZONE_NAME = /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}[a-z]$/

const zoneIds: Rule = {
  whole: [],
  find: ({ file }) =>
    everyZone(file.regions).flatMap(({ path, zone }) => {
      if (ZONE_NAME.test(zone)) {
        const why = 'this is a zone name; names are shuffled per account; give the zone id such as use1-az1'
        return [atValue(path, `zones: found ${shown(zone)}: ${why}`)]
      }
      return isZoneId(zone) ? [] : [atValue(path, wrong('zones', zone, 'a zone id such as use1-az1'))]
    }),
}

const zonesOnce: Rule = {
  whole: [],
  find: ({ file }) => {
    const seen = new Map<string, string>()
    return everyZone(file.regions).flatMap(({ path, region, zone }): readonly Finding[] => {
      const before = seen.get(zone)
      seen.set(zone, before ?? region)
      if (before === undefined) return []
      const where = before === region ? 'a second time' : `in ${before} as well`
      return [atValue(path, `zones: found ${shown(zone)} ${where}, allowed: each zone once`)]
    })
  },
}

function everyZone(
  regions: Regions,
): readonly { readonly path: Path; readonly region: string; readonly zone: string }[] {
  return Object.entries(regions).flatMap(([region, { zones }]) =>
    zones.map((zone, index) => ({ path: ['regions', region, 'zones', index], region, zone })),
  )
}

/** A law 2 matter: a vantage inside the region that is suspected sees what the region sees. */
const vantages: Rule = {
  whole: [],
  find: ({ file, raw }) => {
    const watched = new Set(keysOf(raw.regions))
    return file.observe.vantages.flatMap((vantage, index): readonly Finding[] => {
      const path = ['observe', 'vantages', index]
      if (watched.has(vantage)) {
        const allowed = 'places outside the regions watched, since a region that fails cannot judge itself'
        return [atValue(path, wrong('vantages', vantage, allowed))]
      }
      if (file.observe.vantages.indexOf(vantage) === index) return []
      return [
        atValue(path, `vantages: found ${shown(vantage)} a second time, allowed: each once, since each has one vote`),
      ]
    })
  },
}

/** Wherever a setting is keyed by regions, the regions are the policy's. */
const settingsByRegion: Rule = {
  whole: [],
  find: ({ raw }) => {
    const regions = keysOf(raw.regions)
    const within = (section: 'plan' | 'observe' | 'verify', key: string): readonly Finding[] => {
      const found = raw[section]
      return foreignRegions(isMapping(found) ? found[key] : undefined, [section, key], regions)
    }
    return [...within('observe', 'signals'), ...within('plan', 'resources'), ...within('verify', 'balancers')]
  },
}

function foreignRegions(value: unknown, path: Path, regions: readonly string[]): readonly Finding[] {
  if (!isMapping(value)) return []
  const keys = Object.keys(value)
  const keyedByRegion = keys.length > 0 && keys.every(isRegion)
  const foreign = keyedByRegion ? keys.filter((key) => !regions.includes(key)) : []
  return [
    ...foreign.map((key) => atKey([...path, key], notAmong(String(path.at(-1)), key, regions))),
    ...keys.flatMap((key) => foreignRegions(value[key], [...path, key], regions)),
  ]
}

const keysOf = (value: unknown): readonly string[] => (isMapping(value) ? Object.keys(value) : [])

export const regionRules: readonly Rule[] = [roles, zoneIds, zonesOnce, vantages, settingsByRegion]
