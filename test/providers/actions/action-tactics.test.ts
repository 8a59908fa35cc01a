import { describe, expect, it } from 'vitest'
import { atRegion, plane, zone } from '../../../src/model/place.js'
import type { End, Tactic } from '../../../src/model/plan.js'
import { ACTION_ENDS } from '../../../src/providers/actions/action-settings.js'
import { actionTactics, type Offer } from '../../../src/providers/actions/action-tactics.js'
import { settings } from '../../../src/providers/actions/exec-action.js'
import { endsOf } from '../../../src/providers/actions/rehearse.js'
import { away, home, regions, traffic } from './fixtures/places.js'

function tacticsOf(end: End, keys: Readonly<Record<string, unknown>>): readonly Tactic[] {
  const step = settings.parse({ at: end.kind === 'thawed' ? 'frozen' : end.kind, apply: ['./do-it'], ...keys })
  const offer: Offer = {
    ...{ type: 'exec-action', step, undo: typeof step.undo === 'string' ? step.undo : 'done' },
    says: (doing, values) => `${doing} ${values.from ?? '-'} ${values.to ?? '-'} ${values.zone ?? '-'}`,
    ...{ planes: () => [], prerequisites: () => ['program ./do-it'] },
  }
  return actionTactics('shop', 'step', end, offer)
}

describe('the way of a step of one’s own', () => {
  it('belongs to one end, and to no other', () => {
    const step = { at: 'capacity' }
    const offered = ACTION_ENDS.filter((at) => {
      const [end] = endsOf({ at, only: 'both' }, regions)
      return end && tacticsOf(end, step).length > 0
    })
    expect(offered).toEqual(['capacity'])
    expect(tacticsOf({ kind: 'writer', at: away, from: home, planned: false }, step)).toEqual([])
  })

  it.each<[End, string]>([
    [{ kind: 'zone-left', region: home, zone: zone('use1-az1') }, 'apply - - use1-az1'],
    [{ kind: 'zone-restored', region: home, zone: zone('use1-az1') }, 'apply - - use1-az1'],
    [{ kind: 'frozen', region: home }, 'apply - - -'],
    [{ kind: 'replica', at: away, of: home }, 'apply us-east-1 eu-west-1 -'],
    [{ kind: 'capacity', at: away, from: home }, 'apply us-east-1 eu-west-1 -'],
    [{ kind: 'fenced', at: home, successor: away, planned: false }, 'apply us-east-1 eu-west-1 -'],
    [{ kind: 'caught-up', at: away, of: home, planned: true }, 'apply us-east-1 eu-west-1 -'],
    [traffic, 'apply us-east-1 eu-west-1 -'],
  ])('is told the places of its end: %o', (end, says) => {
    const [tactic] = tacticsOf(end, {})
    expect(tactic?.says).toBe(`step: ${says}`)
    expect(tactic?.action.with).toMatchObject({ region: 'at' in end ? end.at : end.region, does: says })
  })

  it('moves all users or nobody: it has no part in a stage before the last', () => {
    expect(tacticsOf({ ...traffic, percent: 10, final: false } as End, {})).toEqual([])
    expect(tacticsOf({ ...traffic, percent: 95, final: true } as End, {})).toHaveLength(1)
  })

  it.each([
    ['planned', true, 1],
    ['planned', false, 0],
    ['unplanned', true, 0],
    ['unplanned', false, 1],
    ['both', true, 1],
    ['both', false, 1],
  ])('that is only for %s moves, in one that is planned: %s', (only, planned, count) => {
    for (const at of ['capacity', 'fenced', 'caught-up', 'traffic'] as const) {
      const [end] = endsOf({ at, only: planned ? 'planned' : 'unplanned' }, regions)
      expect(end && tacticsOf(end, { only })).toHaveLength(count)
    }
  })

  it('leans on the planes it declares, where they are then (law 8)', () => {
    const needs = [
      { service: 's3', side: 'data', region: '{to}' },
      { service: 'iam', side: 'control', region: 'us-east-1' },
    ]
    expect(tacticsOf(traffic, { needs })[0]?.needs).toEqual([
      plane('s3', 'data', atRegion(away)),
      plane('iam', 'control', atRegion(home)),
    ])
  })

  it('is taken back by what it says, by nothing if it needs none, and else is a point of no return (law 27)', () => {
    expect(tacticsOf(traffic, { undo: ['./take-back'] })[0]?.undo).toMatchObject({ action: { verb: 'undo' } })
    expect(tacticsOf(traffic, { undo: 'none' })[0]?.undo).toEqual({ kind: 'not-needed' })
    expect(tacticsOf(traffic, {})[0]?.undo).toEqual({ kind: 'impossible' })
  })
})

describe('a step of one’s own at `frozen` (law 24)', () => {
  const frozen: End = { kind: 'frozen', region: home }
  const thawed: End = { kind: 'thawed', region: home }
  const step = { at: 'frozen', undo: ['./resume'] }

  it('is lifted by its undo, which a thaw does, and whose own undo is the step', () => {
    expect(tacticsOf(frozen, step)).toMatchObject([
      { says: 'step: apply - - -', action: { verb: 'apply' }, undo: { kind: 'action', action: { verb: 'undo' } } },
    ])
    expect(tacticsOf(thawed, step)).toMatchObject([
      { says: 'step: undo - - -', action: { verb: 'undo' }, undo: { kind: 'action', action: { verb: 'apply' } } },
    ])
  })

  it('without an undo leaves a thaw nothing to lift, and so does one that needs none', () => {
    for (const keys of [{ at: 'frozen' }, { at: 'frozen', undo: 'none' }]) {
      expect(tacticsOf(frozen, keys)).toHaveLength(1)
      expect(tacticsOf(thawed, keys)).toEqual([])
    }
  })

  it('is the only kind of step that a thaw does', () => {
    for (const at of ACTION_ENDS.filter((each) => each !== 'frozen'))
      expect(tacticsOf(thawed, { ...step, at })).toEqual([])
  })
})
