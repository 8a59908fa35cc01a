import { describe, expect, it } from 'vitest'
import { atRegion, plane } from '../../../src/model/place.js'
import { breaches } from '../fixtures/breaches.js'
import {
  bad,
  call,
  dayWith,
  drill,
  failover,
  goodCalls,
  goodDay,
  home,
  homeZones,
  OPENED,
  plan,
  policy,
  SECOND,
  seen,
  step,
  steps,
} from '../fixtures/trace.js'

const route53 = plane('route53', 'control', atRegion(home))
const byRecords = plan(failover, [...steps.slice(0, 3), step('front', 'traffic', [], { needs: [route53] })])

describe('L8: never lean on what is failing', () => {
  it('is kept by a plan that needs nothing of the region that is left', () => {
    expect(breaches('L8', goodDay())).toEqual([])
  })

  it('is broken by a step that needs a control plane in the region that fails', () => {
    expect(breaches('L8', dayWith({ plan: byRecords }, { calls: [] }))).toEqual([
      'failover whose front.traffic needs route53/control@us-east-1, and us-east-1 was impaired',
    ])
  })

  it('is broken by a step that needs a plane that is itself impaired', () => {
    const evidence = seen(OPENED, homeZones.slice(0, 1), bad(route53, OPENED))
    expect(breaches('L8', dayWith({ plan: byRecords, evidence }, { calls: [] }))).toHaveLength(1)
    expect(breaches('L8', dayWith({ plan: byRecords, evidence: seen(OPENED, []) }, { calls: [] }))).toEqual([])
  })

  it('is broken by a call to a plane that no step at work says it needs', () => {
    const strange = call(OPENED + 42 * SECOND, 'front', { plane: route53, what: 'change records' })
    expect(breaches('L8', goodDay({ calls: [...goodCalls, strange] }))).toEqual([
      '"change records" called route53/control@us-east-1, which its step does not say it needs or tries',
    ])
  })

  it('is kept by a call to a plane that its step tries and does without', () => {
    const strange = call(OPENED + 42 * SECOND, 'front', { plane: route53, what: 'change records' })
    const trying = plan(failover, [...steps.slice(0, 3), step('front', 'traffic', [], { tries: [route53] })])
    expect(breaches('L8', dayWith({ plan: trying }, { calls: [strange] }))).toEqual([])
  })
})

describe('L9: avoid block storage', () => {
  it('is kept by a plan that needs none', () => {
    expect(breaches('L9', goodDay())).toEqual([])
  })

  it('is broken by a step that needs a service the policy forbids', () => {
    const strict = { ...policy, plan: { ...policy.plan, forbid: ['rds'] as const } }
    expect(breaches('L9', goodDay({ drill: drill({ policy: strict }) }))).toHaveLength(2)
  })

  it('is broken where a restore comes before anything else was tried', () => {
    const restore = (rest = {}) =>
      plan(failover, [step('orders', 'writer', [], { tactic: 'restore-point-in-time', ...rest })])
    const passedOver = [
      { step: 'orders.writer', tactic: 'promote', because: 'unprepared', detail: 'no replica' },
    ] as const
    expect(breaches('L9', dayWith({ plan: restore() }))).toHaveLength(1)
    expect(breaches('L9', dayWith({ plan: restore({ passedOver }) }))).toEqual([])
  })
})
