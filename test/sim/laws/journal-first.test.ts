import { describe, expect, it } from 'vitest'
import type { JournalEvent } from '../../../src/model/journal.js'
import { breaches } from '../fixtures/breaches.js'
import { call, dayWith, goodCalls, goodDay, OPENED, SECOND, scene } from '../fixtures/trace.js'

describe('L14: look, then leap; journal before leaping', () => {
  it('is kept where each change belongs to a step at work', () => {
    expect(breaches('L14', goodDay())).toEqual([])
  })

  it.each([
    ['before its step was journalled', call(OPENED + 9 * SECOND, 'web')],
    ['after its step was done', call(OPENED + 25 * SECOND, 'web')],
    ['outside every incident', call(5 * SECOND, 'web')],
    ['of a resource that no step is at work on', call(OPENED + 12 * SECOND, 'other')],
  ])('is broken by a change %s', (_, change) => {
    expect(breaches('L14', goodDay({ calls: [...goodCalls, change] }))).toHaveLength(1)
    expect(breaches('L14', goodDay({ calls: [...goodCalls, { ...change, does: 'read' }] }))).toEqual([])
    expect(breaches('L14', goodDay({ calls: [...goodCalls, { ...change, outcome: 'refused' }] }))).toEqual([])
  })

  it('lets a run that goes back change what it had changed', () => {
    const back: readonly (readonly [number, JournalEvent])[] = [
      [10 * SECOND, { kind: 'step-started', step: 'web.capacity', attempt: 1 }],
      [19 * SECOND, { kind: 'step-done', step: 'web.capacity', already: false, tookMs: 1, because: 'it holds' }],
      [20 * SECOND, { kind: 'step-started', step: 'orders.fenced', attempt: 1 }],
      [25 * SECOND, { kind: 'step-failed', step: 'orders.fenced', because: 'denied', leadsTo: 'undo' }],
      [40 * SECOND, { kind: 'step-undone', step: 'web.capacity', because: 'taken back' }],
    ]
    expect(breaches('L14', dayWith({ tells: back }, { calls: [call(OPENED + 30 * SECOND, 'web')] }))).toEqual([])
    expect(breaches('L14', dayWith({ tells: back }, { calls: [call(OPENED + 50 * SECOND, 'web')] }))).toHaveLength(1)
  })

  it('is broken by a step that is done and was not started', () => {
    const done: JournalEvent = {
      kind: 'step-done',
      step: 'web.capacity',
      already: true,
      tookMs: 1,
      because: 'it holds',
    }
    expect(breaches('L14', dayWith({ tells: [[SECOND, done]] }, { calls: [] }))).toEqual([
      'web.capacity was done and not started',
    ])
  })

  it('is broken by what cannot be undone and is done twice', () => {
    const again = call(OPENED + 36 * SECOND, 'orders', { what: 'promote orders' })
    expect(breaches('L14', goodDay({ calls: [...goodCalls, again] }))).toEqual([
      '"promote orders" was done twice, and cannot be undone',
    ])
    expect(breaches('L14', goodDay({ calls: [...goodCalls, { ...again, outcome: 'failed' }] }))).toEqual([])
  })

  it('is broken by a promotion that is given up, and comes to pass', () => {
    const refused: JournalEvent = { kind: 'step-failed', step: 'orders.writer', because: 'under way', leadsTo: 'halt' }
    const tells: readonly (readonly [number, JournalEvent])[] = [
      [30 * SECOND, { kind: 'step-started', step: 'orders.writer', attempt: 1 }],
      [34 * SECOND, refused],
    ]
    const calls = [call(OPENED + 31 * SECOND, 'orders', { what: 'promote orders' })]
    expect(breaches('L14', dayWith({ tells }, { calls }))).toEqual(['orders.writer was given up, and came to pass'])
    expect(breaches('L14', dayWith({ tells }, { calls, scenes: [scene(0)] }))).toEqual([])
  })
})
