import { describe, expect, it } from 'vitest'
import { forecast, type Grounds } from '../../src/forecast/forecast.js'
import { lossProspect, timeProspect } from '../../src/forecast/prospect.js'
import type { JournalEntry, JournalEvent } from '../../src/model/journal.js'
import type { Plan, Step } from '../../src/model/plan.js'
import type { Policy } from '../../src/policy/policy.js'
import { policy as shop } from '../controller/fixtures/shop.js'
import { done, FIRST_BAD, journal, plan, recovered } from '../report/fixtures/journal.js'

const policy: Policy = {
  ...shop,
  assess: { ...shop.assess, impairedAfter: 3 },
  observe: { ...shop.observe, everyMs: 10_000, jitterPercent: 0, confirm: { times: 0, everyMs: 250 } },
  decide: {
    ...shop.decide,
    automatic: ['failover'],
    guards: { ...shop.decide.guards, disturbanceMs: 60_000, partitionMs: 300_000 },
  },
}
const told = (rest: Partial<Grounds> = {}) =>
  forecast({ ...{ plan, policy, entries: [], lags: [], now: FIRST_BAD }, ...rest })
const steps = (change: (step: Step) => Step): Plan => ({ ...plan, steps: plan.steps.map(change) })
const segment = (of: ReturnType<typeof told>, name: string) => of.segments.find((each) => each.name === name)

describe('the forecast of a day to come', () => {
  it('counts samples until it is noticed, and waits as the guards do, at the same time', () => {
    expect(segment(told(), 'noticed')?.p50Ms).toBeGreaterThanOrEqual(20_000)
    expect(segment(told(), 'noticed')?.p90Ms).toBeLessThan(22_000)
    const { total } = told()
    expect(total.p10Ms).toBeGreaterThan(60_000)
    expect(total.p50Ms).toBeLessThan(70_000)
  })

  it('tells apart a region that falls silent, which may be cut off and well', () => {
    expect(told().ifSilent?.p10Ms).toBeGreaterThan(300_000)
  })

  it('counts from the order where the controller does not move by itself', () => {
    const byHand: Policy = { ...policy, decide: { ...policy.decide, automatic: [] } }
    const { countsFrom, ifSilent, total } = told({ policy: byHand })
    expect({ countsFrom, ifSilent }).toEqual({ countsFrom: 'order', ifSilent: undefined })
    expect(total.p90Ms).toBeLessThan(60_000)
  })

  it('adds up steps in a row, and takes the slowest of those side by side', () => {
    const begun = { decidedMs: 0 }
    const inRow = told({ begun, plan: steps((step) => ({ ...step, expectedMs: 60_000 })) })
    const beside = told({ begun, plan: steps((step) => ({ ...step, after: [], expectedMs: 60_000 })) })
    expect(inRow.total.p50Ms).toBeGreaterThan(3.3 * 60_000)
    expect(beside.total.p50Ms).toBeLessThan(2 * 60_000)
    expect(beside.total.p50Ms).toBeGreaterThan(60_000)
  })

  it('waits for names to turn and for the life of an answer, after the last step (law 17)', () => {
    const follow = { turnsMs: 35_000, keepsMs: 60_000 }
    const turning = told({ plan: steps((step) => (step.end === 'traffic' ? { ...step, follow } : step)) })
    expect(segment(turning, 'converged')?.p50Ms).toBeGreaterThan(94_000)
    expect(segment(told(), 'converged')?.p90Ms).toBeLessThan(2_000)
  })

  it('lets what is asked of a lost region in vain cost its deadline', () => {
    const vain = steps((step) =>
      step.end === 'fenced' ? { ...step, onFailure: 'carry-on', deadlineMs: 30_000 } : step,
    )
    expect(told({ plan: vain }).steps.find(({ step }) => step === 'orders.fenced')?.p90Ms).toBe(30_000)
  })

  it('says what each step rests on, with the page where words are published', () => {
    const resources = [{ name: 'orders.writer', type: 'rds-replica', settings: {} }]
    const rds: Policy = { ...policy, plan: { ...policy.plan, resources } }
    const writer = told({ policy: rds }).steps.find(({ step }) => step === 'orders.writer')
    expect(writer).toMatchObject({ own: 0, source: expect.stringContaining('USER_ReadRepl.Promote') })
  })

  it('is the same for the same grounds', () => {
    expect(told()).toEqual(told())
  })
})

describe('the forecast of a move that was decided', () => {
  it('knows what has passed, and foretells the rest', () => {
    const of = told({ begun: { noticedMs: 20_000, decidedMs: 200_000 } })
    expect(segment(of, 'noticed')).toMatchObject({ p10Ms: 20_000, p90Ms: 20_000 })
    expect(segment(of, 'decided')).toMatchObject({ p10Ms: 180_000, p90Ms: 180_000 })
    expect(of.total.p10Ms).toBeGreaterThan(200_000)
    expect(of.ifSilent).toBeUndefined()
  })

  it('learns from what this app has done before, or tried and done without, and not from what was found done', () => {
    const of = told({ entries: recovered })
    expect(of.steps.map(({ own }) => own)).toEqual([1, 0, 1, 1])
  })

  it('does not take a step with little to do for one with much', () => {
    const much = steps((step) => ({ ...step, expectedMs: 600_000 }))
    expect(told({ entries: recovered, plan: much }).steps.map(({ own }) => own)).toEqual([0, 0, 0, 0])
  })

  it('comes to what many runs took, whatever its driver expected', () => {
    const runs = Array.from({ length: 10 }, (_, at): readonly JournalEntry[] => {
      const accepted: JournalEvent = { kind: 'plan-accepted', plan }
      const each: JournalEvent = { ...done('orders.writer', 'so'), tookMs: 1_400 } as JournalEvent
      return journal(`inc-${at}`, [
        [0, accepted],
        [10, each],
      ])
    }).flat()
    const writer = told({ entries: runs }).steps.find(({ step }) => step === 'orders.writer')
    expect(writer?.own).toBe(10)
    expect(writer?.p50Ms).toBeGreaterThan(1_200)
  })
})

describe('what a failover may lose', () => {
  it('is the lag now, where nothing else is known of it', () => {
    expect(told().loss).toEqual({ is: 'known', nowMs: 40, nowAgeMs: 0 })
  })

  it('is not known where the lag never was', () => {
    const { expectedLossMs: _, ...unknown } = plan
    expect(told({ plan: unknown }).loss.is).toBe('unknown')
  })

  it('is what the lag was in the hours that are kept as well', () => {
    const at = FIRST_BAD - 3_600_000
    const hour = {
      resource: 'orders',
      in: 'eu-west-1',
      at,
      firstAt: at,
      lastAt: at,
      maxMs: 9_000,
      unknown: 2,
      counts: { 50: 9 },
    }
    const of = told({ lags: [hour] as unknown as Grounds['lags'] })
    expect(of.loss).toMatchObject({ nowMs: 40, past: { maxMs: 9_000, samples: 9, unknown: 2, overMs: 3_600_000 } })
  })

  it('is nothing for a switchover', () => {
    const { from, to } = plan.move as Extract<Plan['move'], { kind: 'failover' }>
    expect(told({ plan: { ...plan, move: { kind: 'switchover', from, to } } }).loss.is).toBe('none')
  })
})

describe('a forecast against the objectives', () => {
  const span = (p10Ms: number, p50Ms: number, p90Ms: number) => ({ p10Ms, p50Ms, p90Ms })
  const objectives = { recoveryTimeMs: 300, recoveryPointMs: 30 }
  const of = (total: ReturnType<typeof span>, ifSilent?: ReturnType<typeof span>) => {
    const { ifSilent: _, ...base } = told()
    return { ...base, total, ...(ifSilent ? { ifSilent } : {}) }
  }

  it.each([
    ['within, where nine in ten hold it', of(span(1, 200, 300)), 'within'],
    ['likely, where half do', of(span(1, 300, 301)), 'likely'],
    ['not, where fewer do', of(span(1, 301, 400)), 'not'],
    ['likely, where only silence takes longer', of(span(1, 200, 300), span(300, 400, 500)), 'likely'],
  ] as const)('is %s', (_, given, wanted) => {
    expect(timeProspect(given, objectives)).toBe(wanted)
  })

  const past = (p50Ms: number, p90Ms: number) => ({ p50Ms, p90Ms, maxMs: 99, samples: 9, unknown: 0, overMs: 1 })
  it.each([
    ['within, where nothing is lost', { is: 'none', because: '' }, 'within'],
    ['unknown, where the lag is', { is: 'unknown', because: '' }, 'unknown'],
    ['within, where it lagged less nine times in ten', { is: 'known', nowMs: 1, past: past(2, 30) }, 'within'],
    ['likely, where it did half the time', { is: 'known', nowMs: 1, past: past(2, 31) }, 'likely'],
    ['not, where it lags more now', { is: 'known', nowMs: 31, past: past(2, 3) }, 'not'],
  ] as const)('loses %s', (_, loss, wanted) => {
    expect(lossProspect(loss, objectives)).toBe(wanted)
  })
})
