import { describe, expect, it } from 'vitest'
import type { JournalEvent } from '../../../src/model/journal.js'
import { breaches } from '../fixtures/breaches.js'
import { dayWith, goodDay, MINUTE, SECOND, scene } from '../fixtures/trace.js'

type Told = readonly (readonly [number, JournalEvent])[]
const start = (step: string): JournalEvent => ({ kind: 'step-started', step, attempt: 1 })
const failed = (step: string, leadsTo: 'undo' | 'halt'): JournalEvent => ({
  kind: 'step-failed',
  step,
  because: 'denied',
  leadsTo,
})
const undone: JournalEvent = { kind: 'step-undone', step: 'web.capacity', because: 'taken back' }
const wentBack: JournalEvent = { kind: 'incident-closed', outcome: 'went-back', because: 'denied' }
const halted: JournalEvent = { kind: 'halted', because: 'denied', next: 'run "failover resume"' }
const back = (...rest: Told): Told => [
  [SECOND, start('web.capacity')],
  [2 * SECOND, failed('web.capacity', 'undo')],
  ...rest,
]
const day = (tells: Told, rest: Parameters<typeof goodDay>[0] = { scenes: [scene(0)] }) => dayWith({ tells }, rest)

describe('L27: never in between in silence', () => {
  it('is kept by a run that takes back what it did, and by one that halts', () => {
    expect(breaches('L27', goodDay())).toEqual([])
    expect(breaches('L27', day(back([3 * SECOND, undone], [4 * SECOND, wentBack])))).toEqual([])
    expect(
      breaches(
        'L27',
        day([
          [SECOND, start('orders.writer')],
          [2 * SECOND, failed('orders.writer', 'halt')],
          [3 * SECOND, halted],
        ]),
      ),
    ).toEqual([])
  })

  it.each([
    ['that went back and left a step standing', back([4 * SECOND, wentBack]), 'web.capacity was not taken back'],
    ['that failed and was not heard of again', back(), 'neither went back nor halted'],
    [
      'that failed and was resumed, though it had neither halted nor been cut off',
      back([3 * SECOND, { kind: 'resumed', by: 'ada' }], [4 * SECOND, undone], [5 * SECOND, wentBack]),
      'neither went back nor halted',
    ],
    [
      'that begins something new on the way back',
      back([3 * SECOND, start('orders.fenced')], [4 * SECOND, halted]),
      'begun on the way back',
    ],
  ])('is broken by a run %s', (_, tells, what) => {
    expect(breaches('L27', day(tells))).toEqual([expect.stringContaining(what)])
  })

  it('is broken by a run that goes back from beyond what cannot be undone', () => {
    const tells: Told = [
      [SECOND, start('orders.writer')],
      [2 * SECOND, { ...undone, step: 'orders.writer' }],
      [3 * SECOND, wentBack],
    ]
    expect(breaches('L27', day(tells))).toEqual([expect.stringContaining('cannot be undone')])
  })

  it('is broken by a run that went back and left the name elsewhere', () => {
    const tells = back([3 * SECOND, undone], [10 * MINUTE, wentBack])
    expect(breaches('L27', day(tells, {}))).toEqual([expect.stringContaining('as it did not before')])
  })
})
