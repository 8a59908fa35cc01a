import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { CreateTableCommand, UpdateContinuousBackupsCommand } from '@aws-sdk/client-dynamodb'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { region } from '../../../../src/model/place.js'
import type { End } from '../../../../src/model/plan.js'
import type { Leash } from '../../../../src/model/resource.js'
import { grants, settings } from '../../../../src/providers/aws/writers/dynamodb-global.js'
import { check, make } from '../../../../src/providers/aws/writers/dynamodb-global-driver.js'
import { DynamodbReplicaAnswers } from '../../../fixtures/aws/answers-dynamodb-replicas.js'
import { type AwsStand, describeAws, openAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { driverConformance, type Stand } from '../../../fixtures/driver-conformance.js'
import { standOn } from '../fixtures/conformance-stand.js'
import { grantedOrFail } from '../fixtures/granted.js'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

const home = region('us-east-1')
const away = region('eu-west-1')
const leash: Leash = { epoch: 1, signal: new AbortController().signal }
const caughtUp = (planned: boolean): End => ({ kind: 'caught-up', at: away, of: home, planned })
const replica: End = { kind: 'replica', at: home, of: away }
const given = () => settings.parse({ table: 'carts' })
const resource = () => ({ name: 'carts', type: 'dynamodb-global', settings: given() })

async function arrange(aws: AwsStand, at = [home, away]): Promise<void> {
  for (const each of at) {
    const client = await aws.sdk('dynamodb', each)
    await client.send(
      new CreateTableCommand({
        ...{ TableName: 'carts', BillingMode: 'PAY_PER_REQUEST' },
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    )
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true }
    await client.send(new UpdateContinuousBackupsCommand({ TableName: 'carts', PointInTimeRecoverySpecification }))
  }
}

/** As DynamoDB publishes it: where the write was made, for each region that receives it. */
async function putLag(aws: AwsStand, from: string, to: string, ms: number): Promise<void> {
  const Dimensions = [
    { Name: 'TableName', Value: 'carts' },
    { Name: 'ReceivingRegion', Value: to },
  ]
  const MetricData = [{ MetricName: 'ReplicationLatency', Dimensions, Value: ms }]
  await (await aws.sdk('cloudwatch', from)).send(new PutMetricDataCommand({ Namespace: 'AWS/DynamoDB', MetricData }))
}

describeAws('dynamodb-global', () => {
  driverConformance('dynamodb-global (replicas are the gateway’s)', async (): Promise<Stand> => {
    const aws = await openAws()
    await arrange(aws)
    await putLag(aws, home, away, 640)
    const answers = new DynamodbReplicaAnswers([home, away])
    answers.attach(aws.gateway)
    return {
      ...standOn(aws, (context) => make(resource(), context)),
      ways: [
        { end: caughtUp(true), mayHold: true },
        { end: caughtUp(false), mayHold: true },
        { end: replica, mayHold: true },
      ],
      snapshot: async () => [...answers.told].map(([at, told]) => [at, ...told]),
    }
  })

  describe('over the wire', () => {
    const aws = standForEach()
    let answers: DynamodbReplicaAnswers
    let detach = () => {}
    beforeEach(() => {
      detach()
      answers = new DynamodbReplicaAnswers([home, away])
      detach = answers.attach(aws.gateway)
    })
    const inspect = () => make(resource(), aws.context()).inspect(leash.signal)
    const rules = async () =>
      (await check(resource(), aws.context(), leash.signal)).map(({ rule, severity }) => `${severity} ${rule}`)

    it('has no writer: it stands in no one region, and offers nothing to fence or promote', async () => {
      await arrange(aws)
      const driver = make(resource(), aws.context())
      const seen = await driver.inspect(leash.signal)
      expect(seen).not.toHaveProperty('active')
      expect(driver.tactics({ kind: 'writer', at: away, from: home, planned: false }, seen)).toEqual([])
      expect(driver.tactics({ kind: 'fenced', at: home, successor: away, planned: false }, seen)).toEqual([])
    })

    it('reads the lag of a replica where the writes come from', async () => {
      await arrange(aws)
      await putLag(aws, home, away, 640)
      expect((await inspect()).gauges).toMatchObject([
        { in: home, reading: { is: 'unknown' } },
        { in: away, reading: { is: 'known', value: 640 } },
      ])
    })

    it('loses nothing where the table is strongly consistent', async () => {
      await arrange(aws)
      answers.isStrong = true
      expect((await inspect()).gauges).toMatchObject([{ reading: { value: 0 } }, { reading: { value: 0 } }])
    })

    it('says what it sees of one region while the other is silent', async () => {
      await arrange(aws)
      await putLag(aws, home, away, 640)
      aws.gateway.fault({ region: home, does: 'reset' })
      const { facts, gauges, impaired } = await inspect()
      expect(facts[`table in ${away}`]).toMatchObject({ is: 'met' })
      expect(facts[`table in ${home}`]).toMatchObject({ is: 'unknown' })
      expect(gauges).toMatchObject([{ in: home }, { in: away, reading: { is: 'unknown' } }])
      expect(impaired).toEqual(expect.arrayContaining([expect.objectContaining({ service: 'dynamodb' })]))
    })

    it('does not take a replica for ready that others tell is not', async () => {
      await arrange(aws)
      answers.told.get(home)?.set(away, 'CREATING')
      expect((await inspect()).facts[`table in ${away}`]).toMatchObject({
        is: 'unmet',
        because: expect.stringContaining('CREATING'),
      })
    })

    it('sends nothing that its grants do not cover', async () => {
      await arrange(aws)
      await inspect()
      await check(resource(), aws.context(), leash.signal)
      grantedOrFail(aws.gateway.requests, grants(given(), aws.context().regions))
    })

    describe('what validate --live finds', () => {
      it('is nothing, when all is well', async () => {
        await arrange(aws)
        expect(await rules()).toEqual([])
      })

      it('is a table that stands in one region only', async () => {
        await arrange(aws, [home])
        expect(await rules()).toContain('error dynamodb-table-missing')
      })

      it('is replication that goes one way', async () => {
        await arrange(aws)
        answers.told.set(away, new Map())
        expect(await rules()).toEqual(['error dynamodb-replica-missing'])
      })

      it('is a table without point-in-time recovery', async () => {
        await arrange(aws)
        const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: false }
        const command = new UpdateContinuousBackupsCommand({ TableName: 'carts', PointInTimeRecoverySpecification })
        await (await aws.sdk('dynamodb', away)).send(command)
        expect(await rules()).toEqual(['warning dynamodb-no-recovery'])
      })
    })
  })
})
