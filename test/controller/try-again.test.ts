import { describe, expect, it } from 'vitest'
import { triesAgain } from '../../src/controller/try-again.js'
import type { JournalEntry, JournalEvent } from '../../src/model/journal.js'

const MINUTE = 60_000
const NOW = 10 * MINUTE
const ID = 'inc-1'
const halted = (passes = true): JournalEvent => ({
  ...{ kind: 'halted', because: '503', next: 'run "failover resume"' },
  ...(passes ? { passes: true } : {}),
})
const resumed: JournalEvent = { kind: 'resumed', by: 'watcher' }
const done: JournalEvent = { kind: 'step-done', step: 'orders.writer', already: false, tookMs: 1, because: 'so' }
const written = (...events: readonly JournalEvent[]): readonly JournalEntry[] =>
  events.map((event, index) => ({ seq: index + 1, at: NOW, epoch: 1, incident: ID, by: 'watcher', event }))
const times = (count: number): readonly JournalEvent[] =>
  Array.from({ length: count }, () => [resumed, halted()]).flat()

describe('a halted incident', () => {
  it('is tried again after a minute, then after twice as long each time, up to half an hour', () => {
    const waits = [0, 1, 2, 3, 4, 5, 6, 7].map((tries) => triesAgain(written(halted(), ...times(tries)), ID, NOW))
    expect(waits.map((again) => (again?.inMs ?? 0) / MINUTE)).toEqual([1, 2, 4, 8, 16, 30, 30, 30])
    expect(waits.map((again) => again?.nth)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('is a person’s turn after eight tries', () => {
    expect(triesAgain(written(halted(), ...times(8)), ID, NOW)).toBeUndefined()
  })

  it('begins anew with any progress', () => {
    expect(triesAgain(written(halted(), ...times(8), resumed, done, halted()), ID, NOW)).toMatchObject({ nth: 1 })
  })

  it('is a person’s turn where what halted it does not pass by itself, and where it did not halt', () => {
    expect(triesAgain(written(halted(false)), ID, NOW)).toBeUndefined()
    expect(triesAgain(written(halted(), resumed, halted(false)), ID, NOW)).toBeUndefined()
    expect(triesAgain(written(done), ID, NOW)).toBeUndefined()
    expect(triesAgain(written(halted()), 'inc-2', NOW)).toBeUndefined()
  })

  it('is a person’s turn where it halted long before anyone led again', () => {
    expect(triesAgain(written(halted()), ID, NOW + 240 * MINUTE)).toBeDefined()
    expect(triesAgain(written(halted()), ID, NOW + 240 * MINUTE + 1)).toBeUndefined()
  })
})
