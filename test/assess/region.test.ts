import { describe, expect, it } from 'vitest'
import { assess } from '../../src/assess/assess.js'
import { judgeRegion, zonesAgreedAt } from '../../src/assess/region.js'
import type { Assessment, Health, Verdict } from '../../src/model/health.js'
import { atRegion } from '../../src/model/place.js'
import { all, fail, home, homeZone, of, pass, policy, signal, unknown } from './fixtures/shop.js'

const KINDS = ['healthy', 'suspect', 'impaired', 'recovering'] as const
const HEALTH: Readonly<Record<Health['kind'], Health>> = {
  healthy: { kind: 'healthy', since: 1 },
  suspect: { kind: 'suspect', since: 2, fails: 2 },
  impaired: { kind: 'impaired', since: 3 },
  recovering: { kind: 'recovering', since: 4, passes: 4 },
}

const zoneAs = (kind: Health['kind'], index: number): Assessment => ({
  of: homeZone(index),
  measured: HEALTH[kind],
  tallies: [],
  ...(kind === 'healthy' ? {} : { firstBadAt: 10 * (index + 1) }),
})
const regionAs = (kind: Health['kind']): Assessment => ({
  of: atRegion(home),
  measured: HEALTH[kind],
  tallies: [],
  ...(kind === 'healthy' ? {} : { firstBadAt: 5 }),
})

describe('the health of a region', () => {
  it('follows its table for every health of three zones, of its own signals, of itself before, and every share', () => {
    for (const a of KINDS)
      for (const b of KINDS)
        for (const c of KINDS)
          for (const own of [undefined, ...KINDS])
            for (const before of KINDS)
              for (const needed of [1, 2, 3]) {
                const kinds = [a, b, c]
                const zones = kinds.map(zoneAs)
                const ownJudged = own ? { measured: HEALTH[own] } : undefined
                const { measured } = judgeRegion({ before: regionAs(before), zones, needed, own: ownJudged }, 100)
                const impaired = kinds.filter((kind) => kind === 'impaired').length
                const doubted = impaired + kinds.filter((kind) => kind === 'suspect').length
                const allWell = [...kinds, own ?? 'healthy'].every((kind) => kind === 'healthy')
                const wasDown = before === 'impaired' || before === 'recovering'
                const wanted =
                  impaired >= needed || own === 'impaired'
                    ? 'impaired'
                    : wasDown && !allWell
                      ? 'recovering'
                      : doubted >= needed || own === 'suspect'
                        ? 'suspect'
                        : 'healthy'
                expect(measured.kind, `${kinds} own ${own} before ${before} needed ${needed}`).toBe(wanted)
                expect(measured.since).toBe(wanted === before ? HEALTH[before].since : 100)
              }
  })

  it('begins its disturbance when enough zones were bad, not when one was left hours ago', () => {
    const zones = [zoneAs('impaired', 0), zoneAs('impaired', 1), zoneAs('healthy', 2)]
    expect(judgeRegion({ before: regionAs('healthy'), zones, needed: 2, own: undefined }, 100).firstBadAt).toBe(20)
    expect(judgeRegion({ before: undefined, zones, needed: 1, own: undefined }, 100).firstBadAt).toBe(10)
  })

  it('keeps that beginning through relapse and recovery, and clears it when all is well', () => {
    const sick = [zoneAs('impaired', 0), zoneAs('impaired', 1)]
    for (const before of ['suspect', 'impaired', 'recovering'] as const) {
      expect(judgeRegion({ before: regionAs(before), zones: sick, needed: 2, own: undefined }, 100).firstBadAt).toBe(5)
    }
    const well = [zoneAs('healthy', 0), zoneAs('healthy', 1)]
    expect(judgeRegion({ before: regionAs('recovering'), zones: well, needed: 2, own: undefined }, 100)).toEqual({
      measured: { kind: 'healthy', since: 100 },
    })
  })

  it('counts an operator’s word on a zone', () => {
    const forced = { state: 'impaired', by: 'ada', because: 'seen by eye' } as const
    const zones = [zoneAs('impaired', 0), { ...zoneAs('healthy', 1), forced }, zoneAs('healthy', 2)]
    expect(judgeRegion({ before: undefined, zones, needed: 2, own: undefined }, 100).measured.kind).toBe('impaired')
  })

  it('is agreed on when so many of its zones were', () => {
    const zones = [70, 90, 80].map((lastQuorumAt, index) => ({ ...zoneAs('healthy', index), lastQuorumAt }))
    expect([1, 2, 3].map((needed) => zonesAgreedAt(zones, needed))).toEqual([90, 80, 70])
    expect(zonesAgreedAt(zones.slice(0, 1), 2)).toBeUndefined()
  })
})

describe('a region in a run of rounds', () => {
  const region = atRegion(home)
  const two = (at: number, verdict: Verdict = fail()) =>
    [homeZone(0), homeZone(1)].flatMap((zone) => all(zone, at, verdict))

  it('is impaired in the very round in which its second zone is', () => {
    let seen: readonly Assessment[] = []
    const kinds = [1, 2, 3].map((round) => {
      seen = assess(two(round * 1_000 - 100), seen, round * 1_000, policy())
      return of(seen, region).measured.kind
    })
    expect(kinds).toEqual(['suspect', 'suspect', 'impaired'])
    expect(of(seen, region)).toMatchObject({ measured: { since: 3_000 }, firstBadAt: 900, lastQuorumAt: 2_900 })
  })

  it('hears its own signals too, with their own memory and their own quorum', () => {
    const by = policy({
      signals: [signal('http', 'zone'), signal('edge', 'region')],
      assess: { impairedAfter: 2, healthyAfter: 1 },
    })
    const round = (at: number, verdict: Verdict) => [...two(at, pass), ...all(region, at, verdict, 'edge')]
    const first = assess(round(900, fail()), [], 1_000, by)
    expect(of(first, region)).toMatchObject({
      measured: { kind: 'suspect', fails: 1 },
      firstBadAt: 900,
      lastQuorumAt: 900,
    })
    const second = assess(round(1_900, fail()), first, 2_000, by)
    expect(of(second, region).measured.kind).toBe('impaired')
    const blind = assess(round(2_900, unknown), second, 3_000, by)
    expect(of(blind, region)).toMatchObject({ measured: { kind: 'impaired', since: 2_000 }, lastQuorumAt: 1_900 })
    const well = assess(round(3_900, pass), blind, 4_000, by)
    expect(of(well, region)).toMatchObject({ measured: { kind: 'healthy', since: 4_000 }, lastQuorumAt: 3_900 })
    expect(of(well, region).tallies.map(({ signal: name }) => name)).toEqual(['edge'])
  })

  it('of one zone is impaired with that zone, though the policy’s share is two', () => {
    const by = { ...policy({ assess: { impairedAfter: 1, healthyAfter: 1 } }) }
    const small = { ...by, regions: by.regions.map((entry) => ({ ...entry, zones: entry.zones.slice(0, 1) })) }
    expect(of(assess(two(900), [], 1_000, small), region).measured.kind).toBe('impaired')
  })
})
