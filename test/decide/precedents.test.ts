import { describe, expect, it } from 'vitest'
import { precedentsOf } from '../../src/decide/precedents.js'
import type { JournalEntry, JournalEvent } from '../../src/model/journal.js'
import type { Move } from '../../src/model/move.js'
import { evacuate, failover, impairment } from './fixtures/shop.js'

const opened = (move: Move, firstBadAt?: number): JournalEvent => ({
  ...{ kind: 'incident-opened', app: 'shop', severity: 1, move, trigger: impairment(), evidence: [], commander: 'ada' },
  ...{ decision: { kind: 'act', move, trigger: impairment(), because: 'so', considered: [] } },
  ...{ objectives: { recoveryTimeMs: 1, recoveryPointMs: 1 }, ...(firstBadAt === undefined ? {} : { firstBadAt }) },
})
const closed = (outcome: 'recovered' | 'went-back' | 'abandoned'): JournalEvent => ({
  ...{ kind: 'incident-closed', outcome, because: 'so' },
})
const journal = (...events: readonly (readonly [string, JournalEvent])[]): readonly JournalEntry[] =>
  events.map(([incident, event], at) => ({ seq: at + 1, at, epoch: 1, incident, by: 'watcher', event }))

describe('what was done before', () => {
  it('is nothing in an empty journal', () => {
    expect(precedentsOf([])).toEqual({ made: [] })
  })

  it('is every closed incident, oldest first, with its instants and how it ended', () => {
    const { made, open } = precedentsOf(
      journal(
        ['a', opened(evacuate(), 7)],
        ['a', closed('went-back')],
        ['b', opened(failover)],
        ['b', closed('recovered')],
      ),
    )
    const trigger = impairment()
    expect(open).toBeUndefined()
    expect(made).toEqual([
      { incident: 'a', move: evacuate(), trigger, openedAt: 0, firstBadAt: 7, closedAt: 1, outcome: 'went-back' },
      { incident: 'b', move: failover, trigger, openedAt: 2, closedAt: 3, outcome: 'recovered' },
    ])
  })

  it.each<JournalEvent>([
    { kind: 'step-started', step: 'x', attempt: 1 },
    { kind: 'halted', because: 'ada asked', next: 'resume' },
    { kind: 'resumed', by: 'ada' },
    { kind: 'note', by: 'ada', text: 'looking' },
  ])('keeps an incident open until it is closed, whatever else happens: %j', (event) => {
    const { made, open } = precedentsOf(journal(['a', opened(failover)], ['a', event]))
    expect(open).toMatchObject({ incident: 'a', move: failover })
    expect(made).toEqual([])
  })

  it('does not take the end of another incident for its end', () => {
    const { made, open } = precedentsOf(journal(['a', opened(failover)], ['b', closed('recovered')]))
    expect(open?.incident).toBe('a')
    expect(made).toEqual([])
  })
})
