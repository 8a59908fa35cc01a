import { describe, expect, it } from 'vitest'
import type { JournalEvent } from '../../../src/model/journal.js'
import { breaches } from '../fixtures/breaches.js'
import {
  away,
  dayWith,
  drill,
  failover,
  goodDay,
  goodScenes,
  HOUR,
  home,
  incident,
  plan,
  policy,
  SECOND,
  scene,
  steps,
} from '../fixtures/trace.js'

const withLeave = drill({ policy: { ...policy, plan: { ...policy.plan, unreachableWriter: 'promote' } } })
const start = (step: string): JournalEvent => ({ kind: 'step-started', step, attempt: 1 })
const missed: JournalEvent = { kind: 'step-failed', step: 'orders.fenced', because: 'no answer', leadsTo: 'carry-on' }
const twoWriters = (atMs: number) => [...goodScenes, scene(atMs, { writers: { orders: [home, away] } })]

describe('L10: never two writers', () => {
  it('is kept where the old writer is fenced first', () => {
    expect(breaches('L10', goodDay())).toEqual([])
  })

  it('is broken by a promotion without a fence', () => {
    const drawn = plan(
      failover,
      steps.filter(({ end }) => end !== 'fenced'),
    )
    expect(breaches('L10', dayWith({ plan: drawn }))).toEqual(['orders was promoted before its old writer was fenced'])
  })

  it("is broken by a promotion after a fence that failed, but for the policy's leave", () => {
    const tells = [
      [SECOND, start('orders.fenced')],
      [2 * SECOND, missed],
      [3 * SECOND, start('orders.writer')],
    ] as const
    expect(breaches('L10', dayWith({ tells }))).toHaveLength(1)
    expect(breaches('L10', dayWith({ tells }, { drill: withLeave }))).toEqual([])
  })

  it('is broken where a database takes writes in two regions', () => {
    expect(breaches('L10', goodDay({ scenes: twoWriters(HOUR) }))).toEqual([
      'orders takes writes in us-east-1 and eu-west-1 at once',
    ])
  })

  it("by the policy's leave, holds only once the move is over", () => {
    const closedAt = incident().at(-1)?.atMs ?? 0
    expect(
      breaches('L10', goodDay({ drill: withLeave, scenes: [...twoWriters(closedAt - SECOND), scene(closedAt)] })),
    ).toEqual([])
    expect(breaches('L10', goodDay({ drill: withLeave, scenes: twoWriters(closedAt + SECOND) }))).toHaveLength(1)
  })

  it('gives whoever leads a moment to fence a writer that comes back', () => {
    const told = incident()
    const closedAt = told.at(-1)?.atMs ?? 0
    const startedAt = told.findIndex(
      ({ entry }) => entry.event.kind === 'step-done' && entry.event.step === 'orders.fenced',
    )
    const failed = told.map((each, index) =>
      index === startedAt ? { ...each, entry: { ...each.entry, event: missed } } : each,
    )
    const back = (lastsMs: number) => [...twoWriters(closedAt + SECOND), scene(closedAt + SECOND + lastsMs)]
    const day = (lastsMs: number) => goodDay({ drill: withLeave, scenes: back(lastsMs), entries: failed })
    expect(breaches('L10', day(20 * SECOND))).toEqual([])
    expect(breaches('L10', day(10 * 60 * SECOND))).toHaveLength(1)
  })

  it('lets a database write everywhere that is made for it', () => {
    const world = { ...drill().world, databases: { orders: { lagMs: 0, engine: 'dynamodb' } as const } }
    expect(breaches('L10', goodDay({ drill: drill({ world }), scenes: twoWriters(HOUR) }))).toEqual([])
  })
})
