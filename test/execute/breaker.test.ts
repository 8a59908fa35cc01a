import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backoffMs, breaker } from '../../src/execute/breaker.js'
import { OPERATING_CODES } from '../../src/model/error.js'
import { atRegion, plane, region } from '../../src/model/place.js'

const dns = plane('dns', 'control', atRegion(region('us-west-2')))
const compute = plane('compute', 'control', atRegion(region('eu-west-1')))

/** A breaker on a clock moved by hand, with no luck in it. */
function guarded(luck = 1) {
  let nowMs = 0
  const guard = breaker(
    () => nowMs,
    () => luck,
  )
  const fail = (times: number, of = dns, code: 'unreachable' | 'throttled' | 'refused' = 'unreachable'): void => {
    for (let failure = 1; failure <= times; failure++) guard.failed([of], code)
  }
  return { guard, fail, later: (ms: number) => (nowMs += ms) }
}

describe('the breaker', () => {
  it('opens at the sixth failure in a row, names the plane, and says for how long', () => {
    const { fail, guard } = guarded()
    fail(5)
    expect(guard.holdsBack([dns])).toBeUndefined()
    fail(1)
    expect(guard.holdsBack([dns])).toEqual({ forMs: 10_000, because: 'dns/control@us-west-2 failed 6 times in a row' })
  })

  it('is half-open once it has cooled down: one probes, and the others wait for what comes of it', () => {
    const { fail, guard, later } = guarded()
    fail(6)
    later(9_999)
    expect(guard.holdsBack([dns])?.forMs).toBe(1)
    later(1)
    expect(guard.holdsBack([dns]), 'the probe').toBeUndefined()
    expect(guard.holdsBack([dns]), 'another').toMatchObject({ forMs: 10_000 })
    guard.passed([dns])
    expect(guard.holdsBack([dns])).toBeUndefined()
  })

  it('stays open for twice as long after each probe that fails, up to two minutes', () => {
    const { fail, guard, later } = guarded()
    fail(6)
    const waits = [1, 2, 3, 4, 5, 6].map(() => {
      const forMs = guard.holdsBack([dns])?.forMs ?? 0
      later(forMs)
      expect(guard.holdsBack([dns])).toBeUndefined()
      fail(1)
      return forMs
    })
    expect(waits).toEqual([10_000, 20_000, 40_000, 80_000, 120_000, 120_000])
  })

  it('cools down for half of that at the least, the rest being chance', () => {
    const { fail, guard } = guarded(0)
    fail(6)
    expect(guard.holdsBack([dns])?.forMs).toBe(5_000)
  })

  it('counts failures in a row anew after a call that went through', () => {
    const { fail, guard } = guarded()
    fail(5)
    guard.passed([dns])
    fail(5)
    expect(guard.holdsBack([dns])).toBeUndefined()
  })

  it.each([
    ['throttling, since throttled is not failed (law 23)', 'throttled'],
    ['a refusal, since who refuses has answered', 'refused'],
  ] as const)('is not opened by %s, but its budget is spent by it, and comes back slowly', (_, code) => {
    const { fail, guard, later } = guarded()
    fail(11, dns, code)
    expect(guard.holdsBack([dns])).toBeUndefined()
    fail(1, dns, code)
    const because = 'the 12 retries for dns/control@us-west-2 are spent, and one comes back in 1 min 0 s'
    expect(guard.holdsBack([dns])).toMatchObject({ forMs: 60_000, because: because.replace(' 0 s', '') })
    later(60_000)
    expect(guard.holdsBack([dns])).toBeUndefined()
    fail(1, dns, code)
    expect(guard.holdsBack([dns])?.forMs).toBe(60_000)
    later(3_600_000)
    fail(11, dns, code)
    expect(guard.holdsBack([dns]), 'never more than a whole budget').toBeUndefined()
    fail(1, dns, code)
    expect(guard.holdsBack([dns])).toBeDefined()
  })

  it('keeps the budget spent whatever goes through between', () => {
    const { fail, guard } = guarded()
    for (let call = 1; call <= 12; call++) {
      fail(1)
      guard.passed([dns])
    }
    expect(guard.holdsBack([dns])?.because).toContain('are spent')
  })

  it('speaks for each plane by itself, and holds back what leans on any that is open', () => {
    const { fail, guard } = guarded()
    fail(6)
    expect(guard.holdsBack([compute])).toBeUndefined()
    expect(guard.holdsBack([compute, dns])?.because).toContain('dns/control')
  })

  it('lets no more than twelve retries at a plane through, and one more a minute, whatever happens', () => {
    const dealings = fc.array(fc.tuple(fc.constantFrom(...OPERATING_CODES, 'passes' as const), fc.nat(40_000)), {
      maxLength: 80,
    })
    fc.assert(
      fc.property(dealings, fc.double({ min: 0, max: 0.999, noNaN: true }), (calls, luck) => {
        const { guard, later } = guarded(luck)
        let tried = 0
        let nowMs = 0
        for (const [call, restMs] of calls) {
          nowMs = later(restMs)
          if (guard.holdsBack([dns]) !== undefined) continue
          tried += Number(call !== 'passes')
          if (call === 'passes') guard.passed([dns])
          else guard.failed([dns], call)
          if (tried > 12 + nowMs / 60_000) return false
        }
        return true
      }),
    )
  })

  it('never holds anyone back for good', () => {
    const { fail, guard, later } = guarded()
    fail(40)
    const held = guard.holdsBack([dns])
    later(Math.max(held?.forMs ?? 0, 40 * 60_000))
    expect(guard.holdsBack([dns])).toBeUndefined()
  })
})

describe('the backoff', () => {
  it('has full jitter: anything from nothing to a step that doubles, up to five seconds', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 60, 5_000].map((attempt) => backoffMs(attempt, () => 1))).toEqual([
      100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000,
    ])
    expect(backoffMs(3, () => 0)).toBe(0)
    expect(backoffMs(3, () => 0.25)).toBe(200)
  })
})
