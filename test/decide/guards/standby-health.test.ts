import { describe, expect, it } from 'vitest'
import { standbyHealth } from '../../../src/decide/guards/standby-health.js'
import { atRegion, atZone, plane } from '../../../src/model/place.js'
import {
  assessed,
  assessment,
  away,
  awayZones,
  both,
  byAda,
  byItself,
  failover,
  home,
  type Kind,
  passing,
  refusing,
  restore,
  sayOf,
  silent,
  switchover,
  why,
  word,
  z1,
} from '../fixtures/shop.js'

const KINDS: readonly Kind[] = ['healthy', 'suspect', 'impaired', 'recovering']
const [firstAway = z1, secondAway = z1] = awayZones
const database = (at: typeof home, kind: Kind) =>
  assessment(plane('postgres', 'data', atRegion(at)), kind, { tallies: [] })
const disk = (zone: typeof z1, kind: Kind) =>
  assessment(plane('postgres', 'data', atZone(away, zone)), kind, { tallies: [] })

describe('the guard of standby health (law 4)', () => {
  it('speaks of changes of region and of returning to a zone, whoever asks', () => {
    expect(sayOf(standbyHealth)).toEqual(both('failover', 'switchover', 'restore'))
  })

  it.each(KINDS)('lets nothing move to a region unless it is healthy: %s', (kind) => {
    const assessments = assessed({}, assessment(atRegion(away), kind, { tallies: [] }))
    const expected = kind === 'healthy' ? 'allow' : 'block'
    expect(word(standbyHealth, byItself(failover), { assessments })).toBe(expected)
    expect(word(standbyHealth, byAda(switchover), { assessments })).toBe(expected)
  })

  it.each(KINDS)('counts the planes it cannot live without as the region: %s', (kind) => {
    const assessments = assessed({}, database(away, kind))
    expect(word(standbyHealth, byItself(failover), { assessments })).toBe(kind === 'healthy' ? 'allow' : 'block')
  })

  it('wants more than half of its zones to be healthy, with the planes in them', () => {
    const quiet = { tallies: [] }
    const zones = (...kinds: readonly Kind[]) =>
      assessed({}, ...kinds.map((kind, index) => assessment(atZone(away, awayZones[index] ?? z1), kind, quiet)))
    expect(word(standbyHealth, byItself(failover), { assessments: zones('impaired') })).toBe('allow')
    expect(word(standbyHealth, byItself(failover), { assessments: zones('recovering', 'suspect') })).toBe('block')
    const disks = assessed({}, disk(firstAway, 'impaired'), disk(secondAway, 'impaired'))
    expect(word(standbyHealth, byItself(failover), { assessments: disks })).toBe('block')
    const one = assessed({}, disk(firstAway, 'impaired'))
    expect(word(standbyHealth, byItself(failover), { assessments: one }), "one zone's disk is not the region").toBe(
      'allow',
    )
  })

  it('holds a bad release, which fails the same signals in both', () => {
    const http = { tallies: [{ ...refusing, modes: ['wrong-answer' as const] }] }
    const assessments = assessed(
      {},
      assessment(atZone(home, z1), 'impaired', http),
      assessment(atZone(away, firstAway), 'suspect', http),
    )
    expect(word(standbyHealth, byItself(failover), { assessments })).toBe('block')
    expect(why(standbyHealth, byItself(failover), { assessments })).toBe(
      'eu-west-1 fails the same signals (http): a bad release, not a place',
    )
  })

  it('does not take different signals that fail for one release', () => {
    const assessments = assessed(
      {},
      assessment(atZone(home, z1), 'impaired', { tallies: [silent] }),
      assessment(atZone(away, firstAway), 'impaired', { tallies: [{ ...refusing, signal: 'tcp' }] }),
    )
    expect(word(standbyHealth, byItself(failover), { assessments })).toBe('allow')
  })

  it('knows nothing of a region that was never assessed', () => {
    expect(word(standbyHealth, byItself(failover), { assessments: [] })).toBe('unknown')
  })

  it("takes an operator's word on a region for what it is", () => {
    const forced = { state: 'impaired', by: 'ada', because: 'maintenance' } as const
    const assessments = assessed({}, assessment(atRegion(away), 'healthy', { forced }))
    expect(word(standbyHealth, byItself(failover), { assessments })).toBe('block')
  })

  it.each(KINDS)('lets traffic return to a zone only when it is healthy: %s', (kind) => {
    const assessments = assessed({}, assessment(atZone(home, z1), kind, { tallies: [passing] }))
    expect(word(standbyHealth, byAda(restore), { assessments })).toBe(kind === 'healthy' ? 'allow' : 'block')
  })

  it('lets traffic return to a zone only when its disk is healthy too, and when anything is known of it', () => {
    const stuck = assessed({}, assessment(plane('postgres', 'data', atZone(home, z1)), 'impaired'))
    expect(word(standbyHealth, byAda(restore), { assessments: stuck })).toBe('block')
    expect(word(standbyHealth, byAda(restore), { assessments: [] })).toBe('unknown')
  })
})
