import { describe, expect, it } from 'vitest'
import { afterEarly, early, nextLook, sooner } from '../../src/controller/cadence.js'
import { blank, type Memory } from '../../src/controller/memory.js'
import type { Health } from '../../src/model/health.js'
import type { Decision } from '../../src/model/move.js'
import { atRegion, atZone } from '../../src/model/place.js'
import { away, home, homeZones, policy } from './fixtures/shop.js'

/** What a round found. */
const found = (decision: Decision, assessments: Memory['assessments'] = []) => ({ assessments, decision })
const zones = homeZones.map((name) => atZone(home, name))
const judged = (...kinds: readonly Health['kind'][]): Memory['assessments'] =>
  zones.map((of, index) => ({
    ...{ of, tallies: [] },
    measured: { kind: kinds[index] ?? 'healthy', since: 0, fails: 1, passes: 1 } as Health,
  }))
const next = (assessments: Memory['assessments'], burst = 0, rest: Partial<typeof policy.observe> = {}, random = 0.5) =>
  nextLook({ ...blank, assessments, burst }, { ...policy.observe, ...rest }, () => random)

describe('when to look next', () => {
  it('is after the interval while nothing is in doubt, at everything', () => {
    expect(next(judged())).toEqual({ inMs: 10_000, burst: 0 })
    expect(next(judged('impaired', 'recovering'))).toEqual({ inMs: 10_000, burst: 0 })
    expect(next([])).toEqual({ inMs: 10_000, burst: 0 })
  })

  it('is soon when something is in doubt, at that alone', () => {
    const look = next(judged('healthy', 'suspect', 'suspect'))
    expect(look).toMatchObject({ inMs: 500, burst: 1 })
    expect(zones.map((of) => look.only?.(of))).toEqual([false, true, true])
  })

  it('is soon only as often as the policy says, and then after the interval, at everything', () => {
    expect(next(judged('suspect'), 1)).toMatchObject({ inMs: 500, burst: 2 })
    expect(next(judged('suspect'), 2)).toEqual({ inMs: 10_000, burst: 2 })
    expect(next(judged('suspect'), 0, { confirm: { times: 0, everyMs: 500 } })).toEqual({ inMs: 10_000, burst: 0 })
  })

  it('may burst anew once the doubt is gone', () => {
    expect(next(judged('impaired'), 2).burst).toBe(0)
    expect(next(judged(), 2).burst).toBe(0)
  })

  it('is moved at random by no more than the jitter', () => {
    const jitter = { jitterPercent: 20 }
    expect([0, 0.25, 0.5, 1].map((random) => next(judged(), 0, jitter, random).inMs)).toEqual([
      8_000, 9_000, 10_000, 12_000,
    ])
    expect(next(judged('suspect'), 0, jitter, 1).inMs, 'a burst is not').toBe(500)
  })
})

describe('a look that comes before it is due', () => {
  const before = { ...blank, assessments: judged('impaired', 'suspect', 'recovering') }

  it('is at all but what is in doubt, so that no two samples come close together (law 5)', () => {
    expect(zones.map(early(before))).toEqual([true, false, false])
    expect(early(before)(atRegion(away))).toBe(true)
  })

  it('leaves what was in doubt to when it was due, and nothing else to that', () => {
    const due = { inMs: 500, burst: 1, only: () => true }
    const { burst, inMs, only } = afterEarly(due, before, 200, () => next(judged('suspect')))
    expect({ burst, inMs }).toEqual({ burst: 1, inMs: 200 })
    expect(zones.map((zone) => only?.(zone))).toEqual([false, true, true])
  })

  it('is followed as any other where nothing was in doubt', () => {
    const anew = next(judged('suspect'))
    expect(afterEarly(next(judged()), { ...blank, assessments: judged() }, 200, () => anew)).toBe(anew)
  })
})

describe('a move held for a time', () => {
  const { guards } = policy.decide
  const held = (reason: string, firstBadAt: number): Decision => ({
    ...{ kind: 'hold', reason, because: 'it must last' },
    considered: [
      {
        move: { kind: 'failover', from: home, to: away },
        trigger: { kind: 'impairment', of: atRegion(home), firstBadAt },
        guards: [],
      },
    ],
  })
  const calm = { inMs: 10_000, burst: 0 }

  it.each([
    ['disturbance', guards.disturbanceMs],
    ['partition-hold', guards.partitionMs],
  ])('is looked at again as soon as %s lets it go', (reason, limitMs) => {
    const now = 1_000_000
    const firstBadAt = now - limitMs + 3_000
    expect(sooner(calm, found(held(reason, firstBadAt)), guards, now).inMs).toBe(3_005)
    expect(sooner(calm, found(held(reason, now)), guards, now)).toEqual(calm)
    expect(sooner(calm, found(held(reason, now - limitMs)), guards, now)).toEqual(calm)
  })

  it('looks early at what is bad and at where to move, not at what is merely in doubt', () => {
    const reason = 'disturbance'
    const { only } = sooner(calm, found(held(reason, 0), judged('impaired', 'suspect')), guards, 57_000)
    expect(zones.map((zone) => only?.(zone))).toEqual([true, false, false])
    expect(only?.(atRegion(away))).toBe(true)
  })

  it('does not look early at what is in doubt where to move: two samples so close are not two', () => {
    const there: Memory['assessments'][number] = {
      ...{ of: atRegion(away), tallies: [], measured: { kind: 'suspect', since: 0, fails: 1 } },
    }
    const { only } = sooner(calm, found(held('disturbance', 0), [...judged('impaired'), there]), guards, 57_000)
    expect(only?.(atRegion(away))).toBe(false)
  })

  it('keeps the cadence for what no time alone lets go, in a burst, and for a decision to act', () => {
    const act: Decision = { ...held('', 0), kind: 'act', ...held('', 0).considered[0] } as Decision
    expect(sooner(calm, found(held('replica-lag', 0)), guards, 1)).toEqual(calm)
    expect(sooner({ ...calm, burst: 1 }, found(held('disturbance', 0)), guards, 1)).toEqual({ ...calm, burst: 1 })
    expect(sooner(calm, found(act), guards, 1)).toEqual(calm)
  })
})
