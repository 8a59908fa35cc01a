import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { CreateDBInstanceCommand, CreateDBInstanceReadReplicaCommand, StopDBInstanceCommand } from '@aws-sdk/client-rds'
import { expect, it } from 'vitest'
import { describeAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { AWAY, HOME, PASS, TAG, watching } from '../fixtures/watching.js'

describeAws('watch: rds', () => {
  const stand = standForEach()

  /** A writer at home and its replica away. */
  async function databases(): Promise<void> {
    const [home, away] = [await stand.sdk('rds', HOME), await stand.sdk('rds', AWAY)]
    const { DBInstance } = await home.send(
      new CreateDBInstanceCommand({
        ...{ DBInstanceIdentifier: 'orders', DBInstanceClass: 'db.m5.large', Engine: 'postgres', AllocatedStorage: 20 },
        ...{ MasterUsername: 'shop', MasterUserPassword: 'not-a-secret', Tags: [TAG] },
      }),
    )
    await away.send(
      new CreateDBInstanceReadReplicaCommand({
        ...{ DBInstanceIdentifier: 'orders-eu', SourceDBInstanceIdentifier: DBInstance?.DBInstanceArn, Tags: [TAG] },
      }),
    )
  }
  /** What moto says of databases, with this put in place of that. */
  const altered = (region: string, from: RegExp, to: string): (() => void) =>
    stand.gateway.answer({ service: 'rds', region, operation: 'DescribeDBInstances' }, async (asked) => {
      const passed = await asked.pass()
      return { ...passed, body: passed.body.replace(from, to) }
    })
  async function lagOf(seconds: number): Promise<void> {
    const Dimensions = [{ Name: 'DBInstanceIdentifier', Value: 'orders-eu' }]
    const MetricData = [{ MetricName: 'ReplicaLag', Value: seconds, Timestamp: new Date(), Dimensions }]
    await (await stand.sdk('cloudwatch', AWAY)).send(new PutMetricDataCommand({ Namespace: 'AWS/RDS', MetricData }))
  }
  const home = 'rds/data@us-east-1'
  const away = 'rds/data@eu-west-1'

  it('passes databases that serve, by tag or by name', async () => {
    await databases()
    expect(await watching(stand, '{ watch: rds }').look()).toMatchObject({ [home]: PASS, [away]: PASS })
    const named = '{ watch: rds, instances: { us-east-1: [orders], eu-west-1: [orders-eu] } }'
    expect(await watching(stand, named).look()).toMatchObject({ [home]: PASS, [away]: PASS })
  })

  it.each(['failed', 'storage-full', 'incompatible-network'])('fails where one is %s', async (status) => {
    await databases()
    const lift = altered(
      HOME,
      /<DBInstanceStatus>.*?<\/DBInstanceStatus>/,
      `<DBInstanceStatus>${status}</DBInstanceStatus>`,
    )
    const seen = await watching(stand, '{ watch: rds }').look()
    lift()
    expect(seen).toMatchObject({ [home]: { is: 'fail', because: `orders is ${status}` }, [away]: PASS })
  })

  it('does not take a backup for a failure, nor a stopped database for one', async () => {
    await databases()
    const lift = altered(
      HOME,
      /<DBInstanceStatus>.*?<\/DBInstanceStatus>/,
      '<DBInstanceStatus>backing-up</DBInstanceStatus>',
    )
    expect((await watching(stand, '{ watch: rds }').look())[home]).toMatchObject(PASS)
    lift()
    await (await stand.sdk('rds', HOME)).send(new StopDBInstanceCommand({ DBInstanceIdentifier: 'orders' }))
    expect((await watching(stand, '{ watch: rds }').look())[home]).toEqual({
      is: 'unknown',
      because: 'orders is stopped',
    })
  })

  it('fails a replica whose replication has ended', async () => {
    await databases()
    const info =
      '<StatusInfos><DBInstanceStatusInfo><StatusType>read replication</StatusType><Normal>false</Normal><Status>terminated</Status><Message>it fell too far behind</Message></DBInstanceStatusInfo></StatusInfos>'
    const lift = altered(AWAY, /<StatusInfos>[\s\S]*?<\/StatusInfos>|<StatusInfos\s*\/>|(?=<DBInstanceStatus>)/, info)
    const seen = await watching(stand, '{ watch: rds }').look()
    lift()
    expect(seen[away]).toMatchObject({
      is: 'fail',
      because: expect.stringContaining('terminated: it fell too far behind'),
    })
  })

  it('holds a lag against a limit only where the policy gives one', async () => {
    await databases()
    await lagOf(300)
    expect((await watching(stand, '{ watch: rds }').look())[away]).toMatchObject(PASS)
    expect((await watching(stand, '{ watch: rds, lag: 1m }').look())[away]).toMatchObject({
      ...{ is: 'fail', mode: 'slow', because: 'orders-eu is 5 min behind, limit 1 min' },
    })
  })

  it('does not know a lag that CloudWatch does not tell', async () => {
    await databases()
    expect((await watching(stand, '{ watch: rds, lag: 1m }').look())[away]).toMatchObject({ is: 'unknown' })
  })

  it('holds the latest restorable time of a writer against a limit', async () => {
    await databases()
    const old = new Date(Date.now() - 3_600_000).toISOString()
    const lift = altered(
      HOME,
      /<LatestRestorableTime>.*?<\/LatestRestorableTime>/,
      `<LatestRestorableTime>${old}</LatestRestorableTime>`,
    )
    const seen = await watching(stand, '{ watch: rds, restorable: 30m }').look()
    lift()
    expect(seen[home]).toMatchObject({
      is: 'fail',
      because: expect.stringMatching(/can be restored to 1 h.* ago, limit 30 min/),
    })
  })

  it('takes one that has vanished from the list for suspect data', async () => {
    await databases()
    const named = '{ watch: rds, instances: { us-east-1: [orders, gone] } }'
    expect((await watching(stand, named).look())[home]).toEqual({
      is: 'unknown',
      because: 'RDS in us-east-1 lists no gone',
    })
  })

  it('knows nothing of a region whose API errs', async () => {
    await databases()
    stand.gateway.fault({ service: 'rds', region: HOME, does: 'error' })
    expect(await watching(stand, '{ watch: rds }').look()).toMatchObject({ [home]: { is: 'unknown' }, [away]: PASS })
  })
})
