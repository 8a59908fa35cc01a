import { describe, expect, it } from 'vitest'
import type { Controller, Without } from '../../src/audit/facts.js'
import { lossesFor } from '../../src/audit/losses.js'
import { lossNames, notSurvived, without } from '../../src/audit/survives.js'
import { atRegion, plane } from '../../src/model/place.js'
import type { Step } from '../../src/model/plan.js'
import type { Draft } from '../../src/plan/draft.js'
import { AWAY, FACTS, FLIP, FLIP_BY_RECORDS, HOME, MOVE, PROMOTE, planOf, policyWith } from './fixtures/sound.js'

const CALM = planOf(PROMOTE, FLIP)
const drawn = (...steps: readonly Step[]): Draft => ({ is: 'plan', plan: planOf(...steps) })
const losses = lossesFor(policyWith(), [CALM])
const loss = (name: string) => {
  const found = losses.find((each) => each.name === name)
  if (!found) throw new Error(`no loss ${name}`)
  return found
}
const becomes = (name: string, again: Draft, controller: Controller = FACTS.controller) =>
  without(loss(name), { move: MOVE, plan: CALM }, again, controller)

describe('the losses that are asked about', () => {
  it('are regions, their control planes, global services, the services of the plan, and the store', () => {
    expect(losses.map(({ name }) => name)).toEqual([
      ...['us-east-1', 'eu-west-1', 'us-west-2'],
      ...['control:us-east-1', 'control:eu-west-1', 'control:us-west-2'],
      ...['route53-changes', 'iam-changes', 'sts', 'rds-control', 'store'],
    ])
  })

  it('of a service are its control planes that the plan needs', () => {
    expect(loss('rds-control').takes).toEqual([plane('rds', 'control', atRegion(AWAY))])
  })
})

describe('what becomes of a move', () => {
  it('is nothing where it is drawn the same', () => {
    expect(becomes('us-west-2', drawn(PROMOTE, FLIP))).toEqual({ loss: 'us-west-2', is: 'as-drawn', says: [] })
  })

  it('is another way, and which, where a step is done otherwise or left out', () => {
    expect(becomes('us-east-1', drawn(PROMOTE, FLIP_BY_RECORDS)).says).toEqual([
      'front.traffic: record-weight instead of health-switch',
    ])
    expect(becomes('us-east-1', drawn(FLIP))).toMatchObject({
      is: 'another-way',
      says: ['orders.writer is left out'],
    })
  })

  it('is that it is stopped, and by what, where no way is left', () => {
    const gone = plane('rds', 'control', atRegion(AWAY))
    const objection = {
      step: 'orders.writer',
      tactic: 'promote',
      because: 'impaired',
      plane: gone,
      detail: '',
    } as const
    expect(becomes('rds-control', { is: 'refused', objections: [objection, objection] })).toEqual({
      ...{ loss: 'rds-control', is: 'stopped', says: ['orders.writer by promote needs rds/control@eu-west-1'] },
    })
  })

  it('is not asked of the region that it leads to', () => {
    expect(becomes(AWAY, { is: 'refused', objections: [] }).is).toBe('not-asked')
  })

  it('hangs on credentials where these must be had anew: static ones last, a role does not', () => {
    expect(becomes('sts', drawn(PROMOTE, FLIP)).is).toBe('as-drawn')
    const access = { kind: 'role', says: 'the profile ops assumes a role' } as const
    expect(becomes('sts', drawn(PROMOTE, FLIP), { ...FACTS.controller, access })).toMatchObject({
      is: 'stopped',
      says: ['new credentials must be had: the profile ops assumes a role'],
    })
  })

  it('goes on without the store by --break-glass', () => {
    expect(becomes('store', drawn(PROMOTE, FLIP))).toMatchObject({ is: 'another-way' })
  })
})

describe('the gate', () => {
  const outlook = (...all: readonly Without[]) => ({ outlooks: [{ move: MOVE, objections: [], without: all }] })
  const facts = outlook(
    { loss: HOME, is: 'stopped', says: ['front.traffic needs route53/control@us-east-1'] },
    { loss: 'store', is: 'another-way', says: [] },
    { loss: AWAY, is: 'not-asked', says: [] },
  )

  it('is held by what still stands, and by what is not asked', () => {
    expect(notSurvived(facts, ['store', AWAY])).toEqual([])
  })

  it('says which move is stopped by which loss', () => {
    expect(notSurvived(facts, [HOME, 'store'])).toEqual([
      'us-east-1 → eu-west-1 without us-east-1: front.traffic needs route53/control@us-east-1',
    ])
  })

  it('knows its losses by name', () => {
    expect(lossNames(facts)).toEqual([HOME, 'store', AWAY])
  })
})
