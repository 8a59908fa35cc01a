import { describe, expect, it } from 'vitest'
import type { JournalEvent } from '../../../src/model/journal.js'
import { breaches } from '../fixtures/breaches.js'
import { goodCalls, goodDay, HOST, incident, MINUTE, mind, OPENED, SECOND, seen, steady } from '../fixtures/trace.js'

const first = { atMs: 0, epoch: 1, host: HOST }
const second = { atMs: OPENED + 25 * SECOND, epoch: 2, host: 'host-2' }
const resumed: JournalEvent = { kind: 'resumed', by: 'host-2' }
const after = incident().filter(({ atMs }) => atMs > second.atMs)
const before = incident().filter(({ atMs }) => atMs < second.atMs)
const calls = goodCalls.filter(({ atMs }) => atMs < second.atMs)
/** The first holder is gone at 25 seconds, and another goes on. */
const takenOver = (event: JournalEvent, epoch = 2) => {
  const written = { ...incident()[0], atMs: second.atMs + SECOND, host: 'host-2' }
  const entry = { seq: 0, at: 0, epoch, incident: 'inc-1', by: 'host-2', event }
  const under = after.map((each) => ({ ...each, host: 'host-2', entry: { ...each.entry, epoch } }))
  return goodDay({ calls, leases: [first, second], entries: [...before, { ...written, entry }, ...under] })
}

describe('L15: only the lease holder acts', () => {
  it('is kept where a new holder resumes the open incident under its own epoch', () => {
    expect(breaches('L15', goodDay())).toEqual([])
    expect(breaches('L15', takenOver(resumed))).toEqual([])
  })

  it('is broken by an epoch that does not grow', () => {
    const leases = [first, { ...second, epoch: 1, atMs: 5 * 60 * MINUTE }]
    expect(breaches('L15', goodDay({ leases }))).toEqual(['host-2 was granted epoch 1 after epoch 1'])
  })

  it('is broken by an append of one that was deposed', () => {
    expect(breaches('L15', takenOver(resumed, 1))).toContain('host-2 wrote under epoch 1 after 2 was granted')
  })

  it('is broken by a change that one who was deposed asks for, and by one under no epoch', () => {
    expect(breaches('L15', { ...takenOver(resumed), calls: goodCalls })).toHaveLength(2)
    const nameless = goodCalls.map(({ epoch: _, ...rest }) => rest)
    expect(breaches('L15', goodDay({ calls: nameless }))).toHaveLength(goodCalls.length)
  })

  it('is broken by a new holder that does anything before it takes up what is open', () => {
    expect(breaches('L15', takenOver({ kind: 'step-started', step: 'orders.writer', attempt: 1 }))).toEqual([
      'epoch 2 began with "step-started", and inc-1 was open and cut off',
    ])
  })

  it('is broken by one who was deposed and judges on, but not by a look that was under way', () => {
    const judging = (afterMs: number) => mind(second.atMs + afterMs, steady, seen(second.atMs, []))
    expect(breaches('L15', { ...takenOver(resumed), minds: [judging(5 * SECOND)] })).toEqual([])
    expect(breaches('L15', { ...takenOver(resumed), minds: [judging(3 * MINUTE)] })).toEqual([
      `${HOST} judged on, deposed by host-2`,
    ])
  })

  it('is broken by a new holder that judges before it takes up what is open', () => {
    const early = { ...mind(second.atMs + SECOND / 2, steady, seen(second.atMs, [])), host: 'host-2' }
    const late = { ...early, atMs: second.atMs + 2 * SECOND }
    expect(breaches('L15', { ...takenOver(resumed), minds: [late] })).toEqual([])
    expect(breaches('L15', { ...takenOver(resumed), minds: [early] })).toEqual([
      'host-2 judged under epoch 2 before it took up inc-1',
    ])
  })
})
