import { beforeAll, beforeEach, expect, it } from 'vitest'
import { StatusChecks } from '../../../fixtures/aws/answers-status-checks.js'
import { describeAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { AWAY, HOME, PASS, run, watching, zonesIn } from '../fixtures/watching.js'

// Status checks are the gateway's own: moto's instances always pass.
describeAws('watch: ec2', () => {
  const stand = standForEach()
  let checks: StatusChecks
  beforeAll(() => {
    checks = new StatusChecks(stand)
  })
  beforeEach(() => {
    checks.pass()
  })

  /** Four instances in each zone of home, and in one far away; gives those of the first zone. */
  async function fleet(): Promise<readonly string[]> {
    const first = await run(stand, HOME, zonesIn(stand, HOME)[0], 4)
    await Promise.all(
      zonesIn(stand, HOME)
        .slice(1)
        .map((zone) => run(stand, HOME, zone, 4)),
    )
    await run(stand, AWAY, zonesIn(stand, AWAY)[0], 4)
    return first
  }
  const zone = (index: number): string => `ec2/data@${zonesIn(stand, HOME)[index]}`

  it('passes where instances pass, and knows nothing where there are none', async () => {
    await fleet()
    const seen = await watching(stand, '{ watch: ec2 }').look()
    expect(seen).toMatchObject({ [zone(0)]: PASS, [zone(1)]: PASS, [zone(2)]: PASS })
    expect(seen[`ec2/data@${zonesIn(stand, AWAY)[1]}`]).toEqual({
      ...{ is: 'unknown', because: `no instances to watch in ${zonesIn(stand, AWAY)[1]}` },
    })
  })

  it.each(['instance', 'system', 'attachedEbs'])(
    'fails a zone half of whose instances fail the %s check',
    async (check) => {
      const [one = '', two = ''] = await fleet()
      for (const id of [one, two]) checks.instance(id, { [check]: 'impaired' })
      const seen = await watching(stand, '{ watch: ec2 }').look()
      expect(seen[zone(0)]).toMatchObject({ is: 'fail', because: expect.stringContaining('50 % of 4 instances') })
      expect(seen[zone(1)]).toMatchObject(PASS)
    },
  )

  it('takes one instance that fails for no zone event, and one that initialises for none at all', async () => {
    const [one = '', two = '', three = ''] = await fleet()
    checks.instance(one, { system: 'impaired' })
    checks.instance(two, { instance: 'initializing' })
    checks.instance(three, { instance: 'insufficient-data' })
    expect((await watching(stand, '{ watch: ec2 }').look())[zone(0)]).toMatchObject(PASS)
  })

  it('watches the instances that are named, and no others', async () => {
    const [one = '', two = ''] = await fleet()
    for (const id of [one, two]) checks.instance(id, { instance: 'impaired' })
    const others = await run(stand, HOME, zonesIn(stand, HOME)[0], 2)
    const seen = await watching(stand, `{ watch: ec2, instances: { us-east-1: [${others.join(', ')}] } }`).look()
    expect(seen[zone(0)]).toMatchObject(PASS)
  })

  it('says nothing of the zones of a region whose API errs, and what it knows of the others', async () => {
    await fleet()
    stand.gateway.fault({ service: 'ec2', region: HOME, operation: 'DescribeInstanceStatus', does: 'error' })
    const seen = await watching(stand, '{ watch: ec2 }').look()
    expect(seen[zone(0)]).toMatchObject({ is: 'unknown', because: expect.stringContaining('InternalFailure') })
    expect(seen[`ec2/data@${zonesIn(stand, AWAY)[0]}`]).toMatchObject(PASS)
  })

  it('needs nothing but readings', async () => {
    await fleet()
    await watching(stand, '{ watch: ec2 }', { mayChange: false }).look()
    expect([...new Set(stand.gateway.requests.map(({ operation }) => operation))].sort()).toEqual([
      ...['DescribeAvailabilityZones', 'DescribeInstanceStatus', 'DescribeInstances'],
    ])
  })
})
