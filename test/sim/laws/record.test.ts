import { describe, expect, it } from 'vitest'
import type { JournalEvent } from '../../../src/model/journal.js'
import { breaches } from '../fixtures/breaches.js'
import { byAda, dayWith, failover, goodDay, incident, plan, SECOND, switchover } from '../fixtures/trace.js'

const start: JournalEvent = { kind: 'step-started', step: 'web.capacity', attempt: 1 }
const halted = (next: string): JournalEvent => ({ kind: 'halted', because: 'denied', next })
const waived = [{ guard: 'cooldown', is: 'waived', because: 'block: too soon' }] as const
const without = (kind: JournalEvent['kind']) => incident().filter(({ entry: { event } }) => event.kind !== kind)

describe('L20: everything is on record', () => {
  it('is kept by an incident from its opening to its end', () => {
    expect(breaches('L20', goodDay())).toEqual([])
    expect(breaches('L20', dayWith({ guards: waived, trigger: byAda('cooldown') }))).toEqual([])
  })

  it.each([
    ['without its opening', goodDay({ entries: without('incident-opened') })],
    ['without an accepted plan', goodDay({ entries: without('plan-accepted') })],
    ['without evidence', dayWith({ evidence: [] })],
    ['without the word of any guard', dayWith({ guards: [] })],
    ['with a waiver that nobody gave', dayWith({ guards: waived, trigger: byAda() })],
    ['with a plan for another move', dayWith({ plan: plan(switchover) })],
    [
      'that halts without a next move',
      dayWith({
        tells: [
          [SECOND, start],
          [2 * SECOND, halted('')],
        ],
      }),
    ],
    ['that is never heard of again', dayWith({ tells: [[SECOND, start]] })],
    ['that goes on after it was closed', goodDay({ entries: [...incident(), ...incident().slice(-1)] })],
  ])('is broken by an incident %s', (_, trace) => {
    expect(breaches('L20', trace)).toHaveLength(1)
  })

  it('does not ask for the end of one whose controller died, or that halted', () => {
    const event = { kind: 'controller', atMs: 0, does: 'crash', who: 'all' } as const
    const cut = dayWith({ tells: [[SECOND, start]], move: failover }, { happened: [{ atMs: 0, event, ends: false }] })
    expect(breaches('L20', cut)).toEqual([])
    expect(breaches('L20', dayWith({ tells: [[SECOND, halted('run "failover resume"')]] }))).toEqual([])
  })
})
