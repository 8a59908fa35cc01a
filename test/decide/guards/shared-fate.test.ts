import { describe, expect, it } from 'vitest'
import { sharedFate } from '../../../src/decide/guards/shared-fate.js'
import { both, byItself, failover, policy, sayOf, third, why, word } from '../fixtures/shop.js'

const fated = (fate: string) => ({
  policy: { ...policy, regions: policy.regions.map((entry) => ({ ...entry, fate })) },
})

describe('the guard of shared fate (law 4)', () => {
  it('speaks of failovers, whoever asks', () => {
    expect(sayOf(sharedFate)).toEqual(both('failover'))
  })

  it('blocks a region that may fail for the same cause', () => {
    expect(word(sharedFate, byItself(failover))).toBe('allow')
    expect(word(sharedFate, byItself(failover), fated('atlantic grid'))).toBe('block')
    expect(why(sharedFate, byItself(failover), fated('atlantic grid'))).toBe(
      'us-east-1 and eu-west-1 share the fate "atlantic grid", and the cause is not known',
    )
  })

  it('blocks between regions of which the policy says nothing', () => {
    expect(word(sharedFate, byItself({ ...failover, kind: 'failover', from: third, to: third }))).toBe('block')
  })
})
