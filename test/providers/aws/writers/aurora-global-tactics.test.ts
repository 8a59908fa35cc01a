import { describe, expect, it } from 'vitest'
import { atRegion, nameOf, region, type Subject } from '../../../../src/model/place.js'
import type { End } from '../../../../src/model/plan.js'
import type { Fact, Inspection } from '../../../../src/model/resource.js'
import { objectionsTo } from '../../../../src/plan/objections.js'
import { iamAction, operationOf } from '../../../../src/providers/aws/call/operations.js'
import { grants, settings } from '../../../../src/providers/aws/writers/aurora-global.js'
import { majorMinor } from '../../../../src/providers/aws/writers/aurora-global-look.js'
import { auroraTactics } from '../../../../src/providers/aws/writers/aurora-global-tactics.js'

const home = region('us-east-1')
const away = region('eu-west-1')
const arn = (at: string, id: string) => `arn:aws:rds:${at}:123456789012:cluster:${id}`
const met: Fact = { is: 'met', because: 'seen' }
const unmet: Fact = { is: 'unmet', because: 'not so' }
const facts = {
  ...{ 'global database available': met, 'same engine version': met, 'data loss allowed': met },
  ...{ [`cluster in ${home}`]: met, [`cluster in ${away}`]: met },
  ...{ 'rds/control@us-east-1 answers': met, 'rds/control@eu-west-1 answers': met },
}
const calm: Inspection = {
  ...{ resource: 'orders', type: 'aurora-global', at: 0, active: home, gauges: [], impaired: [], facts },
  state: { arns: { [home]: arn(home, 'orders'), [away]: arn(away, 'orders-eu') }, following: [away] },
}
const fenced = (planned: boolean): End => ({ kind: 'fenced', at: home, successor: away, planned })
const writer = (planned: boolean): End => ({ kind: 'writer', at: away, from: home, planned })
const policy = (unreachableWriter: 'hold' | 'promote') => ({ forbid: [], unreachableWriter })
const tactics = (end: End, seen = calm) => auroraTactics('orders', [], end, seen)
const taken = (end: End, seen: Inspection, impaired: readonly Subject[] = [], leave = policy('promote')) =>
  tactics(end, seen).find((tactic) => objectionsTo('step', tactic, seen, impaired, leave).length === 0)

describe('a planned move of a global database', () => {
  it('asks the primary’s region, names the secondary by its ARN, and can be taken back', () => {
    expect(taken(writer(true), calm)).toMatchObject({
      name: 'switchover',
      action: { verb: 'switch-over', with: { ask: home, to: away, arn: arn(away, 'orders-eu') } },
      undo: { kind: 'action', action: { with: { ask: away, to: home, arn: arn(home, 'orders') } } },
    })
  })

  it('is fenced by AWS in the switchover itself: what is seen before is that it can', () => {
    const fence = taken(fenced(true), calm)
    expect(fence).toMatchObject({ name: 'switchover-fences', onFailure: 'halt', undo: { kind: 'not-needed' } })
    expect(fence).not.toHaveProperty('leave')
  })

  it.each([
    ['versions differ', 'same engine version'],
    ['a move is under way', 'global database available'],
    ['the primary’s API does not answer', 'rds/control@us-east-1 answers'],
    ['the secondary has no instance', `cluster in ${away}`],
  ])('is refused when %s', (_, fact) => {
    const seen = { ...calm, facts: { ...facts, [fact]: unmet } }
    expect(taken(writer(true), seen)).toBeUndefined()
    expect(taken(fenced(true), seen)).toBeUndefined()
  })
})

describe('a failover of a global database', () => {
  it('needs nothing of the region that is left, and marks that there is no way back', () => {
    const steps = [taken(fenced(false), calm, [atRegion(home)]), taken(writer(false), calm, [atRegion(home)])]
    expect(steps.map((step) => step?.name)).toEqual(['failover-fences', 'failover'])
    for (const step of steps) expect(step?.needs.map(nameOf).join()).not.toContain(home)
    expect(steps[1]).toMatchObject({
      undo: { kind: 'impossible' },
      action: { with: { ask: away, arn: arn(away, 'orders-eu') } },
    })
  })

  it('is refused where the policy does not allow to lose data, and never becomes a switchover instead', () => {
    const seen = { ...calm, facts: { ...facts, 'data loss allowed': unmet } }
    expect(taken(writer(false), seen)).toBeUndefined()
    expect(tactics(writer(false)).map(({ name }) => name)).toEqual(['failover'])
  })

  it('wants the policy’s leave to rely on AWS’s own fence, which is best effort', () => {
    expect(taken(fenced(false), calm, [atRegion(home)], policy('hold'))).toBeUndefined()
  })

  it('tries the policy’s own fences first', () => {
    const { fence } = settings.parse({
      ...{ global_cluster: 'orders', cluster: { [home]: 'orders' } },
      fence: [{ by: 'security-group', group: { [home]: 'sg-0123456789abcdef0' } }],
    })
    const names = auroraTactics('orders', fence, fenced(false), calm).map(({ name }) => name)
    expect(names).toEqual(['security-group', 'on-return', 'failover-fences'])
  })
})

describe('the replica that a writer leaves behind', () => {
  it('is AWS’s to make: the step waits, and holds back nobody who is served already', () => {
    const end: End = { kind: 'replica', at: home, of: away }
    expect(taken(end, calm)).toMatchObject({ name: 'aws-rejoins', onFailure: 'carry-on', prerequisites: [] })
    expect(taken({ kind: 'replica', at: away, of: home }, calm)).toMatchObject({ onFailure: 'halt', expectedMs: 500 })
  })
})

describe('versions', () => {
  it.each([
    ['15.4', '15.4'],
    ['15.4.2', '15.4'],
    ['8.0.mysql_aurora.3.04.2', '8.0.mysql_aurora.3.04'],
  ])('%s is of %s', (version, majorAndMinor) => expect(majorMinor(version)).toBe(majorAndMinor))
})

describe('what it wants of IAM', () => {
  it('names the global cluster and the clusters, and only operations that are declared', () => {
    const wanted = grants(
      settings.parse({ global_cluster: 'orders', cluster: { [home]: 'orders', [away]: 'orders-eu' } }),
      [],
    )
    for (const { operations, service } of [...wanted.looking, ...wanted.acting]) {
      for (const operation of operations) expect(operationOf(service, operation), operation).toBeDefined()
    }
    expect(wanted.acting).toEqual([
      {
        service: 'rds',
        operations: ['SwitchoverGlobalCluster', 'FailoverGlobalCluster'],
        on: [
          'arn:aws:rds::*:global-cluster:orders',
          `arn:aws:rds:${home}:*:cluster:orders`,
          `arn:aws:rds:${away}:*:cluster:orders-eu`,
        ],
      },
    ])
    expect(iamAction('rds', 'FailoverGlobalCluster')).toBe('rds:FailoverGlobalCluster')
  })
})
