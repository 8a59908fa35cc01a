import { CreateSubnetCommand, CreateVpcCommand } from '@aws-sdk/client-ec2'
import {
  CreateTargetGroupCommand,
  RegisterTargetsCommand,
  type TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { expect, it } from 'vitest'
import { describeAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { HOME, PASS, run, TAG, watching, zonesIn } from '../fixtures/watching.js'

// moto says of every target of an instance that runs that it is healthy: ill ones are the gateway's own.
describeAws('watch: elb', () => {
  const stand = standForEach()

  /** A target group of the app with two targets in each zone of home; gives its ARN and the targets of the first zone. */
  async function balanced(): Promise<{ readonly arn: string; readonly first: readonly string[] }> {
    const [ec2, elb] = [await stand.sdk('ec2', HOME), await stand.sdk('elbv2', HOME)]
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))
    await ec2.send(new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: '10.0.1.0/24' }))
    const { TargetGroups = [] } = await elb.send(
      new CreateTargetGroupCommand({ Name: 'web', Protocol: 'HTTP', Port: 80, VpcId: Vpc?.VpcId, Tags: [TAG] }),
    )
    const arn = TargetGroups[0]?.TargetGroupArn ?? ''
    const fleets = await Promise.all(zonesIn(stand, HOME).map((zone) => run(stand, HOME, zone, 2)))
    const Targets = fleets.flat().map((Id) => ({ Id, Port: 80 }))
    await elb.send(new RegisterTargetsCommand({ TargetGroupArn: arn, Targets }))
    return { arn, first: fleets[0] ?? [] }
  }
  /** Makes these targets ill, or whatever `State` says. */
  function sicken(
    ids: readonly string[],
    state: NonNullable<TargetHealthDescription['TargetHealth']>['State'],
  ): () => void {
    return stand.gateway.answer(
      { service: 'elasticloadbalancing', operation: 'DescribeTargetHealth' },
      async (asked) => {
        const passed = await asked.pass()
        const parts = passed.body.split(/(?=<member>)/)
        const body = parts
          .map((part) =>
            ids.some((id) => part.includes(id)) ? part.replace(/<State>.*<\/State>/, `<State>${state}</State>`) : part,
          )
          .join('')
        return { ...passed, body }
      },
    )
  }
  const zone = (index: number): string => `elb/data@${zonesIn(stand, HOME)[index]}`

  it('finds target groups by the app’s tag, and instances’ zones by id', async () => {
    await balanced()
    expect(await watching(stand, '{ watch: elb }').look()).toMatchObject({
      [zone(0)]: PASS,
      [zone(1)]: PASS,
      [zone(2)]: PASS,
    })
  })

  it('fails a zone whose targets fail, of a group that is named', async () => {
    const { arn, first } = await balanced()
    const lift = sicken(first, 'unhealthy')
    const seen = await watching(stand, `{ watch: elb, target_groups: { us-east-1: ["${arn}"] } }`).look()
    lift()
    expect(seen).toMatchObject({ [zone(0)]: { is: 'fail' }, [zone(1)]: PASS })
    expect(seen[zone(0)]).toMatchObject({ because: expect.stringContaining('100 % of 2 targets') })
  })

  it('hears nothing from targets that drain', async () => {
    const { first } = await balanced()
    const lift = sicken(first, 'draining')
    const seen = await watching(stand, '{ watch: elb }').look()
    lift()
    expect(seen[zone(0)]).toMatchObject({ is: 'unknown', because: expect.stringContaining('is draining') })
  })

  it('says nothing where it is throttled', async () => {
    await balanced()
    stand.gateway.fault({ service: 'elasticloadbalancing', does: 'throttle' })
    expect((await watching(stand, '{ watch: elb }').look())[zone(0)]).toMatchObject({ is: 'unknown' })
  })
})
