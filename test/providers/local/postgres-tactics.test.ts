import { describe, expect, it } from 'vitest'
import { atRegion, nameOf, type Subject } from '../../../src/model/place.js'
import type { End, Tactic } from '../../../src/model/plan.js'
import type { Fact, Inspection } from '../../../src/model/resource.js'
import { objectionsTo } from '../../../src/plan/objections.js'
import { postgresData } from '../../../src/providers/local/driver-context.js'
import { postgresTactics } from '../../../src/providers/local/postgres-tactics.js'
import { away, home } from './fixtures/paper-cloud.js'

const met: Fact = { is: 'met', because: 'seen' }
const unmet: Fact = { is: 'unmet', because: 'it does not answer' }
const facts = {
  ...{ 'database in us-east-1': met, 'database in eu-west-1': met, 'replica in eu-west-1': met, 'one writer': met },
  ...{ 'control plane of us-east-1': met, 'control plane of eu-west-1': met, 'register of fences': met },
}
const calm: Inspection = {
  ...{ resource: 'orders', type: 'postgres', at: 0, active: home, gauges: [], impaired: [], facts },
  state: { streaming: [away] },
}

const tacticsFor = (end: End, seen = calm) => postgresTactics('orders', end, seen)
const leave = (unreachableWriter: 'hold' | 'promote') => ({ forbid: [], unreachableWriter })
/** The first tactic a planner would take. */
const taken = (end: End, seen: Inspection, impaired: readonly Subject[] = [], policy = leave('promote')) =>
  tacticsFor(end, seen).find((tactic) => objectionsTo('step', tactic, seen, impaired, policy).length === 0)
const planes = ({ needs }: Tactic) => needs.map(nameOf)

const fenced = (planned: boolean): End => ({ kind: 'fenced', at: home, successor: away, planned })
const caughtUp = (planned: boolean): End => ({ kind: 'caught-up', at: away, of: home, planned })
const writer = (planned: boolean): End => ({ kind: 'writer', at: away, from: home, planned })
const before: End = { kind: 'replica', at: away, of: home }
const after: End = { kind: 'replica', at: home, of: away }
const ends: readonly End[] = [
  fenced(true),
  fenced(false),
  caughtUp(true),
  caughtUp(false),
  writer(true),
  writer(false),
  before,
  after,
]

describe('tactics of a writer', () => {
  it('are plain data, and the same for the same', () => {
    for (const end of ends) {
      const tactics = tacticsFor(end)
      expect(tactics.length).toBeGreaterThan(0)
      expect(JSON.parse(JSON.stringify(tactics))).toEqual(tactics)
      expect(tacticsFor(end)).toEqual(tactics)
    }
  })

  it('have no part in traffic and capacity', () => {
    expect(tacticsFor({ kind: 'traffic', at: away, from: home, without: [], percent: 100, final: true })).toEqual([])
    expect(tacticsFor({ kind: 'capacity', at: away, from: home })).toEqual([])
  })

  it('of a failover never need the region that is left, once its database does not answer (law 13)', () => {
    const seen: Inspection = {
      ...calm,
      facts: { ...facts, 'database in us-east-1': unmet, 'control plane of us-east-1': unmet },
    }
    for (const end of [fenced(false), writer(false)]) {
      const tactic = taken(end, seen, [atRegion(home)])
      expect(tactic?.needs.every(({ at }) => at.region !== home)).toBe(true)
    }
    expect(taken(caughtUp(false), seen, [atRegion(home)])).toBeUndefined()
  })
})

describe('fencing', () => {
  it('goes over the database’s own connection where it answers', () => {
    const tactic = taken(fenced(false), calm)
    expect(tactic).toMatchObject({ name: 'read-only', onFailure: 'halt', undo: { kind: 'action' } })
    expect(planes(tactic as Tactic)).toEqual(['postgres/data@us-east-1'])
  })

  it.each([
    ['does not answer', { ...calm, facts: { ...facts, 'database in us-east-1': unmet } }, []],
    ['is impaired while it answers (law 6)', calm, [postgresData(home)]],
  ])('is left to the register where the database %s', (_, seen, impaired) => {
    const tactic = taken(fenced(false), seen, impaired)
    expect(tactic).toMatchObject({ name: 'on-return', leave: 'unreachable_writer' })
    expect(planes(tactic as Tactic)).toEqual(['postgres/control@us-west-2'])
    expect(taken(fenced(false), seen, impaired, leave('hold'))).toBeUndefined()
  })

  it('of a planned move is direct or not at all', () => {
    expect(tacticsFor(fenced(true)).map(({ name }) => name)).toEqual(['read-only'])
  })

  it('can be taken back, insisting on the database only where the move was planned', () => {
    const undos = ends.flatMap((end) =>
      end.kind === 'fenced' ? tacticsFor(end).map(({ undo }) => [end.planned, undo]) : [],
    )
    expect(undos).toEqual([
      [true, { kind: 'action', action: { resource: 'orders', verb: 'unfence', with: { at: home, insists: true } } }],
      [false, { kind: 'action', action: { resource: 'orders', verb: 'unfence', with: { at: home, insists: false } } }],
      [false, { kind: 'action', action: { resource: 'orders', verb: 'unfence', with: { at: home, insists: false } } }],
    ])
  })
})

describe('catching up', () => {
  it('is insisted on by a planned move, and waited for briefly by a failover', () => {
    expect(tacticsFor(caughtUp(true))).toMatchObject([{ onFailure: 'halt', deadlineMs: 30_000 }])
    expect(tacticsFor(caughtUp(false))).toMatchObject([{ onFailure: 'carry-on', deadlineMs: 2_000 }])
  })
})

describe('promoting', () => {
  it('needs the replica alone, and cannot be taken back (law 27)', () => {
    for (const planned of [true, false]) {
      const [tactic] = tacticsFor(writer(planned))
      expect(tactic).toMatchObject({ name: 'promote', undo: { kind: 'impossible' }, onFailure: 'halt' })
      expect(planes(tactic as Tactic)).toEqual(['postgres/data@eu-west-1'])
    }
  })

  it('wants a replica in a failover; a planned move makes one first', () => {
    const seen: Inspection = { ...calm, facts: { ...facts, 'replica in eu-west-1': unmet } }
    expect(taken(writer(false), seen)).toBeUndefined()
    expect(taken(writer(true), seen)).toBeDefined()
  })
})

describe('a replica', () => {
  it('before the writer moves is a must; after it, worth waiting for', () => {
    expect(tacticsFor(before)).toMatchObject([{ name: 'rebuild', onFailure: 'halt' }])
    expect(tacticsFor(after)).toMatchObject([{ name: 'rebuild', onFailure: 'carry-on' }])
    for (const end of [before, after]) expect(tacticsFor(end)).toMatchObject([{ undo: { kind: 'not-needed' } }])
  })

  it('needs the control plane where it is made, and the writer', () => {
    expect(tacticsFor(before).map(planes)).toEqual([['postgres/control@eu-west-1', 'postgres/data@us-east-1']])
    expect(tacticsFor(after).map(planes)).toEqual([['postgres/control@us-east-1', 'postgres/data@eu-west-1']])
  })

  it('takes seconds to build, and none where it streams already', () => {
    expect(tacticsFor(before)[0]?.expectedMs).toBeLessThan(100)
    expect(tacticsFor(before, { ...calm, state: { streaming: [] } })[0]?.expectedMs).toBe(4_000)
    expect(tacticsFor(before, { ...calm, state: {} })[0]?.expectedMs).toBe(4_000)
  })

  it('is not made while two write, or nobody knows who does', () => {
    const { active: _, ...rest } = calm
    for (const fact of [unmet, { is: 'unknown', because: 'no writer answers' } as const]) {
      const seen: Inspection = { ...rest, facts: { ...facts, 'one writer': fact } }
      expect(taken(before, seen)).toBeUndefined()
      expect(taken(after, seen)).toBeUndefined()
      expect(taken(fenced(true), seen)).toBeUndefined()
    }
  })
})
