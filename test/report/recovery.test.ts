import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JournalEntry, JournalEvent } from '../../src/model/journal.js'
import { type Opening, type Recovery, recoveryOf } from '../../src/report/recovery.js'
import { abandoned, away, FIRST_BAD, plan, recovered, started, undone, wentBack } from './fixtures/journal.js'

const objectives = { recoveryTimeMs: 300_000, recoveryPointMs: 30_000 }
const opening: Opening = { at: FIRST_BAD + 2_100, firstBadAt: FIRST_BAD, noticedAt: FIRST_BAD + 2_000, objectives }

const served = (servedAt: number): JournalEvent => ({
  kind: 'verified',
  verification: { is: 'served', because: 'seen', answeredBy: [away], writes: true, servedAt },
  loss: { is: 'known', writes: 0, ms: 0 },
})

const entry = (at: number, event: JournalEvent): JournalEntry => ({
  ...{ seq: 1, at, epoch: 1, incident: 'inc', by: 'watcher', event },
})

/** A run whose every instant comes from another clock. */
function skewed(at: readonly number[]): Recovery {
  const [firstBadAt = 0, noticedAt = 0, decidedAt = 0, doneAt = 0, servedAt = 0] = at
  const { steps } = plan
  const entries = [
    entry(decidedAt, { kind: 'plan-accepted', plan }),
    ...steps.map(({ id }) =>
      entry(doneAt, { kind: 'step-done', step: id, already: false, tookMs: 1, because: 'it holds' }),
    ),
    entry(servedAt, served(servedAt)),
  ]
  return recoveryOf({ at: decidedAt, firstBadAt, noticedAt, objectives }, entries)
}

function expectWhole({ segments, timeMs }: Recovery): void {
  let endMs = 0
  for (const { fromMs, toMs } of segments) {
    expect(fromMs).toBe(endMs)
    expect(toMs).toBeGreaterThanOrEqual(fromMs)
    endMs = toMs
  }
  if (timeMs !== undefined) expect(endMs).toBe(timeMs)
}

describe('recovery', () => {
  it('counts from the first bad sample to users served, cut at noticed, decided, executed and converged', () => {
    const found = recoveryOf(opening, recovered)
    expect(found).toMatchObject({ timeMs: 4_700, point: { is: 'known', writes: 3, ms: 40 }, pointObjectiveMs: 30_000 })
    expect(found.segments).toEqual([
      { name: 'noticed', fromMs: 0, toMs: 2_000 },
      { name: 'decided', fromMs: 2_000, toMs: 2_100 },
      { name: 'executed', fromMs: 2_100, toMs: 3_700 },
      { name: 'converged', fromMs: 3_700, toMs: 4_700 },
    ])
  })

  it('counts from its opening where nothing bad led to it', () => {
    const found = recoveryOf({ at: FIRST_BAD + 2_100, objectives }, recovered)
    expect(found.timeMs).toBe(2_600)
    expect(found.segments.map(({ name, toMs }) => [name, toMs])).toEqual([
      ['decided', 0],
      ['executed', 1_600],
      ['converged', 2_600],
    ])
  })

  it.each([
    ['recovered', recovered],
    ['gone back', wentBack],
    ['abandoned', abandoned],
  ])('meets end to end at every line of a journal that is %s', (_, entries) => {
    for (const length of entries.keys()) expectWhole(recoveryOf(opening, entries.slice(0, length + 1)))
  })

  it('meets end to end, never runs backwards and ends when users are served, whatever the clocks say', () => {
    const instants = fc.array(fc.integer({ min: 0, max: 600_000 }), { minLength: 5, maxLength: 5 })
    fc.assert(
      fc.property(instants, (at) => {
        const found = skewed(at)
        expectWhole(found)
        expect(found.segments).toHaveLength(4)
      }),
    )
  })

  it('has executed nothing while a step is under way, waits or was taken back', () => {
    const lengthAtLastStep = recovered.findIndex(({ event }) => event.kind === 'note')
    for (const length of recovered.keys()) {
      const { executedAt } = recoveryOf(opening, recovered.slice(0, length))
      expect(executedAt).toBe(length < lengthAtLastStep ? undefined : FIRST_BAD + 3_700)
    }
    for (const length of wentBack.keys()) {
      expect(recoveryOf(opening, wentBack.slice(0, length + 1)).executedAt).toBeUndefined()
    }
    const late = [...recovered, entry(FIRST_BAD + 9_000, started('front.traffic', 2))]
    expect(recoveryOf(opening, late).executedAt).toBeUndefined()
    expect(recoveryOf(opening, [...recovered, entry(FIRST_BAD, undone('web.capacity'))]).executedAt).toBeUndefined()
  })

  it('believes the last verification: not served after all is no recovery time', () => {
    const doubt: JournalEvent = {
      kind: 'verified',
      verification: { is: 'not-yet', because: 'answered by us-east-1', answeredBy: [], writes: false },
      loss: { is: 'unknown', because: 'the old writer is silent' },
    }
    const found = recoveryOf(opening, [entry(1, served(FIRST_BAD + 5_000)), entry(2, doubt)])
    expect(found.timeMs).toBeUndefined()
    expect(found.point).toEqual({ is: 'unknown', because: 'the old writer is silent' })
    expect(recoveryOf(opening, [entry(1, doubt), entry(2, served(FIRST_BAD + 5_000))]).timeMs).toBe(5_000)
  })

  it('does not claim a point that nobody counted', () => {
    expect(recoveryOf(opening, recovered.slice(0, 5)).point).toEqual({ is: 'unknown', because: 'not counted yet' })
  })
})
