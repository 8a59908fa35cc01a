import { describe, expect, it } from 'vitest'
import { progressOf } from '../../src/execute/progress.js'
import type { JournalEntry, JournalEvent } from '../../src/model/journal.js'
import { failover } from './fixtures/town.js'

const started = (step: string, attempt = 1): JournalEvent => ({ kind: 'step-started', step, attempt })
const done = (step: string): JournalEvent => ({ kind: 'step-done', step, already: false, tookMs: 1, because: 'so' })
const failed = (step: string, leadsTo: 'retry' | 'carry-on' | 'undo' | 'halt', because = 'no'): JournalEvent => ({
  ...{ kind: 'step-failed', step, because, leadsTo },
})
const undone = (step: string): JournalEvent => ({ kind: 'step-undone', step, because: 'taken back' })

const of = (incident: string, ...events: readonly JournalEvent[]): readonly JournalEntry[] =>
  events.map((event, index) => ({ seq: index + 1, at: index, epoch: 1, incident, by: 'watcher', event }))
const fold = (...events: readonly JournalEvent[]) => progressOf(of('a', ...events), 'a')

describe('where a run stands', () => {
  it('is nowhere in an empty journal', () => {
    const nowhere = progressOf([], 'a')
    expect(nowhere).toEqual({
      ...{
        started: new Set(),
        done: new Set(),
        skipped: new Set(),
        undone: new Set(),
        attempts: new Map(),
        halting: new Map(),
      },
    })
  })

  it('takes the plan and the last attempt of each step', () => {
    const found = fold({ kind: 'plan-accepted', plan: failover }, started('x'), started('y'), started('x', 2))
    expect(found.plan).toEqual(failover)
    expect(found.attempts).toEqual(
      new Map([
        ['x', 2],
        ['y', 1],
      ]),
    )
  })

  it.each([
    ['nothing of a step', [], {}],
    ['started', [started('x')], { started: ['x'] }],
    ['done', [started('x'), done('x')], { started: ['x'], done: ['x'] }],
    ['failed, and carried on', [started('x'), failed('x', 'carry-on')], { started: ['x'], skipped: ['x'] }],
    ['failed, and halted', [started('x'), failed('x', 'halt')], { started: ['x'] }],
    ['failed, to be tried again', [started('x'), failed('x', 'retry')], { started: ['x'] }],
    ['failed, then undo', [started('x'), failed('x', 'undo')], { started: ['x'], goingBack: 'no' }],
    ['undone', [started('x'), failed('x', 'undo'), undone('x')], { started: ['x'], undone: ['x'], goingBack: 'no' }],
  ] as const)('knows a step of which the journal has: %s', (_, events, expected) => {
    const { done, goingBack, skipped, started, undone } = fold(...events)
    const listed = { started: [...started], done: [...done], skipped: [...skipped], undone: [...undone], goingBack }
    expect(listed).toEqual({ started: [], done: [], skipped: [], undone: [], goingBack: undefined, ...expected })
  })

  it('goes back even when no reason was given', () => {
    expect(fold(started('x'), failed('x', 'undo', '')).goingBack).toBe('')
  })

  it('reads only its own incident', () => {
    const both = [...of('a', started('x')), ...of('b', started('y'), done('y'))]
    expect(progressOf(both, 'a')).toMatchObject({ started: new Set(['x']), done: new Set() })
  })
})
