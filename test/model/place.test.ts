import { describe, expect, it } from 'vitest'
import { BrokenInvariant } from '../../src/model/invariant.js'
import {
  atRegion,
  atZone,
  holds,
  isRegion,
  isZoneId,
  nameOf,
  plane,
  region,
  regionOf,
  type Subject,
  zone,
} from '../../src/model/place.js'

const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-5', 'us-gov-west-1', 'cn-northwest-1', 'eusc-de-east-1']
const ZONE_IDS = ['use1-az1', 'euw1-az3', 'apne1-az4', 'usgw1-az2', 'apse5-az1', 'usw2-lax1-az2', 'use1-wl1-bos-wlz1']

describe('codes of places', () => {
  it.each(REGIONS)('%s is a region, and no zone', (text) => {
    expect([isRegion(text), isZoneId(text)]).toEqual([true, false])
    expect(region(text)).toBe(text)
  })

  it.each(ZONE_IDS)('%s is a zone id, and no region', (text) => {
    expect([isRegion(text), isZoneId(text)]).toEqual([false, true])
    expect(zone(text)).toBe(text)
  })

  it.each(['us-east-1a', 'eu-west-1c', 'us-west-2-lax-1a'])(
    '%s is a zone’s name, which is shuffled: neither',
    (text) => {
      expect([isRegion(text), isZoneId(text)]).toEqual([false, false])
    },
  )

  it.each([
    '',
    'us',
    'us-east',
    'US-EAST-1',
    'us-east-1 ',
    ' us-east-1',
    'us-east-1\n',
    'use1-az',
    'use1az1',
    'az1',
    'auto',
  ])('%j is neither, and a bug where one is taken for granted', (text) => {
    expect([isRegion(text), isZoneId(text)]).toEqual([false, false])
    expect(() => region(text)).toThrow(BrokenInvariant)
    expect(() => zone(text)).toThrow(BrokenInvariant)
  })
})

const home = region('us-east-1')
const away = region('eu-west-1')
const az = (name: string) => atZone(home, zone(name))

/** Everything there is in a small world: who is where, told by hand. */
const PLACES: readonly (readonly [Subject, string, readonly string[]])[] = [
  [atRegion(home), 'us-east-1', []],
  [az('use1-az1'), 'use1-az1', ['us-east-1']],
  [az('use1-az2'), 'use1-az2', ['us-east-1']],
  [plane('ebs', 'data', atRegion(home)), 'ebs/data@us-east-1', ['us-east-1']],
  [plane('ebs', 'control', atRegion(home)), 'ebs/control@us-east-1', ['us-east-1']],
  [plane('rds', 'data', atRegion(home)), 'rds/data@us-east-1', ['us-east-1']],
  [plane('ebs', 'data', az('use1-az1')), 'ebs/data@use1-az1', ['us-east-1', 'use1-az1', 'ebs/data@us-east-1']],
  [plane('ebs', 'data', az('use1-az2')), 'ebs/data@use1-az2', ['us-east-1', 'use1-az2', 'ebs/data@us-east-1']],
  [atRegion(away), 'eu-west-1', []],
  [plane('ebs', 'data', atRegion(away)), 'ebs/data@eu-west-1', ['eu-west-1']],
]

describe('subjects', () => {
  it.each(PLACES)('%o is named %s', (subject, name) => expect(nameOf(subject)).toBe(name))

  it('each have a name of their own', () => {
    expect(new Set(PLACES.map(([subject]) => nameOf(subject))).size).toBe(PLACES.length)
  })

  it('lie in a region', () => {
    for (const [subject, name] of PLACES) expect(regionOf(subject)).toBe(name.includes('eu-west-1') ? away : home)
  })

  it('are taken along by exactly what they are in: their region, their zone, their service where it is wider, themselves', () => {
    for (const [outer, outerName] of PLACES) {
      for (const [inner, innerName, within] of PLACES) {
        const expected = outerName === innerName || within.includes(outerName)
        expect(`${outerName} holds ${innerName}: ${holds(outer, inner)}`).toBe(
          `${outerName} holds ${innerName}: ${expected}`,
        )
      }
    }
  })
})
