import { describe, expect, it } from 'vitest'
import { region } from '../../../../src/model/place.js'
import {
  capacityReading,
  raisedTo,
  roomFor,
  wantedAt,
} from '../../../../src/providers/aws/capacity/capacity-figures.js'

const A = region('us-east-1')
const B = region('eu-west-1')
const policy = { capacity: 4, min_healthy: 100, raise_max: false }

describe('how much capacity a region is to have', () => {
  it('is what the other region was seen to run, and at least what the policy asks for', () => {
    expect(wantedAt(policy, { desired: 1, max: 12, useful: 1 }, { desired: 9, useful: 9 })).toBe(9)
    expect(wantedAt(policy, { desired: 1, max: 12, useful: 1 }, { desired: 2, useful: 2 })).toBe(4)
    expect(wantedAt(policy, { desired: 1, max: 12, useful: 1 }, undefined)).toBe(4)
  })

  it('is no more than the maximum there, unless the policy lets that be raised', () => {
    const here = { desired: 1, max: 6, useful: 1 }
    expect(wantedAt(policy, here, { desired: 9, useful: 9 })).toBe(6)
    expect(wantedAt({ ...policy, raise_max: true }, here, { desired: 9, useful: 9 })).toBe(9)
  })

  it('is never less than the policy asks for, though the maximum has no room: that is a fact, and objects', () => {
    const here = { desired: 1, max: 2, useful: 1 }
    expect(wantedAt(policy, here, undefined)).toBe(4)
    expect(roomFor(policy, 'instances', here)).toMatchObject({ is: 'unmet' })
    expect(roomFor({ ...policy, raise_max: true }, 'instances', here)).toMatchObject({ is: 'met' })
    expect(roomFor(policy, 'tasks', { desired: 1 })).toMatchObject({ is: 'met' })
  })

  it('is only ever raised: what another gave stays', () => {
    expect(raisedTo(4, { desired: 6, min: 1, max: 8 })).toEqual({ desired: 6, min: 4, max: 8 })
    expect(raisedTo(9, { desired: 6, min: 1, max: 8 })).toEqual({ desired: 9, min: 9, max: 9 })
    expect(raisedTo(4, { desired: 1 })).toEqual({ desired: 4 })
  })
})

describe('the gauge of capacity', () => {
  const seen = new Map([
    [A, { desired: 8, useful: 8 }],
    [B, { desired: 4, useful: 2 }],
  ])

  it('counts what serves, in percent of what the other region runs', () => {
    expect(capacityReading(B, seen, policy, '')).toEqual({ is: 'known', value: 25 })
    expect(capacityReading(A, seen, policy, '')).toEqual({ is: 'known', value: 200 })
  })

  it('is of the policy alone while the other region does not answer, and unknown where this one does not', () => {
    const alone = new Map([[B, { desired: 4, useful: 2 }]])
    expect(capacityReading(B, alone, policy, '')).toEqual({ is: 'known', value: 50 })
    expect(capacityReading(A, alone, policy, 'silent')).toEqual({ is: 'unknown', because: 'silent' })
  })
})
