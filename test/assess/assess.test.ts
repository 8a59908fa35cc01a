import { describe, expect, it } from 'vitest'
import { assess } from '../../src/assess/assess.js'
import type { Assessment, Check } from '../../src/model/health.js'
import { atRegion, nameOf, vantage } from '../../src/model/place.js'
import {
  all,
  allZones,
  away,
  checks,
  database,
  fail,
  home,
  homeZone,
  of,
  pass,
  policy,
  signal,
  unknown,
} from './fixtures/shop.js'

const az1 = homeZone(0)

/** Runs rounds of checks through `assess`, the nth judged at n × 1000. */
function run(rounds: readonly (readonly Check[])[], by = policy(), start: readonly Assessment[] = []) {
  return rounds.reduce((earlier, round, index) => assess(round, earlier, (index + 1) * 1_000, by), start)
}
const kind = (assessments: readonly Assessment[], subject = az1) => of(assessments, subject).measured.kind

describe('assess', () => {
  it('judges every region of the policy and what was seen, regions first, in the policy’s order', () => {
    const seen = run([[...all(database, 900, pass), ...allZones.toReversed().flatMap((zone) => all(zone, 900, pass))]])
    expect(seen.map((assessment) => nameOf(assessment.of))).toEqual([
      ...['us-east-1', 'use1-az1', 'use1-az2', 'use1-az4', 'postgres/data@us-east-1'],
      ...['eu-west-1', 'euw1-az1', 'euw1-az2', 'euw1-az3'],
    ])
    expect(new Set(seen.map(({ measured }) => measured.kind))).toEqual(new Set(['healthy']))
  })

  it('goes healthy, suspect, impaired, recovering, healthy, and keeps the first bad sample until it is healthy', () => {
    const bad = (at: number) => checks(az1, at, [fail(), fail(), pass])
    const states = [
      bad(950),
      bad(1_950),
      bad(2_950),
      all(az1, 3_950, pass),
      bad(4_950),
      all(az1, 5_950, pass),
      all(az1, 6_950, pass),
    ]
    const walked = states.map((_, index) => of(run(states.slice(0, index + 1)), az1))
    expect(walked.map(({ firstBadAt, measured }) => [measured.kind, measured.since, firstBadAt])).toEqual([
      ['suspect', 1_000, 950],
      ['suspect', 1_000, 950],
      ['impaired', 3_000, 950],
      ['recovering', 4_000, 950],
      ['impaired', 5_000, 950],
      ['recovering', 6_000, 950],
      ['healthy', 7_000, undefined],
    ])
  })

  it('clears a suspicion that was not confirmed', () => {
    const seen = of(run([all(az1, 900, fail()), all(az1, 1_900, pass)]), az1)
    expect(seen).toMatchObject({ measured: { kind: 'healthy', since: 2_000 } })
    expect(seen).not.toHaveProperty('firstBadAt')
  })

  it('counts a failing signal against a zone whatever the others say', () => {
    const by = policy({
      signals: [signal('http', 'zone'), signal('tcp', 'zone')],
      assess: { impairedAfter: 1, healthyAfter: 1 },
    })
    expect(kind(run([[...all(az1, 900, pass), ...all(az1, 900, fail(), 'tcp')]], by))).toBe('impaired')
    expect(kind(run([[...all(az1, 900, unknown), ...all(az1, 900, fail(), 'tcp')]], by))).toBe('impaired')
  })

  it('takes no signal that is unknown, or that nobody reported, for a pass', () => {
    const by = policy({
      signals: [signal('http', 'zone'), signal('tcp', 'zone')],
      assess: { impairedAfter: 1, healthyAfter: 1 },
    })
    const down = run([[...all(az1, 900, fail()), ...all(az1, 900, fail(), 'tcp')]], by)
    const half = [...all(az1, 1_900, pass), ...all(az1, 1_900, unknown, 'tcp')]
    expect(kind(assess(half, down, 2_000, by))).toBe('impaired')
    const missing = assess(all(az1, 1_900, pass), down, 2_000, by)
    expect(kind(missing)).toBe('impaired')
    expect(of(missing, az1).tallies).toContainEqual({
      signal: 'tcp',
      pass: 0,
      fail: 0,
      unknown: 0,
      because: 'nobody with a vote reported it',
      modes: [],
    })
    expect(kind(assess([...all(az1, 1_900, pass), ...all(az1, 1_900, pass, 'tcp')], down, 2_000, by))).toBe('healthy')
  })

  it('leaves what a round did not look at as it was', () => {
    const before = run([allZones.flatMap((zone) => all(zone, 900, pass))])
    const burst = assess(all(az1, 1_900, fail()), before, 2_000, policy())
    expect(kind(burst)).toBe('suspect')
    for (const zone of allZones.slice(1)) expect(of(burst, zone)).toEqual(of(before, zone))
  })

  it('keeps the newest quorum, never one later than now, and none when nobody agreed', () => {
    const by = policy()
    expect(of(run([checks(az1, 900, [pass, unknown, unknown])], by), az1)).not.toHaveProperty('lastQuorumAt')
    const seen = run([checks(az1, 900, [pass, pass, fail()])], by)
    expect(of(seen, az1).lastQuorumAt).toBe(900)
    expect(of(assess(all(az1, 1_900, unknown), seen, 2_000, by), az1).lastQuorumAt).toBe(900)
    expect(of(assess(all(az1, 99_000, pass), seen, 2_000, by), az1).lastQuorumAt).toBe(2_000)
    expect(of(seen, az1).answeredAt, 'a pass is an answer').toBe(900)
    expect(of(assess(all(az1, 100, pass), seen, 2_000, by), az1).lastQuorumAt).toBe(900)
  })

  it('carries an operator’s word and never sets or clears it', () => {
    const forced = { state: 'impaired', by: 'ada', because: 'maintenance' } as const
    const start = run([all(az1, 900, pass)]).map((assessment) => ({ ...assessment, forced }))
    const seen = assess(all(az1, 1_900, fail()), start, 2_000, policy())
    expect(seen.map((assessment) => assessment.forced)).toEqual(start.map(() => forced))
    expect(kind(seen)).toBe('suspect')
    expect(run([all(az1, 900, fail())]).every((assessment) => assessment.forced === undefined)).toBe(true)
  })

  it('judges a plane as it judges a zone', () => {
    const by = policy({ signals: [signal('writes', 'region', 'postgres')] })
    const bad = (at: number) => all(database, at, fail('no answer', 'silent'), 'writes')
    const seen = of(run([bad(900), bad(1_900), bad(2_900)], by), database)
    expect(seen).toMatchObject({ measured: { kind: 'impaired', since: 3_000 }, firstBadAt: 900, lastQuorumAt: 2_900 })
    expect(seen.tallies).toEqual([
      { signal: 'writes', pass: 0, fail: 3, unknown: 0, because: 'no answer', modes: ['silent'] },
    ])
  })

  it('does not let a region’s trouble be voted on from inside it', () => {
    const by = policy({ quorum: 1, assess: { impairedAfter: 1, healthyAfter: 1 } })
    const from = (name: string) => all(az1, 900, fail()).map((check) => ({ ...check, from: vantage(name) }))
    const [fromHome, fromAway] = [from(home), from(away)]
    expect(kind(run([fromHome], by))).toBe('healthy')
    expect(kind(run([fromAway], by))).toBe('impaired')
  })

  it('gives gauges no vote', () => {
    const gauge = {
      kind: 'gauge',
      at: 900,
      name: 'replica-lag-ms',
      in: away,
      resource: 'orders',
      reading: { is: 'known', value: 9 },
    } as const
    expect(assess([gauge], [], 1_000, policy()).map((assessment) => nameOf(assessment.of))).toEqual([home, away])
    expect(of(assess([gauge], [], 1_000, policy()), atRegion(away))).not.toHaveProperty('lastQuorumAt')
  })
})
