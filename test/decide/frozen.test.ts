import { describe, expect, it } from 'vitest'
import { frozenIn } from '../../src/decide/frozen.js'
import type { JournalEntry, JournalEvent, Outcome } from '../../src/model/journal.js'
import type { Move, Trigger } from '../../src/model/move.js'
import { atRegion, plane } from '../../src/model/place.js'
import type { Plan, Step } from '../../src/model/plan.js'
import { away, failover, freeze, home, impairment, launching, operator, thaw } from './fixtures/shop.js'

const autoscaling = plane('autoscaling', 'control', atRegion(home))
const opened = (move: Move, trigger: Trigger = impairment(launching)): JournalEvent => ({
  ...{ kind: 'incident-opened', app: 'shop', severity: 3, move, trigger, evidence: [], commander: 'ada' },
  ...{ decision: { kind: 'act', move, trigger, because: 'so', considered: [] } },
  objectives: { recoveryTimeMs: 1, recoveryPointMs: 1 },
})
const step: Step = {
  ...{ id: 'web.frozen', end: 'frozen', tactic: 'suspend', says: 'suspend', after: [], needs: [autoscaling] },
  ...{ action: { resource: 'web', verb: 'suspend', with: {} }, undo: { kind: 'not-needed' }, passedOver: [] },
  ...{ expectedMs: 1, deadlineMs: 2, onFailure: 'carry-on' },
}
const planned = (move: Move, rest: Partial<Plan> = {}): JournalEvent => ({
  kind: 'plan-accepted',
  plan: {
    ...{ id: 'p', hash: 'h', move, steps: [step], expectedMs: 1, survival: [], inventoryAgeMs: 0 },
    ...rest,
  },
})
const cannot: Partial<Plan> = {
  leftOut: [
    {
      step: 'jobs.frozen',
      tactic: 'suspend',
      because: 'impaired',
      detail: 'autoscaling is impaired',
      plane: autoscaling,
    },
  ],
}
const done: JournalEvent = { kind: 'step-done', step: 'web.frozen', already: false, tookMs: 1, because: 'so' }
const failed: JournalEvent = { kind: 'step-failed', step: 'web.frozen', because: 'no answer', leadsTo: 'carry-on' }
const closed = (outcome: Outcome): JournalEvent => ({ kind: 'incident-closed', outcome, because: 'so' })

/** Each event of an incident at its own minute, counted from 0. */
const journal = (...events: readonly (readonly [string, JournalEvent])[]): readonly JournalEntry[] =>
  events.map(([incident, event], at) => ({ seq: at + 1, at, epoch: 1, incident, by: 'watcher', event }))
const FROZEN = [
  ['a', opened(freeze)],
  ['a', planned(freeze)],
  ['a', done],
  ['a', closed('done')],
] as const

describe('what is frozen (law 24)', () => {
  it('is nothing in an empty journal, nor by what was opened and never planned', () => {
    expect(frozenIn([])).toEqual([])
    expect(frozenIn(journal(['a', opened(freeze)], ['a', closed('abandoned')]))).toEqual([])
  })

  it('is a region from when the plan of a freeze was accepted, whoever died after that', () => {
    expect(frozenIn(journal(['a', opened(freeze)], ['a', planned(freeze)]))).toEqual([
      { region: home, since: 1, incident: 'a', byItself: true, of: launching, pending: [], triedAt: 1 },
    ])
    expect(frozenIn(journal(...FROZEN))).toMatchObject([{ region: home, since: 1, pending: [] }])
  })

  it('stays so when the app moves elsewhere, and while another region is thawed', () => {
    const elsewhere: Move = { kind: 'thaw', region: away }
    const moved = [
      ['b', opened(failover)],
      ['b', closed('recovered')],
      ['c', opened(elsewhere)],
      ['c', closed('done')],
    ] as const
    expect(frozenIn(journal(...FROZEN, ...moved))).toMatchObject([{ region: home }])
  })

  it('ends by a thaw that is done, and by no other', () => {
    const by = (outcome: Outcome) =>
      frozenIn(journal(...FROZEN, ['b', opened(thaw, operator())], ['b', planned(thaw)], ['b', closed(outcome)]))
    expect(by('done')).toEqual([])
    expect(by('abandoned')).toMatchObject([{ region: home, thawTriedAt: 6 }])
  })

  it('knows what could not be suspended, and what that leans on', () => {
    const entries = journal(['a', opened(freeze)], ['a', planned(freeze, cannot)], ['a', failed], ['a', closed('done')])
    expect(frozenIn(entries)[0]?.pending).toEqual([
      { resource: 'jobs', because: 'autoscaling is impaired', planes: [autoscaling] },
      { resource: 'web', because: 'no answer', planes: [autoscaling] },
    ])
  })

  it('counts as not suspended what was cut off', () => {
    const entries = journal(['a', opened(freeze)], ['a', planned(freeze)], ['a', closed('abandoned')])
    expect(frozenIn(entries)[0]?.pending).toMatchObject([{ resource: 'web' }])
  })

  it('is as old as its first freeze, and misses what the last one missed', () => {
    const again = journal(
      ['a', opened(freeze)],
      ['a', planned(freeze, cannot)],
      ['a', done],
      ['a', closed('done')],
      ['b', opened(freeze)],
      ['b', planned(freeze)],
      ['b', done],
      ['b', closed('done')],
    )
    expect(frozenIn(again)).toMatchObject([{ since: 1, incident: 'b', pending: [], triedAt: 5 }])
  })

  it('tells what a person froze from what was frozen by itself', () => {
    const entries = journal(['a', opened(freeze, operator())], ['a', planned(freeze)])
    expect(frozenIn(entries)).toMatchObject([{ byItself: false }])
  })
})
