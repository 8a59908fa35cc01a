import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { CreateReplicationGroupCommand, DescribeReplicationGroupsCommand } from '@aws-sdk/client-elasticache'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { region } from '../../../../src/model/place.js'
import type { End } from '../../../../src/model/plan.js'
import type { Leash } from '../../../../src/model/resource.js'
import { grants, settings } from '../../../../src/providers/aws/writers/elasticache-global.js'
import { check, make } from '../../../../src/providers/aws/writers/elasticache-global-driver.js'
import { ElasticacheGlobalAnswers } from '../../../fixtures/aws/answers-elasticache-global.js'
import { type AwsStand, describeAws, openAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { driverConformance, type Stand } from '../../../fixtures/driver-conformance.js'
import { standOn } from '../fixtures/conformance-stand.js'
import { grantedOrFail } from '../fixtures/granted.js'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

const home = region('us-east-1')
const away = region('eu-west-1')
const GROUPS = { [home]: 'sessions', [away]: 'sessions-eu' }
const WAIT = { timeout: 60_000 }
const leash: Leash = { epoch: 1, signal: new AbortController().signal }
const fenced = (planned: boolean): End => ({ kind: 'fenced', at: home, successor: away, planned })
const writer = (planned: boolean): End => ({ kind: 'writer', at: away, from: home, planned })
const replica: End = { kind: 'replica', at: home, of: away }
const given = (more: object = {}) =>
  settings.parse({ global_datastore: 'ldgnf-sessions', group: GROUPS, allow_data_loss: true, ...more })
const resource = (more: object = {}) => ({ name: 'sessions', type: 'elasticache-global', settings: given(more) })

async function arrange(aws: AwsStand): Promise<void> {
  for (const [at, ReplicationGroupId] of Object.entries(GROUPS)) {
    const shape = { ReplicationGroupDescription: 'sessions', CacheNodeType: 'cache.r6g.large', Engine: 'redis' }
    const failover = { AutomaticFailoverEnabled: true, NumCacheClusters: 2 }
    await (await aws.sdk('elasticache', at)).send(
      new CreateReplicationGroupCommand({ ReplicationGroupId, ...shape, ...failover }),
    )
  }
}

/** In seconds, for a node of the secondary's region. */
async function putLag(aws: AwsStand, seconds: number): Promise<void> {
  const describeGroup = new DescribeReplicationGroupsCommand({ ReplicationGroupId: 'sessions-eu' })
  const { ReplicationGroups: [group] = [] } = await (await aws.sdk('elasticache', away)).send(describeGroup)
  const Dimensions = [{ Name: 'CacheClusterId', Value: group?.MemberClusters?.[0] ?? '' }]
  const MetricData = [{ MetricName: 'GlobalDatastoreReplicationLag', Dimensions, Value: seconds }]
  await (await aws.sdk('cloudwatch', away)).send(new PutMetricDataCommand({ Namespace: 'AWS/ElastiCache', MetricData }))
}

describeAws('elasticache-global', () => {
  driverConformance('elasticache-global (the Global Datastore is the gateway’s)', async (): Promise<Stand> => {
    const aws = await openAws()
    await arrange(aws)
    await putLag(aws, 0.4)
    const answers = new ElasticacheGlobalAnswers('ldgnf-sessions', GROUPS, home)
    answers.attach(aws.gateway)
    return {
      ...standOn(aws, (context) => make(resource(), context)),
      ways: [
        { end: fenced(true), mayHold: true },
        { end: fenced(false), mayHold: true },
        { end: writer(true) },
        { end: writer(false) },
        { end: replica, mayHold: true },
      ],
      snapshot: async () => ({ primary: answers.primary, status: answers.status }),
      unsilenced: ['data loss allowed'],
    }
  })

  describe('over the wire', () => {
    const aws = standForEach()
    let answers: ElasticacheGlobalAnswers
    let detach = () => {}
    beforeEach(() => {
      detach()
      answers = new ElasticacheGlobalAnswers('ldgnf-sessions', GROUPS, home)
      detach = answers.attach(aws.gateway)
    })
    const driver = () => make(resource(), aws.context())
    const asks = () =>
      aws.gateway.requests.filter(({ operation }) => operation.startsWith('Failover')).map((request) => request.region)
    const rules = async (more: object = {}) =>
      (await check(resource(more), aws.context(), leash.signal)).map(({ rule, severity }) => `${severity} ${rule}`)

    it('sees the primary, the members, and the lag in ms', async () => {
      await arrange(aws)
      await putLag(aws, 0.4)
      expect(await driver().inspect(leash.signal)).toMatchObject({
        active: home,
        facts: { [`replication group in ${away}`]: { is: 'met' }, 'global datastore available': { is: 'met' } },
        gauges: [{ in: away, reading: { is: 'known', value: 400 } }],
        impaired: [],
        state: { following: [away] },
      })
    })

    it('moves the primary by the region that takes over, with the other one silent, and asks once', async () => {
      await arrange(aws)
      const made = driver()
      const [tactic] = made.tactics(writer(false), await made.inspect(leash.signal))
      if (!tactic) throw new Error('no tactic')
      aws.gateway.fault({ region: home, does: 'reset' })
      aws.gateway.forget()
      await made.apply(tactic.action, leash)
      await expect.poll(() => made.holds(tactic.action, leash), WAIT).toMatchObject({ is: 'yes' })
      await made.apply(tactic.action, leash)
      expect(asks()).toEqual([away])
      expect(aws.gateway.requests.every((request) => request.region === away)).toBe(true)
    })

    it('waits while something else is being done to it', async () => {
      await arrange(aws)
      const made = driver()
      const [tactic] = made.tactics(writer(false), await made.inspect(leash.signal))
      answers.status = 'modifying'
      if (!tactic) throw new Error('no tactic')
      const applied = made.apply(tactic.action, leash)
      await new Promise((resolve) => setTimeout(resolve, 1_500))
      expect(asks()).toEqual([])
      answers.status = 'available'
      await applied
      expect(asks()).toEqual([away])
    })

    it('does not ask again for what a leader that died has asked for', async () => {
      await arrange(aws)
      const made = driver()
      const [tactic] = made.tactics(writer(false), await made.inspect(leash.signal))
      if (!tactic) throw new Error('no tactic')
      answers.status = 'modifying'
      const applied = made.apply(tactic.action, leash)
      await new Promise((resolve) => setTimeout(resolve, 600))
      answers.primary = away
      answers.status = 'available'
      await applied
      expect(asks()).toEqual([])
    })

    it('sends nothing that its grants do not cover', async () => {
      await arrange(aws)
      const made = driver()
      const [tactic] = made.tactics(writer(true), await made.inspect(leash.signal))
      if (tactic) await made.apply(tactic.action, leash)
      await check(resource(), aws.context(), leash.signal)
      grantedOrFail(aws.gateway.requests, grants(given(), []))
    })

    it('finds, by validate --live, what would stop or weaken a move', async () => {
      expect(await rules()).toContain('error elasticache-group-missing')
      await arrange(aws)
      expect((await rules()).filter((rule) => rule.startsWith('error'))).toEqual([])
      expect(await rules({ allow_data_loss: false })).toContain('warning elasticache-no-data-loss')
      expect(await rules({ global_datastore: 'ldgnf-other' })).toContain('error elasticache-datastore-missing')
      const [, second] = answers.members
      if (second) second.automaticFailover = 'disabled'
      expect(await rules()).toContain('warning elasticache-no-automatic-failover')
    })
  })
})
