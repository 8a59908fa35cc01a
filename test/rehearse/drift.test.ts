import { describe, expect, it } from 'vitest'
import { driftBetween, worseIn } from '../../src/rehearse/drift.js'
import type { Rehearsal, Rehearsed } from '../../src/rehearse/rehearsal.js'
import { away, home, SECOND } from '../controller/fixtures/shop.js'

const span = (p90Ms: number) => ({ p10Ms: p90Ms / 3, p50Ms: p90Ms / 2, p90Ms })
const drawn: Rehearsed = {
  ...{ plan: 'aaaaaaaaaaaa', time: span(100 * SECOND), timeIs: 'within', lossIs: 'within' },
  steps: [
    { id: 'orders.writer', tactic: 'promote', passedOver: [] },
    { id: 'front.traffic', tactic: 'health-switch', passedOver: [] },
  ],
}
const gauge = (name: 'replica-lag-ms' | 'capacity-percent', value: number): Rehearsal['gauges'][number] => ({
  ...{ name, in: away, resource: 'orders', reading: { is: 'known', value } },
})
const lastWeek: Rehearsal = {
  ...{ drill: 'tuesdays', to: away, at: 1_000, dueAt: 1_000, by: 'watcher', move: `failover ${home} → ${away}` },
  ...{ outcome: 'would-run', because: 'a plan stands', against: [], drawn, drift: [] },
  resources: [{ name: 'orders', type: 'postgres', active: home, facts: { streaming: 'met' } }],
  gauges: [gauge('replica-lag-ms', 40), gauge('capacity-percent', 100)],
}
const since = (rest: Partial<Rehearsal>) => driftBetween(lastWeek, { ...lastWeek, ...rest })
const replanned = (rest: Partial<Rehearsed>) => since({ drawn: { ...drawn, ...rest } })
const resource = (rest: Partial<Rehearsal['resources'][number]>) =>
  since({ resources: lastWeek.resources.map((each) => ({ ...each, ...rest })) })

describe('from one rehearsal to the next', () => {
  it('nothing is told where nothing changed but figures', () => {
    expect(since({ at: 2_000, gauges: [gauge('replica-lag-ms', 900), gauge('capacity-percent', 95)] })).toEqual([])
  })

  it.each([
    ['a new objection', since({ against: [{ id: 'guard replica-lag', says: 'replica-lag: 41 s' }] })],
    ['a move that is held now', since({ outcome: 'held' })],
    ['a forecast that is longer by more than a quarter', replanned({ time: span(126 * SECOND) })],
    ['an objective that is no longer held', replanned({ timeIs: 'likely' })],
    ['a loss that is not known any more', replanned({ lossIs: 'unknown' })],
    [
      'a way that is passed over now',
      replanned({
        steps: [
          { id: 'orders.writer', tactic: 'promote', passedOver: [] },
          { id: 'front.traffic', tactic: 'record-weight', passedOver: ['health-switch'] },
        ],
      }),
    ],
    ['a resource that is gone', since({ resources: [] })],
    ['a prerequisite that is no longer met', resource({ facts: { streaming: 'unmet' } })],
    ['one that cannot be seen any more', resource({ facts: { streaming: 'unknown' } })],
    ['capacity that fell', since({ gauges: [gauge('capacity-percent', 50)] })],
    ['lag that more than doubled', since({ gauges: [gauge('replica-lag-ms', 9 * SECOND)] })],
    [
      'a gauge that is silent now',
      since({ gauges: [{ ...gauge('replica-lag-ms', 0), reading: { is: 'unknown', because: 'silent' } }] }),
    ],
  ])('%s is worse', (_, drift) => {
    expect(worseIn({ drift }).length).toBeGreaterThan(0)
  })

  it.each([
    ['a forecast longer by less than a quarter', replanned({ time: span(124 * SECOND) }), 0],
    ['a shorter forecast', replanned({ time: span(20 * SECOND) }), 1],
    ['another plan', replanned({ plan: 'bbbbbbbbbbbb' }), 1],
    ['a new step', replanned({ steps: [...drawn.steps, { id: 'web.capacity', tactic: 'scale', passedOver: [] }] }), 1],
    ['a resource that moved', resource({ active: away }), 1],
    ['capacity that grew', since({ gauges: [gauge('capacity-percent', 200)] }), 1],
  ])('%s is not worse', (_, drift, told) => {
    expect(drift).toHaveLength(told)
    expect(worseIn({ drift })).toEqual([])
  })

  it('an objection is the same one when only its figures change, and is told when it is gone', () => {
    const lags = (says: string): Partial<Rehearsal> => ({ against: [{ id: 'guard replica-lag', says }] })
    const before = { ...lastWeek, ...lags('41 s') }
    expect(driftBetween(before, { ...lastWeek, ...lags('55 s') })).toEqual([])
    expect(driftBetween(before, lastWeek)).toMatchObject([{ kind: 'objection', isWorse: false }])
  })

  it('what is worse is told first', () => {
    const drift = since({ outcome: 'held', gauges: [gauge('capacity-percent', 200)] })
    expect(drift.map(({ isWorse }) => isWorse)).toEqual([true, false])
  })
})
