import { describe, expect, it } from 'vitest'
import { faultsIn, policyIn, shopWith } from './fixtures/shop.js'

const traffic = (text: string): string => shopWith({ 12: `plan: { traffic: ${text} }`, 13: '', 14: '', 15: '' })

describe('traffic', () => {
  it('goes at once, and leaves nobody behind, unless the policy asks for more', () => {
    const all = { stages: [100], settleMs: 30_000, inFailover: 'at-once', tricklePercent: 0 }
    expect(policyIn(traffic('{}')).plan.traffic).toEqual(all)
  })

  it('goes in stages, with a trickle, as the policy says', () => {
    const text = '{ stages: [1%, 10%, 50%, 100%], settle: 5s, failover: staged, trickle: 0.5% }'
    expect(policyIn(traffic(text)).plan.traffic).toEqual({
      ...{ stages: [1, 10, 50, 100], settleMs: 5_000, inFailover: 'staged', tricklePercent: 0.5 },
    })
  })

  it.each([
    [
      'stages that do not grow',
      '{ stages: [10%, 10%, 100%] }',
      '12:34: stages: found 10 %, allowed: more than the stage before, 10 %',
    ],
    [
      'stages that do not end with all',
      '{ stages: [10%, 50%] }',
      '12:34: stages: found 50 %, allowed: 100%, since the last stage sends everybody',
    ],
    [
      'a stage within the trickle',
      '{ stages: [1%, 100%], trickle: 5% }',
      '12:29: stages: found 1 %, allowed: more than the trickle, 5 %, and, but for the last, less than 95 %',
    ],
    [
      'a stage beyond all but the trickle',
      '{ stages: [95%, 100%], trickle: 5% }',
      '12:29: stages: found 95 %, allowed: more than the trickle, 5 %, and, but for the last, less than 95 %',
    ],
    ['no stage', '{ stages: [] }', '12:28: stages: found an empty list, allowed: a list that is not empty'],
    [
      'a trickle that is a flood',
      '{ trickle: 21% }',
      '12:29: trickle: found "21%", allowed: a percentage from 0 % to 20 %, such as 12.5%',
    ],
  ])('may not have %s', (_, text, fault) => {
    expect(faultsIn(traffic(text))).toEqual([fault])
  })
})
