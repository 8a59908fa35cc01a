import { describe, expect, it } from 'vitest'
import { isRefusedAll, refusalIn } from '../../../../src/providers/aws/capacity/autoscaling-group-look.js'
import { leftIn, markKey, markOf } from '../../../../src/providers/aws/capacity/autoscaling-group-marks.js'

const ICE =
  'Could not launch On-Demand Instances. InsufficientInstanceCapacity - We currently do not have sufficient m6i.large capacity in the Availability Zone you requested (eu-west-1a). Our system will be working on provisioning additional capacity. Launching EC2 instance failed.'
const activity = (StatusMessage: string, StatusCode: 'Failed' | 'Cancelled' | 'Successful' = 'Failed') => ({
  ...{
    ActivityId: 'a1',
    AutoScalingGroupName: 'web',
    Cause: '',
    StartTime: new Date(1_000),
    StatusCode,
    StatusMessage,
  },
})

describe('a scaling activity that failed for want of capacity', () => {
  it('tells which type was refused in which zone', () => {
    expect(refusalIn(activity(ICE))).toEqual([
      { id: 'a1', at: 1_000, type: 'm6i.large', zone: 'eu-west-1a', says: 'no capacity for m6i.large in eu-west-1a' },
    ])
    expect(refusalIn(activity(ICE, 'Cancelled'))).toHaveLength(1)
  })

  it('is told apart from any other failure, and from success', () => {
    expect(refusalIn(activity('The security group sg-1 does not exist. Launching EC2 instance failed.'))).toEqual([])
    expect(refusalIn(activity(ICE, 'Successful'))).toEqual([])
  })

  it('says what it can where the message names neither', () => {
    const [refusal] = refusalIn(activity('UnfulfillableCapacity - Unable to fulfill capacity. Try later.'))
    expect(refusal).toMatchObject({ says: 'UnfulfillableCapacity - Unable to fulfill capacity.' })
    expect(refusal).not.toHaveProperty('zone')
  })
})

describe('a group that was refused everywhere', () => {
  const refused = (zone: string, type?: string) => ({ id: '', at: 0, says: '', zone, ...(type ? { type } : {}) })

  it('is one whose every zone refused every type it may launch', () => {
    expect(isRefusedAll(['a', 'b'], [], [refused('a', 'm6i.large')])).toBe(false)
    expect(isRefusedAll(['a', 'b'], [], [refused('a', 'm6i.large'), refused('b')])).toBe(true)
    const two = [refused('a', 'm6i.large'), refused('a', 'm5.large'), refused('b', 'm6i.large')]
    expect(isRefusedAll(['a', 'b'], ['m6i.large', 'm5.large'], two)).toBe(false)
    expect(isRefusedAll(['a', 'b'], ['m6i.large', 'm5.large'], [...two, refused('b', 'm5.large')])).toBe(true)
  })

  it('is not one whose zones are not known', () => {
    expect(isRefusedAll([], [], [])).toBe(false)
  })
})

describe('the mark of a zone that was left', () => {
  it('reads as it was written, beside tags of others', () => {
    const left = { subnets: ['subnet-1', 'subnet-2'], rebalance: true }
    const tags = [
      { Key: 'Name', Value: 'web' },
      { Key: markKey('euw1-az1'), Value: markOf(left) },
    ]
    expect(leftIn(tags)).toEqual({ 'euw1-az1': left })
    expect(leftIn([{ Key: markKey('euw1-az2'), Value: 'subnet-3' }])).toEqual({
      'euw1-az2': { subnets: ['subnet-3'], rebalance: false },
    })
  })
})
