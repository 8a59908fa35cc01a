import { describe, expect, it } from 'vitest'
import { atRegion, nameOf, region, type Subject } from '../../../../src/model/place.js'
import type { End } from '../../../../src/model/plan.js'
import type { Fact, Inspection } from '../../../../src/model/resource.js'
import { objectionsTo } from '../../../../src/plan/objections.js'
import { cacheTactics } from '../../../../src/providers/aws/writers/elasticache-global-tactics.js'

const home = region('us-east-1')
const away = region('eu-west-1')
const met: Fact = { is: 'met', because: 'seen' }
const unmet: Fact = { is: 'unmet', because: 'not so' }
const facts = {
  ...{ 'global datastore available': met, 'data loss allowed': met, 'elasticache/control@us-east-1 answers': met },
  ...{ [`replication group in ${home}`]: met, [`replication group in ${away}`]: met },
}
const calm: Inspection = {
  ...{ resource: 'sessions', type: 'elasticache-global', at: 0, active: home, gauges: [], impaired: [], facts },
  state: { following: [away] },
}
const named = { fence: [], group: { [home]: 'sessions', [away]: 'sessions-eu' } }
const fenced = (planned: boolean): End => ({ kind: 'fenced', at: home, successor: away, planned })
const writer = (planned: boolean): End => ({ kind: 'writer', at: away, from: home, planned })
const taken = (end: End, seen: Inspection, impaired: readonly Subject[] = []) =>
  cacheTactics('sessions', named, end, seen).find(
    (tactic) => objectionsTo('step', tactic, seen, impaired, { forbid: [], unreachableWriter: 'promote' }).length === 0,
  )

describe('moving the primary of a Global Datastore', () => {
  it('is asked of the region that takes over, and needs nothing of one that fails', () => {
    for (const end of [fenced(false), writer(false)]) {
      const tactic = taken(end, calm, [atRegion(home)])
      expect(tactic?.needs.map(nameOf)).toEqual(['elasticache/control@eu-west-1'])
    }
    expect(taken(writer(false), calm)?.undo).toEqual({ kind: 'impossible' })
  })

  it('can be taken back when it was planned, by moving the other way', () => {
    expect(taken(writer(true), calm)?.undo).toMatchObject({
      kind: 'action',
      action: { with: { to: home, group: 'sessions' } },
    })
  })

  it('never runs where the policy does not allow to lose data, planned or not: AWS does not wait', () => {
    const seen = { ...calm, facts: { ...facts, 'data loss allowed': unmet } }
    expect(taken(writer(true), seen)).toBeUndefined()
    expect(taken(writer(false), seen)).toBeUndefined()
  })

  it('has no part in traffic', () => {
    expect(cacheTactics('sessions', named, { kind: 'frozen', region: home }, calm)).toEqual([])
  })
})
