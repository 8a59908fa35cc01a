import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { CreateBucketCommand, PutBucketReplicationCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3'
import { expect, it } from 'vitest'
import { type Region, region } from '../../../../src/model/place.js'
import { replicationsIn } from '../../../../src/providers/aws/audit/replications.js'
import { describeAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { gatheringOn } from '../fixtures/gathering.js'

const [HOME, AWAY] = [region('us-east-1'), region('eu-west-1')]
const BUCKETS = { [HOME]: 'files-us', [AWAY]: 'files-eu' }

describeAws('replication of buckets', () => {
  const stand = standForEach()

  it('is told each way: as far behind as S3 measures, or not measured', async () => {
    for (const [at, Bucket] of Object.entries(BUCKETS)) {
      const s3 = await stand.sdk('s3', at)
      const where = at === HOME ? {} : { CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' as const } }
      await s3.send(new CreateBucketCommand({ Bucket, ...where }))
      await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))
    }
    const replicate = async (at: Region, from: string, to: string): Promise<void> => {
      const Rules = [
        { ID: 'all', Status: 'Enabled' as const, Prefix: '', Destination: { Bucket: `arn:aws:s3:::${to}` } },
      ]
      const ReplicationConfiguration = { Role: 'arn:aws:iam::123456789012:role/any', Rules }
      await (await stand.sdk('s3', at)).send(
        new PutBucketReplicationCommand({ Bucket: from, ReplicationConfiguration }),
      )
    }
    await replicate(HOME, 'files-us', 'files-eu')
    await replicate(AWAY, 'files-eu', 'files-us')
    // moto forgets the metrics of a rule: of the one from us-east-1 the gateway tells them.
    stand.gateway.answer({ service: 's3', operation: 'GetBucketReplication', region: HOME }, async ({ pass }) => {
      const reply = await pass()
      const metrics = '<Metrics><Status>Enabled</Status></Metrics></Destination>'
      return { ...reply, body: reply.body.replace('</Destination>', metrics) }
    })
    const Dimensions = Object.entries({ SourceBucket: 'files-us', DestinationBucket: 'files-eu', RuleId: 'all' }).map(
      ([Name, Value]) => ({ Name, Value }),
    )
    const MetricData = [{ MetricName: 'ReplicationLatency', Dimensions, Value: 1_200, Unit: 'Seconds' as const }]
    await (await stand.sdk('cloudwatch', AWAY)).send(new PutMetricDataCommand({ Namespace: 'AWS/S3', MetricData }))
    const gathering = gatheringOn(stand, [
      { name: 'files', type: 's3-multi-region-access-point', settings: { buckets: BUCKETS } },
    ])
    const told = { resource: 'files', from: 'files-us', to: 'files-eu', region: HOME }
    expect(await replicationsIn(HOME, gathering)).toEqual([{ ...told, isMeasured: true, behindMs: 1_200_000 }])
    expect(await replicationsIn(AWAY, gathering)).toEqual([
      { resource: 'files', from: 'files-eu', to: 'files-us', region: AWAY, isMeasured: false },
    ])
    expect(gathering.unseen).toEqual([])
  })
})
