import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backoffMs, breaker } from '../../src/execute/breaker.js'
import { OPERATING_CODES } from '../../src/model/error.js'
import { atRegion, plane, region } from '../../src/model/place.js'

const dns = plane('dns', 'control', atRegion(region('us-west-2')))
const compute = plane('compute', 'control', atRegion(region('eu-west-1')))

describe('the breaker', () => {
  it('opens at the sixth failure in a row, and names the plane', () => {
    const guard = breaker()
    for (let failure = 1; failure <= 5; failure++) guard.failed([dns], 'unreachable')
    expect(guard.refuses([dns])).toBeUndefined()
    guard.failed([dns], 'unreachable')
    expect(guard.refuses([dns])).toBe('dns/control@us-west-2 failed 6 times in a row')
  })

  it('counts failures in a row anew after a call that went through', () => {
    const guard = breaker()
    for (let failure = 1; failure <= 5; failure++) guard.failed([dns], 'timed-out')
    guard.passed([dns])
    for (let failure = 1; failure <= 5; failure++) guard.failed([dns], 'timed-out')
    expect(guard.refuses([dns])).toBeUndefined()
  })

  it('is not opened by throttling, since throttled is not failed (law 23), but its budget is spent by it', () => {
    const guard = breaker()
    for (let call = 1; call <= 11; call++) guard.failed([dns], 'throttled')
    expect(guard.refuses([dns])).toBeUndefined()
    guard.failed([dns], 'throttled')
    expect(guard.refuses([dns])).toBe('the 12 retries for dns/control@us-west-2 are spent')
  })

  it('keeps the budget spent for the whole run, whatever goes through between', () => {
    const guard = breaker()
    for (let call = 1; call <= 12; call++) {
      guard.failed([dns], 'refused')
      guard.passed([dns])
    }
    expect(guard.refuses([dns])).toContain('are spent')
  })

  it('speaks for each plane by itself, and refuses what leans on any that is open', () => {
    const guard = breaker()
    for (let failure = 1; failure <= 6; failure++) guard.failed([dns], 'unreachable')
    expect(guard.refuses([compute])).toBeUndefined()
    expect(guard.refuses([compute, dns])).toContain('dns/control')
  })

  it('never lets more than twelve retries at a plane through, whatever happens', () => {
    const failing = fc.array(fc.constantFrom(...OPERATING_CODES, 'passes' as const), { maxLength: 60 })
    fc.assert(
      fc.property(failing, (calls) => {
        const guard = breaker()
        let tried = 0
        for (const call of calls) {
          if (guard.refuses([dns]) !== undefined) break
          tried += Number(call !== 'passes')
          if (call === 'passes') guard.passed([dns])
          else guard.failed([dns], call)
        }
        return tried <= 12
      }),
    )
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
