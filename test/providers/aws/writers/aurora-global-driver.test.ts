import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { CreateDBClusterCommand, CreateDBInstanceCommand, CreateGlobalClusterCommand } from '@aws-sdk/client-rds'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { region } from '../../../../src/model/place.js'
import type { End } from '../../../../src/model/plan.js'
import type { Leash } from '../../../../src/model/resource.js'
import { grants, settings } from '../../../../src/providers/aws/writers/aurora-global.js'
import { check, make } from '../../../../src/providers/aws/writers/aurora-global-driver.js'
import { AuroraGlobalAnswers } from '../../../fixtures/aws/answers-aurora-global.js'
import { type AwsStand, describeAws, openAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { driverConformance, type Stand } from '../../../fixtures/driver-conformance.js'
import { standOn } from '../fixtures/conformance-stand.js'
import { grantedOrFail } from '../fixtures/granted.js'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

const home = region('us-east-1')
const away = region('eu-west-1')
const WAIT = { timeout: 60_000 }
const leash: Leash = { epoch: 1, signal: new AbortController().signal }
const fenced = (planned: boolean): End => ({ kind: 'fenced', at: home, successor: away, planned })
const writer = (planned: boolean): End => ({ kind: 'writer', at: away, from: home, planned })
const replica: End = { kind: 'replica', at: home, of: away }

const given = (more: object = {}) =>
  settings.parse({
    global_cluster: 'shop',
    cluster: { [home]: 'orders', [away]: 'orders-eu' },
    allow_data_loss: true,
    ...more,
  })
const resource = (more: object = {}) => ({ name: 'orders', type: 'aurora-global', settings: given(more) })

/** A global database of two clusters in moto, with an instance in each region of `instances`, and its lag. */
async function arrange(aws: AwsStand, instances = [home, away], awayVersion = '15.4'): Promise<void> {
  const [atHome, atAway] = [await aws.sdk('rds', home), await aws.sdk('rds', away)]
  const engine = { Engine: 'aurora-postgresql', EngineVersion: '15.4' }
  const login = { MasterUsername: 'admin', MasterUserPassword: 'not-a-secret-1' }
  const first = { DBClusterIdentifier: 'orders', ...engine, ...login }
  const { DBCluster } = await atHome.send(new CreateDBClusterCommand(first))
  const global = { GlobalClusterIdentifier: 'shop', SourceDBClusterIdentifier: DBCluster?.DBClusterArn }
  await atHome.send(new CreateGlobalClusterCommand(global))
  const second = {
    DBClusterIdentifier: 'orders-eu',
    ...engine,
    EngineVersion: awayVersion,
    GlobalClusterIdentifier: 'shop',
  }
  await atAway.send(new CreateDBClusterCommand(second))
  for (const at of instances) {
    const DBClusterIdentifier = at === home ? 'orders' : 'orders-eu'
    const instance = {
      DBInstanceIdentifier: `${DBClusterIdentifier}-1`,
      DBClusterIdentifier,
      DBInstanceClass: 'db.r6g.large',
    }
    const client = at === home ? atHome : atAway
    await client.send(new CreateDBInstanceCommand({ ...instance, Engine: engine.Engine }))
  }
}

async function putLag(aws: AwsStand, ms: number): Promise<void> {
  const Dimensions = [{ Name: 'DBClusterIdentifier', Value: 'orders-eu' }]
  const MetricData = [{ MetricName: 'AuroraGlobalDBRPOLag', Dimensions, Value: ms, Unit: 'Milliseconds' as const }]
  await (await aws.sdk('cloudwatch', away)).send(new PutMetricDataCommand({ Namespace: 'AWS/RDS', MetricData }))
}

describeAws('aurora-global', () => {
  driverConformance('aurora-global (writer, switchover and failover are the gateway’s)', async (): Promise<Stand> => {
    const aws = await openAws()
    await arrange(aws)
    await putLag(aws, 120)
    const answers = new AuroraGlobalAnswers(home)
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
      snapshot: async () => ({ writer: answers.writer, underWay: answers.underWay ?? 'nothing' }),
      unsilenced: ['data loss allowed'],
    }
  })

  describe('over the wire', () => {
    const aws = standForEach()
    let answers: AuroraGlobalAnswers
    let detach = () => {}
    beforeEach(() => {
      detach()
      answers = new AuroraGlobalAnswers(home)
      detach = answers.attach(aws.gateway)
    })
    const driver = (more: object = {}) => make(resource(more), aws.context())
    const changes = () =>
      aws.gateway.requests
        .filter(({ operation }) => /GlobalCluster$/.test(operation))
        .map(({ operation, region: at }) => `${operation} ${at}`)
    const actionFor = async (end: End, more: object = {}) => {
      const made = driver(more)
      const [tactic] = made.tactics(end, await made.inspect(leash.signal))
      if (!tactic) throw new Error(`no tactic for ${end.kind}`)
      return tactic.action
    }

    it('sees the writer, the members and the lag, each from where it can be seen', async () => {
      await arrange(aws)
      await putLag(aws, 120)
      expect(await driver().inspect(leash.signal)).toMatchObject({
        active: home,
        facts: {
          [`cluster in ${away}`]: { is: 'met' },
          'global database available': { is: 'met' },
          'same engine version': { is: 'met', because: `15.4 in ${home}, 15.4 in ${away}` },
        },
        gauges: [{ in: away, reading: { is: 'known', value: 120 } }],
        impaired: [],
        state: { arns: { [away]: `arn:aws:rds:${away}:123456789012:cluster:orders-eu` } },
      })
    })

    it('says that a lag is unknown when CloudWatch has none, and goes on with all else', async () => {
      await arrange(aws)
      const { facts, gauges } = await driver().inspect(leash.signal)
      expect(gauges).toMatchObject([
        { reading: { is: 'unknown', because: expect.stringContaining('AuroraGlobalDBRPOLag') } },
      ])
      expect(facts['global database available']).toMatchObject({ is: 'met' })
    })

    it('asks a switchover of the primary’s region and a failover of the secondary’s', async () => {
      await arrange(aws)
      const made = driver()
      const switchover = await actionFor(writer(true))
      await made.apply(switchover, leash)
      await expect.poll(() => made.holds(switchover, leash), WAIT).toMatchObject({ is: 'yes' })
      expect(changes()).toEqual([`SwitchoverGlobalCluster ${home}`])
      aws.gateway.forget()
      answers.writer = home
      await made.apply(await actionFor(writer(false)), leash)
      expect(changes()).toEqual([`FailoverGlobalCluster ${away}`])
      expect(answers.underWay).toMatchObject({ status: 'failing-over' })
    })

    it('fails over with the whole of the region that is left silent, from what was seen on a calm day', async () => {
      await arrange(aws)
      const made = driver()
      const calm = await made.inspect(leash.signal)
      aws.gateway.fault({ region: home, does: 'reset' })
      aws.gateway.forget()
      const [tactic] = made.tactics(writer(false), calm)
      if (!tactic) throw new Error('no tactic')
      await made.apply(tactic.action, leash)
      await expect.poll(() => made.holds(tactic.action, leash), WAIT).toMatchObject({ is: 'yes' })
      expect(aws.gateway.requests.filter((request) => request.region === home)).toEqual([])
    })

    it('asks once, however often it is told to', async () => {
      await arrange(aws)
      const made = driver()
      const action = await actionFor(writer(false))
      await made.apply(action, leash)
      await made.apply(action, leash)
      await expect.poll(() => made.holds(action, leash), WAIT).toMatchObject({ is: 'yes' })
      await made.apply(action, leash)
      expect(changes()).toEqual([`FailoverGlobalCluster ${away}`])
    })

    it('stops when somebody else moves the writer, and says where to', async () => {
      await arrange(aws)
      const action = await actionFor(writer(true))
      answers.looks = 100
      answers.begin('switching-over', 'arn:aws:rds:us-west-2:123456789012:cluster:west')
      await expect(driver().apply(action, leash)).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('us-west-2'),
      })
    })

    it('never sends a failover that the policy does not allow', async () => {
      await arrange(aws)
      const action = await actionFor(writer(false), { allow_data_loss: false })
      await expect(driver({ allow_data_loss: false }).apply(action, leash)).rejects.toMatchObject({ code: 'refused' })
      expect(changes()).toEqual([])
    })

    it('waits until AWS has added the old region back after a failover', async () => {
      await arrange(aws)
      const action = await actionFor(replica)
      answers.writer = away
      answers.away.add(home)
      expect(await driver().holds(action, leash)).toMatchObject({
        is: 'no',
        because: expect.stringContaining('not back'),
      })
      answers.away.clear()
      answers.resyncing.add(home)
      expect(await driver().holds(action, leash)).toMatchObject({ is: 'no' })
      answers.resyncing.clear()
      expect(await driver().holds(action, leash)).toMatchObject({ is: 'yes' })
    })

    it('sends nothing that its grants do not cover', async () => {
      await arrange(aws)
      const made = driver()
      const action = await actionFor(writer(true))
      await made.apply(action, leash)
      await check(resource(), aws.context(), leash.signal)
      grantedOrFail(aws.gateway.requests, grants(given(), []))
    })

    describe('what validate --live finds', () => {
      const rules = async (more: object = {}) =>
        (await check(resource(more), aws.context(), leash.signal)).map(({ rule, severity }) => `${severity} ${rule}`)

      it('is only what cannot be seen, when all is well', async () => {
        await arrange(aws)
        expect(await rules()).toEqual(['unknown aurora-writer-endpoint'])
      })

      it('is a failover without AllowDataLoss', async () => {
        await arrange(aws)
        expect(await rules({ allow_data_loss: false })).toContain('warning aurora-no-data-loss')
      })

      it('is a secondary without instances', async () => {
        await arrange(aws, [home])
        expect(await rules()).toContain('error aurora-headless')
      })

      it('is a version that differs', async () => {
        await arrange(aws, [home, away], '14.9')
        expect(await rules()).toContain('error aurora-versions-differ')
      })

      it('is rds.global_db_rpo in the secondary’s parameter group', async () => {
        await arrange(aws)
        answers.parameters.set('rds.global_db_rpo', '20')
        expect(await rules()).toContain('error aurora-global-db-rpo')
      })

      it('is a global database that is not there', async () => {
        expect(await rules()).toEqual(
          expect.arrayContaining(['error aurora-global-missing', 'error aurora-cluster-missing']),
        )
      })
    })
  })
})
