import type { Activity, AutoScalingGroup } from '@aws-sdk/client-auto-scaling'
import { CreateAutoScalingGroupCommand, CreateLaunchConfigurationCommand } from '@aws-sdk/client-auto-scaling'
import { DescribeAvailabilityZonesCommand } from '@aws-sdk/client-ec2'
import { describe, expect, it } from 'vitest'
import { wordOf } from '../../../../src/providers/aws/watch/watch-autoscaling.js'
import { describeAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { HOME, PASS, TAG, watching } from '../fixtures/watching.js'

const NOW = Date.UTC(2026, 10, 24, 14, 0)
const CAPACITY = 'We currently do not have sufficient m5.large capacity in the Availability Zone you requested.'
const launch = (StatusCode: 'Failed' | 'Successful', StatusMessage = '', ageMs = 60_000): Activity => ({
  ...{
    ActivityId: 'a',
    AutoScalingGroupName: 'web',
    Cause: 'a difference between desired and actual capacity',
    StatusCode,
  },
  ...{ Description: 'Launching a new EC2 instance', StatusMessage, StartTime: new Date(NOW - ageMs) },
})
const group = (desired: number, inService: number): AutoScalingGroup =>
  ({
    AutoScalingGroupName: 'web',
    DesiredCapacity: desired,
    Instances: Array.from({ length: inService }, () => ({ LifecycleState: 'InService' })),
  }) as unknown as AutoScalingGroup

describe('what launches tell of EC2', () => {
  it('is that it is impaired when two fail for want of capacity, and no more succeed', () => {
    const failed = [launch('Failed', CAPACITY), launch('Failed', CAPACITY)]
    expect(wordOf([group(4, 2)], failed, NOW)).toEqual({
      ...{ is: 'fail', mode: 'refused' },
      because: `2 launches failed and 0 succeeded in 15 min: ${CAPACITY}`,
    })
    const mostly = [...failed, launch('Successful'), launch('Successful'), launch('Successful')]
    expect(wordOf([group(4, 4)], mostly, NOW)).toEqual(PASS)
  })

  it('is nothing when a template’s own fault fails them', () => {
    const own = launch('Failed', 'The AMI ID ami-1 does not exist. Launching EC2 instance failed.')
    expect(wordOf([group(4, 2)], [own, own, own], NOW)).toMatchObject({
      ...{ is: 'unknown', because: expect.stringContaining('web has 2 of 4 instances: The AMI ID') },
    })
  })

  it('is nothing of now when it was long ago', () => {
    const old = launch('Failed', CAPACITY, 16 * 60_000)
    expect(wordOf([group(4, 4)], [old, old], NOW)).toEqual(PASS)
    expect(wordOf([group(4, 2)], [old, old], NOW)).toMatchObject({ is: 'unknown' })
  })
})

// Launches that fail are the gateway's own: moto grants every one.
describeAws('watch: autoscaling', () => {
  const stand = standForEach()

  async function web(): Promise<void> {
    const [ec2, scaling] = [await stand.sdk('ec2', HOME), await stand.sdk('autoscaling', HOME)]
    const { AvailabilityZones = [] } = await ec2.send(new DescribeAvailabilityZonesCommand({}))
    const LaunchConfigurationName = 'web'
    await scaling.send(
      new CreateLaunchConfigurationCommand({
        LaunchConfigurationName,
        ImageId: 'ami-12c6146b',
        InstanceType: 'm5.large',
      }),
    )
    await scaling.send(
      new CreateAutoScalingGroupCommand({
        ...{ AutoScalingGroupName: 'web', LaunchConfigurationName, MinSize: 2, MaxSize: 4, DesiredCapacity: 2 },
        ...{ AvailabilityZones: [AvailabilityZones[0]?.ZoneName ?? ''], Tags: [{ ...TAG, PropagateAtLaunch: true }] },
      }),
    )
  }

  it('passes a group that has what it wants, by tag or by name, and tells EC2’s control side', async () => {
    await web()
    expect(await watching(stand, '{ watch: autoscaling }').look()).toMatchObject({
      'ec2/control@us-east-1': PASS,
      'ec2/control@eu-west-1': { is: 'unknown', because: 'no Auto Scaling group to watch in eu-west-1' },
    })
    const named = await watching(stand, '{ watch: autoscaling, groups: { us-east-1: [web] } }').look()
    expect(named).toMatchObject({ 'ec2/control@us-east-1': PASS })
  })

  it('knows nothing where activities cannot be read', async () => {
    await web()
    stand.gateway.fault({ service: 'autoscaling', does: 'deny' })
    expect((await watching(stand, '{ watch: autoscaling }').look())['ec2/control@us-east-1']).toMatchObject({
      is: 'unknown',
    })
  })
})
