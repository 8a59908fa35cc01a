import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { DescribeVolumesCommand } from '@aws-sdk/client-ec2'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { StatusChecks } from '../../../fixtures/aws/answers-status-checks.js'
import { describeAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { AWAY, HOME, PASS, run, watching, zonesIn } from '../fixtures/watching.js'

// Volume status and status checks of instances are the gateway's own; metrics are moto's.
describeAws('watch: ebs', () => {
  const stand = standForEach()
  let checks: StatusChecks
  beforeAll(() => {
    checks = new StatusChecks(stand)
  })
  beforeEach(() => {
    checks.pass()
  })

  interface Fleet {
    readonly instances: readonly string[]
    readonly volumes: readonly string[]
  }
  /** Three instances in each zone of home and in one far away, with a volume each; gives those of the first zone. */
  async function fleet(): Promise<Fleet> {
    const instances = await run(stand, HOME, zonesIn(stand, HOME)[0], 3)
    await Promise.all(
      zonesIn(stand, HOME)
        .slice(1)
        .map((zone) => run(stand, HOME, zone, 3)),
    )
    await run(stand, AWAY, zonesIn(stand, AWAY)[0], 3)
    const ec2 = await stand.sdk('ec2', HOME)
    const Filters = [{ Name: 'attachment.instance-id', Values: [...instances] }]
    const { Volumes = [] } = await ec2.send(new DescribeVolumesCommand({ Filters }))
    return { instances, volumes: Volumes.flatMap(({ VolumeId }) => VolumeId ?? []) }
  }
  const zone = (index: number): string => `ebs/data@${zonesIn(stand, HOME)[index]}`
  const see = async () => (await watching(stand, '{ watch: ebs }').look())[zone(0)]

  it('passes where nothing is stuck', async () => {
    await fleet()
    expect(await watching(stand, '{ watch: ebs }').look()).toMatchObject({ [zone(0)]: PASS, [zone(2)]: PASS })
  })

  it('fails a zone by the status of its volumes', async () => {
    const { volumes } = await fleet()
    for (const id of volumes.slice(0, 2)) checks.volume(id, 'impaired')
    expect(await see()).toMatchObject({ is: 'fail', because: expect.stringContaining('66.7 % of 3 volumes') })
  })

  it('fails a zone by the attached-EBS check, while the status of volumes that enable I/O by themselves passes', async () => {
    const { instances } = await fleet()
    for (const id of instances.slice(0, 2)) checks.instance(id, { attachedEbs: 'impaired' })
    expect(await see()).toMatchObject({ is: 'fail' })
  })

  it('fails a zone by I/O that stalled in three of the last five minutes', async () => {
    const { volumes } = await fleet()
    const cloudwatch = await stand.sdk('cloudwatch', HOME)
    const minutes = [1, 2, 3, 4]
    const MetricData = volumes.slice(0, 2).flatMap((id) =>
      minutes.map((minute) => ({
        ...{ MetricName: 'VolumeStalledIOCheck', Value: 1, Timestamp: new Date(Date.now() - minute * 60_000) },
        Dimensions: [{ Name: 'VolumeId', Value: id }],
      })),
    )
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'AWS/EBS', MetricData }))
    expect(await see()).toMatchObject({ is: 'fail' })
  })

  it('takes a warning, which is usual while a volume initialises, and one noisy volume for no failure', async () => {
    const { volumes } = await fleet()
    const [one = '', two = '', three = ''] = volumes
    checks.volume(one, 'impaired')
    for (const id of [two, three]) checks.volume(id, 'warning')
    expect(await see()).toMatchObject(PASS)
  })

  it('does not know a zone to be well by the status of volumes alone', async () => {
    const { instances } = await fleet()
    for (const id of instances) checks.instance(id, { attachedEbs: 'none' })
    expect(await see()).toMatchObject({ is: 'unknown', because: expect.stringContaining('only its status is known') })
  })

  it('says nothing of any zone where volume status cannot be read, and does not ask again within a minute', async () => {
    await fleet()
    stand.gateway.fault({ service: 'ec2', operation: 'DescribeVolumeStatus', does: 'deny' })
    const { look } = watching(stand, '{ watch: ebs }')
    expect((await look())[zone(0)]).toMatchObject({ is: 'unknown', because: expect.stringContaining('not authorized') })
    stand.gateway.forget()
    await look()
    expect(stand.gateway.requests).toEqual([])
  })

  it('takes volumes that are all gone at once for suspect data', async () => {
    await fleet()
    const { context, policy } = watching(stand, '{ watch: ebs }')
    const { ebsWatch } = await import('../../../../src/providers/aws/watch/watch-ebs.js')
    const [signal] = policy.observe.signals
    if (!signal || !('watch' in signal)) throw new Error('no signal')
    const watch = ebsWatch({ signal, policy, context })
    const never = new AbortController().signal
    await watch.ask(never)
    const empty =
      '<DescribeVolumesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><volumeSet/></DescribeVolumesResponse>'
    const lift = stand.gateway.answer({ service: 'ec2', operation: 'DescribeVolumes' }, () => ({
      status: 200,
      body: empty,
    }))
    const told = await watch.ask(never)
    lift()
    expect(told[0]?.word).toMatchObject({ is: 'unknown', because: expect.stringContaining('suspect data') })
  })
})
