import { describe, expect, it } from 'vitest'
import { owedFences } from '../../src/execute/owed-fences.js'
import type { JournalEntry, JournalEvent } from '../../src/model/journal.js'
import type { Move } from '../../src/model/move.js'
import { region } from '../../src/model/place.js'
import type { EndKind, Plan, Step } from '../../src/model/plan.js'

const home = region('us-east-1')
const away = region('eu-west-1')
const failover: Move = { kind: 'failover', from: home, to: away }

const step = (id: string, end: EndKind, at = home): Step => ({
  ...{
    id,
    end,
    tactic: 'any',
    says: id,
    action: { resource: 'orders', verb: 'any', with: { at } },
    after: [],
    needs: [],
  },
  ...{ undo: { kind: 'not-needed' }, expectedMs: 1, deadlineMs: 1, onFailure: 'carry-on', passedOver: [] },
})

const planOf = (move: Move, ...steps: Step[]): Plan => ({
  ...{ id: 'plan', hash: 'plan', move, steps, expectedMs: 1, survival: [], inventoryAgeMs: 0 },
})

function told(incident: string, move: Move, plan: Plan, ...events: JournalEvent[]): JournalEntry[] {
  const opened = { kind: 'incident-opened', move } as unknown as JournalEvent
  return [opened, { kind: 'plan-accepted', plan } as const, ...events].map((event, index) => ({
    ...{ seq: index, at: index, epoch: 1, incident, by: 'test', event },
  }))
}

const started: JournalEvent = { kind: 'step-started', step: 'orders.fenced', attempt: 1 }
const missed: JournalEvent = { kind: 'step-failed', step: 'orders.fenced', because: 'silence', leadsTo: 'carry-on' }
const done = (id: string): JournalEvent => ({ kind: 'step-done', step: id, already: false, tookMs: 1, because: 'so' })
const closed = (outcome: 'recovered' | 'went-back'): JournalEvent => ({
  kind: 'incident-closed',
  outcome,
  because: 'so',
})
const fencing = planOf(failover, step('orders.fenced', 'fenced'))

describe('a fence that is owed', () => {
  it('is one that a failover could not put up and went on without', () => {
    const entries = told('one', failover, fencing, started, missed, closed('recovered'))
    expect(owedFences(entries)).toMatchObject([
      { incident: 'one', at: home, attempts: 1, step: { id: 'orders.fenced' } },
    ])
  })

  it('is none while the failover is under way, nor of one that went back', () => {
    expect(owedFences(told('one', failover, fencing, started, missed))).toEqual([])
    expect(owedFences(told('one', failover, fencing, started, missed, closed('went-back')))).toEqual([])
  })

  it('is paid once it stands', () => {
    const entries = told('one', failover, fencing, started, missed, closed('recovered'), started, done('orders.fenced'))
    expect(owedFences(entries)).toEqual([])
  })

  it('is settled by a move that brings the app back there', () => {
    const back: Move = { kind: 'switchover', from: away, to: home }
    const before = told('one', failover, fencing, started, missed, closed('recovered'))
    const after = told('two', back, planOf(back, step('orders.writer', 'writer')), closed('recovered'))
    expect(owedFences([...before, ...after])).toEqual([])
  })

  it('is settled where its database was made a replica since', () => {
    const other: Move = { kind: 'failover', from: away, to: region('us-west-2') }
    const before = told('one', failover, fencing, started, missed, closed('recovered'))
    const rebuilt = planOf(other, step('orders.replica', 'replica'))
    const after = told('two', other, rebuilt, done('orders.replica'), closed('recovered'))
    expect(owedFences([...before, ...after])).toEqual([])
    expect(owedFences([...before, ...told('two', other, rebuilt, closed('recovered'))])).toHaveLength(1)
  })
})
