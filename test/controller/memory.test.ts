import { describe, expect, it } from 'vitest'
import { standingOf } from '../../src/controller/memory.js'
import { BrokenInvariant } from '../../src/model/invariant.js'
import type { JournalEntry } from '../../src/model/journal.js'
import type { Move } from '../../src/model/move.js'
import { type Region, zone } from '../../src/model/place.js'
import type { Inspection } from '../../src/model/resource.js'
import { away, home, policy } from './fixtures/shop.js'

const z1 = zone('use1-az1')
const seen = (resource: string, rest: Partial<Inspection>): Inspection => ({
  ...{ resource, type: 'shop', at: 0, facts: {}, gauges: [], impaired: [], state: {} },
  ...rest,
})
const failover = (from: Region, to: Region): Move => ({ kind: 'failover', from, to })

type Made = readonly (readonly [Move, 'recovered' | 'went-back' | 'abandoned' | undefined])[]

/** A journal of moves with how each was closed; open where that is undefined. */
function journal(...moves: Made): readonly JournalEntry[] {
  return moves.flatMap(([move, outcome], index): readonly JournalEntry[] => {
    const entry = { seq: index, at: index, epoch: 1, incident: `inc-${index}`, by: 'watcher' }
    const trigger = { kind: 'operator', name: 'ada', waives: [] } as const
    const opened = {
      ...({
        kind: 'incident-opened',
        app: 'shop',
        severity: 1,
        move,
        trigger,
        evidence: [],
        commander: 'ada',
      } as const),
      decision: { kind: 'act', move, trigger, because: 'so', considered: [] } as const,
      objectives: policy.report.objectives,
    }
    const closed = outcome ? [{ ...entry, event: { kind: 'incident-closed', outcome, because: 'so' } as const }] : []
    return [{ ...entry, event: opened }, ...closed]
  })
}

describe('where the app stands', () => {
  it('is where its traffic is seen to go, whatever the journal says', () => {
    const front = seen('front', { active: away, left: [] })
    expect(standingOf(policy, [front], journal([failover(away, home), 'recovered']))).toEqual({
      active: away,
      left: [],
    })
  })

  it('is told by what knows of zones that were left, not by the place of a writer alone', () => {
    const inspections = [seen('orders', { active: away }), seen('front', { active: home, left: [z1] })]
    expect(standingOf(policy, inspections, [])).toEqual({ active: home, left: [z1] })
  })

  it('leaves out what is no zone id', () => {
    expect(standingOf(policy, [seen('front', { active: home, left: ['us-east-1a', z1] })], []).left).toEqual([z1])
  })

  it.each<[string, Made, Region]>([
    ['the primary, when nothing was ever moved', [], home],
    ['where the last move that recovered brought it', [[failover(home, away), 'recovered']], away],
    [
      'home again after both',
      [
        [failover(home, away), 'recovered'],
        [failover(away, home), 'recovered'],
      ],
      home,
    ],
    ['not where a move went back from', [[failover(home, away), 'went-back']], home],
    ['not where a move that is open is going', [[failover(home, away), undefined]], home],
    [
      'not moved by leaving a zone since',
      [
        [failover(home, away), 'recovered'],
        [{ kind: 'evacuate', region: home, zone: z1 }, 'recovered'],
      ],
      away,
    ],
  ])('is, where nothing can be seen, %s', (_, moves, expected) => {
    expect(standingOf(policy, [seen('front', {})], journal(...moves))).toEqual({ active: expected, left: [] })
  })

  it('is a bug to ask of a policy without regions', () => {
    expect(() => standingOf({ ...policy, regions: [] }, [], [])).toThrow(BrokenInvariant)
  })

  it('takes the zones left from whoever tells of them, in the region where the app stands', () => {
    const shifted = seen('shift', { left: ['use1-az1', 'euw1-az1'] })
    const placed = seen('front', { active: home, left: [] })
    expect(standingOf(policy, [placed, shifted], [])).toEqual({ active: home, left: [z1] })
  })

  it('does not rest on where resources were last seen before the last move ended', () => {
    const entries = journal([failover(home, away), 'recovered'])
    const ended = entries.at(-1)?.at ?? 0
    const remembered = seen('front', { at: 9_000, active: home, left: [], placedAt: ended - 1 })
    expect(standingOf(policy, [remembered], entries).active).toBe(away)
    expect(standingOf(policy, [{ ...remembered, placedAt: ended }], entries).active, 'seen since').toBe(home)
    const unseenSince = seen('front', { at: ended - 1, active: home, left: [] })
    expect(standingOf(policy, [unseenSince], entries).active, 'kept of one that hangs').toBe(away)
  })
})
