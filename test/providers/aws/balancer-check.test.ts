import { CreateSubnetCommand, CreateVpcCommand } from '@aws-sdk/client-ec2'
import {
  CreateLoadBalancerCommand,
  ModifyLoadBalancerAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { VerifyPolicy } from '../../../src/policy/policy.js'
import { checkBalancers } from '../../../src/providers/aws/balancer-check.js'
import { type AwsStand, describeAws, openAws } from '../../fixtures/aws/stand.js'

describeAws('balancers that hold on to their clients', () => {
  let stand: AwsStand
  let name = ''
  let arn = ''
  beforeAll(async () => {
    stand = await openAws()
    const ec2 = await stand.sdk('ec2', 'us-east-1')
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))
    const subnets = await Promise.all(
      ['us-east-1a', 'us-east-1b'].map((AvailabilityZone, index) =>
        ec2.send(new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: `10.0.${index}.0/24`, AvailabilityZone })),
      ),
    )
    const elb = await stand.sdk('elbv2', 'us-east-1')
    const made = await elb.send(
      new CreateLoadBalancerCommand({ Name: 'web', Subnets: subnets.map(({ Subnet }) => Subnet?.SubnetId ?? '') }),
    )
    arn = made.LoadBalancers?.[0]?.LoadBalancerArn ?? ''
    name = arn.split(':loadbalancer/')[1] ?? ''
  }, 300_000)
  afterAll(() => stand?.close())

  const check = (balancers: VerifyPolicy['balancers']) => {
    const verify = {
      servedBy: 'x-served-by',
      resolvers: [],
      nameServers: [],
      stragglersPercent: 5,
      stragglerPatienceMs: 0,
    }
    return checkBalancers(
      { verify: balancers ? { ...verify, balancers } : verify },
      stand.context(),
      new AbortController().signal,
    )
  }

  it('are warned of while they keep a connection longer than five minutes, as they do by default', async () => {
    expect(await check({ 'us-east-1': [name] })).toMatchObject([{ rule: 'keep-alive-long', severity: 'warning' }])
    const elb = await stand.sdk('elbv2', 'us-east-1')
    const Attributes = [{ Key: 'client_keep_alive.seconds', Value: '120' }]
    await elb.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn: arn, Attributes }))
    expect(await check({ 'us-east-1': [name] })).toEqual([])
  })

  it('are named when they are not there, and unknown when nobody may look', async () => {
    expect(await check({ 'eu-west-1': [name] })).toMatchObject([{ rule: 'balancer-missing', severity: 'error' }])
    const lift = stand.gateway.fault({ operation: 'DescribeLoadBalancers', does: 'deny' })
    expect(await check({ 'us-east-1': [name] })).toMatchObject([{ rule: 'not-seen', severity: 'unknown' }])
    lift()
    expect(await check(undefined)).toEqual([])
  })
})
