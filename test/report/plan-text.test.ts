import { describe, expect, it } from 'vitest'
import type { Step } from '../../src/model/plan.js'
import { expectedLoss, planText } from '../../src/report/plan-text.js'
import { away, home, plan } from './fixtures/journal.js'

const withSteps = (change: (step: Step) => Partial<Step>): typeof plan => ({
  ...plan,
  steps: plan.steps.map((step) => ({ ...step, ...change(step) })),
})

describe('a plan for people', () => {
  const text = planText(plan)

  it('begins with what it is, how long it takes, what it may lose and how old its inputs are', () => {
    expect(text.split('\n').slice(0, 2)).toEqual([
      'Plan 0123456789ab  failover us-east-1 → eu-west-1',
      '  about 2.5 s; may lose up to 40 ms of writes; inventory 2 s old',
    ])
  })

  it('numbers its steps with the planes they need, whether they can be undone, and how long they take', () => {
    expect(text).toMatch(/^ {2}1 {2}grow web .* compute\/control@eu-west-1 {2}yes +500 ms$/m)
    expect(text).toMatch(/^ {2}2 {2}fence orders .* - +yes +500 ms$/m)
    expect(text).toMatch(/^ {2}4 {2}answer www.shop.test .* not needed {2}1 s$/m)
  })

  it('tells how long a stage of traffic settles', () => {
    const proof = { at: away, from: home, percent: 10, final: false, planned: true, settleMs: 30_000 }
    const staged = withSteps(({ id }) => (id === 'front.traffic' ? { proof } : {}))
    expect(planText(staged)).toMatch(/^ {2}4 {2}answer www.shop.test .* 1 s, settles 30 s$/m)
  })

  it('marks the point of no return just before the first step that cannot be undone', () => {
    expect(text).toMatch(/fence orders.*\n {2}── point of no return ──\n {2}3 {2}promote orders/)
    expect(planText(withSteps(() => ({ undo: { kind: 'not-needed' } })))).not.toContain('point of no return')
  })

  it('says what was passed over and why, and which losses it survives, by the steps that would stop', () => {
    expect(text).toMatch(/orders.fenced {2}stop +impaired +postgres\/control@us-east-1 is needed/)
    expect(text).toMatch(/region us-east-1 +yes$/m)
    expect(text).toMatch(/dns control planes +no +4$/m)
  })

  it('says when there is nothing to do', () => {
    expect(planText({ ...plan, steps: [], survival: [] })).toContain('  no steps: everything is so already')
  })

  it('keeps its shape whatever a driver says', () => {
    const hostile = planText(withSteps(() => ({ says: 'a\u001b[2Jb\u202e | c\nd' })))
    expect(hostile.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u)
    expect(hostile.match(/^ {2}\d {2}a/gm)).toHaveLength(plan.steps.length)
  })
})

describe('the loss that is told before', () => {
  it.each([
    [plan, 'may lose up to 40 ms of writes'],
    [{ ...plan, expectedLossMs: 0 }, 'may lose up to 0 ms of writes'],
    [{ ...plan, lagAgeMs: 102_000 }, 'may lose up to 40 ms of writes (lag seen 1 min 42 s ago)'],
    [{ ...plan, move: { kind: 'switchover', from: home, to: away } as const }, 'loses nothing'],
  ])('is as the plan expects', (given, words) => expect(expectedLoss(given)).toBe(words))

  it('is not known where no lag was', () => {
    const { expectedLossMs: _, ...blind } = plan
    expect(expectedLoss(blind)).toBe('loss not known: the lag of the replica is not')
  })
})
