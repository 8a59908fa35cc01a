import { RequestCertificateCommand } from '@aws-sdk/client-acm'
import { CreateSubnetCommand, CreateVpcCommand, DescribeAvailabilityZonesCommand } from '@aws-sdk/client-ec2'
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { CreateKeyCommand, DisableKeyCommand, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms'
import { expect, it } from 'vitest'
import type { Group } from '../../../../src/audit/estate.js'
import { region } from '../../../../src/model/place.js'
import { keysOf, usesOf } from '../../../../src/providers/aws/audit/keys.js'
import { listenersIn } from '../../../../src/providers/aws/audit/listeners.js'
import { describeAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { gatheringOn } from '../fixtures/gathering.js'

const AT = region('eu-west-1')

const web: Group = {
  ...{ resource: 'web', name: 'web', region: AT, by: 'autoscaling', desired: 1, useful: 1, zones: [] },
}

describeAws('what stands before the app, and under it', () => {
  const stand = standForEach()

  it('is told of each load balancer: its ports, and the certificates of those with TLS', async () => {
    const ec2 = await stand.sdk('ec2', AT)
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))
    const { AvailabilityZones = [] } = await ec2.send(new DescribeAvailabilityZonesCommand({}))
    const subnets = await Promise.all(
      AvailabilityZones.slice(0, 2).map(async ({ ZoneName }, index) => {
        const CidrBlock = `10.0.${index}.0/24`
        const made = await ec2.send(
          new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock, AvailabilityZone: ZoneName }),
        )
        return made.Subnet?.SubnetId ?? ''
      }),
    )
    const elbv2 = await stand.sdk('elbv2', AT)
    const { LoadBalancers: [balancer] = [] } = await elbv2.send(
      new CreateLoadBalancerCommand({ Name: 'web', Subnets: subnets, Type: 'application' }),
    )
    const { TargetGroups: [group] = [] } = await elbv2.send(
      new CreateTargetGroupCommand({ Name: 'web', Port: 80, Protocol: 'HTTP', VpcId: Vpc?.VpcId }),
    )
    const acm = await stand.sdk('acm', AT)
    const asked = { DomainName: 'shop.example.com', SubjectAlternativeNames: ['*.shop.example.com'] }
    const { CertificateArn } = await acm.send(new RequestCertificateCommand(asked))
    const forward = { Type: 'forward' as const, TargetGroupArn: group?.TargetGroupArn }
    const at = { LoadBalancerArn: balancer?.LoadBalancerArn, DefaultActions: [forward] }
    await elbv2.send(new CreateListenerCommand({ ...at, Port: 80, Protocol: 'HTTP' }))
    await elbv2.send(
      new CreateListenerCommand({ ...at, Port: 443, Protocol: 'HTTPS', Certificates: [{ CertificateArn }] }),
    )
    const gathering = gatheringOn(stand)
    const found = await listenersIn(AT, [{ ...web, targetGroups: [group?.TargetGroupArn ?? ''] }], gathering)
    const balancerName = balancer?.LoadBalancerArn?.split(':loadbalancer/')[1]
    const shown = { resource: 'web', region: AT, balancer: balancerName }
    expect([...found].sort((a, b) => a.port - b.port)).toEqual([
      { ...shown, port: 80, isSecure: false, certificates: [] },
      {
        ...{ ...shown, port: 443, isSecure: true },
        certificates: [
          expect.objectContaining({ id: CertificateArn, names: ['shop.example.com', '*.shop.example.com'] }),
        ],
      },
    ])
    expect(gathering.unseen).toEqual([])
  })

  it('is told of each key: of another region without asking, else by its state', async () => {
    const kms = await stand.sdk('kms', AT)
    const arnOf = async (): Promise<string> => (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? ''
    const [good, off, going] = [await arnOf(), await arnOf(), await arnOf()]
    await kms.send(new DisableKeyCommand({ KeyId: off.split('/')[1] }))
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: going.split('/')[1], PendingWindowInDays: 7 }))
    const foreign = 'arn:aws:kms:us-east-1:123456789012:key/1'
    const none = good.replace(/key\/.*/, 'key/11111111-1111-1111-1111-111111111111')
    const keys = [good, off, going, foreign, none]
    const group: Group = { ...web, launch: { is: 'whole', says: 'so', disks: [], keys } }
    const gathering = gatheringOn(stand)
    const found = await keysOf(usesOf([group], []), gathering)
    expect(found.map(({ key, of, state }) => [of, key, state])).toEqual([
      ['volumes of web', good, 'Enabled'],
      ['volumes of web', off, 'Disabled'],
      ['volumes of web', going, 'PendingDeletion'],
      ['volumes of web', foreign, 'a key of us-east-1'],
      ['volumes of web', none, 'missing'],
    ])
    expect(gathering.unseen).toEqual([])
  })
})
