import { describe, expect, it } from 'vitest'
import { lagReading } from '../../../../src/providers/aws/rds/rds-lag.js'

const NOW = Date.UTC(2026, 0, 1, 12)

describe('the lag of a replica, from CloudWatch', () => {
  it('is the newest minute in ms', () => {
    const samples = [
      { at: NOW - 60_000, seconds: 1.5 },
      { at: NOW - 120_000, seconds: 40 },
    ]
    expect(lagReading(samples, 'orders-eu', NOW)).toEqual({ is: 'known', value: 1_500 })
  })

  it.each([
    ['there is no sample', [], 'CloudWatch has no ReplicaLag of orders-eu in the last ten minutes'],
    ['the newest is old', [{ at: NOW - 240_000, seconds: 0 }], 'the newest ReplicaLag of orders-eu is 4 min old'],
    ['replication does not run', [{ at: NOW, seconds: -1 }], 'ReplicaLag of orders-eu is -1: replication does not run'],
  ])('is unknown where %s', (_, samples, because) => {
    expect(lagReading(samples, 'orders-eu', NOW)).toEqual({ is: 'unknown', because })
  })
})
