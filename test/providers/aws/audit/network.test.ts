import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
} from '@aws-sdk/client-ec2'
import { expect, it } from 'vitest'
import { region } from '../../../../src/model/place.js'
import { doorOf, networkOf } from '../../../../src/providers/aws/audit/network.js'
import { describeAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'

const AT = region('eu-west-1')

describeAws('the network of the app', () => {
  const stand = standForEach()

  it('is told by subnets, and by whom security groups admit at a port', async () => {
    const ec2 = await stand.sdk('ec2', AT)
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.1.0.0/16' }))
    const VpcId = Vpc?.VpcId
    const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: '10.1.2.0/24' }))
    const groupOf = async (GroupName: string): Promise<string> =>
      (await ec2.send(new CreateSecurityGroupCommand({ GroupName, Description: GroupName, VpcId }))).GroupId ?? ''
    const [orders, web] = [await groupOf('orders'), await groupOf('web')]
    const tcp = (FromPort: number, ToPort: number, more: object) => ({ IpProtocol: 'tcp', FromPort, ToPort, ...more })
    await ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId: orders,
        IpPermissions: [
          tcp(5432, 5432, { UserIdGroupPairs: [{ GroupId: web }] }),
          tcp(5000, 6000, { IpRanges: [{ CidrIp: '10.9.0.0/16' }] }),
          tcp(22, 22, { IpRanges: [{ CidrIp: '10.8.0.0/16' }] }),
          { IpProtocol: 'udp', FromPort: 5432, ToPort: 5432, IpRanges: [{ CidrIp: '10.7.0.0/16' }] },
          { IpProtocol: '-1', IpRanges: [{ CidrIp: '10.6.0.0/16' }] },
        ],
      }),
    )
    const asking = { context: stand.context(), signal: AbortSignal.timeout(30_000) }
    expect(await doorOf([orders], 5_432, { region: AT }, asking)).toEqual({
      ...{ port: 5_432, groups: [orders], admits: ['10.6.0.0/16', '10.9.0.0/16', web] },
    })
    expect(await networkOf([web], [Subnet?.SubnetId ?? ''], { region: AT }, asking)).toEqual({
      ...{ groups: [web], ranges: ['10.1.2.0/24'] },
    })
  })
})
