import { afterAll, beforeAll, expect, it } from 'vitest'
import { region } from '../../../../src/model/place.js'
import { load } from '../../../../src/policy/load.js'
import { draftPolicy } from '../../../../src/providers/aws/scan/draft-policy.js'
import type { Found } from '../../../../src/providers/aws/scan/found.js'
import { scan } from '../../../../src/providers/aws/scan/scan.js'
import { resourceTypes } from '../../../../src/providers/registry.js'
import { DynamodbReplicaAnswers } from '../../../fixtures/aws/answers-dynamodb-replicas.js'
import { type AwsStand, describeAws, openAws } from '../../../fixtures/aws/stand.js'
import { answerDatastores } from './fixtures/datastores.js'
import { buildPantry, type Pantry } from './fixtures/pantry.js'

const HOME = region('us-east-1')
const AWAY = region('eu-west-1')

// Replicas of tables and Global Datastores are the gateway's own answers, since moto has neither.
describeAws('scan, of all that a shop does not have, over the wire', () => {
  let stand: AwsStand
  let pantry: Pantry
  let found: Found
  beforeAll(async () => {
    stand = await openAws()
    pantry = await buildPantry(stand, [HOME, AWAY])
    new DynamodbReplicaAnswers([HOME, AWAY]).attach(stand.gateway)
    answerDatastores(stand.gateway, [
      { id: 'ldgnf-pantry-sessions', groups: { [HOME]: 'sessions', [AWAY]: 'sessions-eu' } },
      { id: 'ldgnf-other', groups: { [HOME]: 'other', [AWAY]: 'other-eu' } },
    ])
    found = await scan('pantry', [HOME, AWAY], stand.context({ mayChange: false }), AbortSignal.timeout(120_000))
  }, 300_000)
  afterAll(() => stand?.close())

  const resource = (name: string) => found.resources.find((each) => each.name === name)
  const leftOut = (what: RegExp) => found.leftOut.filter((each) => what.test(each.what))

  it('reads all of it, and drafts a policy that loads', () => {
    expect(found.unread).toEqual([])
    const loaded = load(draftPolicy(found), 'failover.yaml', resourceTypes)
    expect(loaded).toMatchObject({ is: 'policy' })
  })

  it('tells the regions of aliases by the load balancers they lead to', () => {
    expect(resource('front')).toMatchObject({
      type: 'route53-record',
      settings: {
        zone: 'example.com',
        name: 'store',
        records: { [HOME]: 'set 1', [AWAY]: 'set 2' },
        by: ['record-weight'],
      },
      because: expect.arrayContaining([expect.stringContaining('an alias of edge (tag Application=Pantry)')]),
    })
  })

  it('pairs ECS services whose names differ by the region, and leaves those of others', () => {
    expect(resource('api')).toMatchObject({
      type: 'ecs-service',
      settings: {
        cluster: { [HOME]: 'apps', [AWAY]: 'apps' },
        service: { [HOME]: 'pantry-api-use1', [AWAY]: 'pantry-api-euw1' },
        capacity: 4,
      },
    })
  })

  it('takes groups that EKS keeps for its node groups, and says where there is too little room', () => {
    expect(resource('nodes')).toMatchObject({
      type: 'eks-nodegroup',
      settings: {
        cluster: { [HOME]: 'pantry', [AWAY]: 'pantry' },
        nodegroup: { [HOME]: 'nodes', [AWAY]: 'nodes' },
        capacity: 2,
      },
      because: expect.arrayContaining([expect.stringContaining('Too small: raise the maximum of 1 in eu-west-1')]),
    })
  })

  it('finds global databases, tables and caches', () => {
    expect(resource('stock')).toMatchObject({
      type: 'aurora-global',
      settings: { global_cluster: 'pantry-stock', cluster: { [HOME]: 'stock', [AWAY]: 'stock-eu' } },
    })
    expect(resource('carts')).toMatchObject({ type: 'dynamodb-global', settings: { table: 'pantry-carts' } })
    expect(resource('sessions')).toMatchObject({
      type: 'elasticache-global',
      settings: { global_datastore: 'ldgnf-pantry-sessions', group: { [HOME]: 'sessions', [AWAY]: 'sessions-eu' } },
    })
    expect(found.resources.map(({ name }) => name)).not.toContain('other')
  })

  it('finds the consumers of streams in both regions', () => {
    expect(resource('workers')).toMatchObject({
      type: 'event-sources',
      settings: { mappings: { [HOME]: [pantry.mappings[HOME]], [AWAY]: [pantry.mappings[AWAY]] } },
    })
  })

  it('takes a load balancer that can be shifted as a way to leave a zone, and says how the other can be one', () => {
    expect(resource('balancers')).toMatchObject({
      type: 'zonal-shift',
      settings: { resources: { [HOME]: [pantry.balancers[HOME]?.arn] } },
    })
    expect(leftOut(/^Load balancer edge in eu-west-1/)).toEqual([
      expect.objectContaining({ because: expect.stringContaining('modify-load-balancer-attributes') }),
    ])
    expect(found.signals.map(({ name }) => name)).toContain('elb')
    expect(found.balancers?.[HOME]).toEqual([expect.stringMatching(/^app\/edge\//)])
  })

  it('leaves out what has nothing to fail over to, with the reason', () => {
    expect(leftOut(/^RDS instance pantry-reports/)).toEqual([
      expect.objectContaining({ because: expect.stringContaining('nothing to promote or restore in eu-west-1') }),
    ])
    expect(leftOut(/^pantry\.example\.com/)).toEqual([
      expect.objectContaining({ because: expect.stringContaining('it has a simple A record') }),
    ])
    expect(leftOut(/pantry-stock-1|somebody-elses/)).toEqual([])
  })
})
