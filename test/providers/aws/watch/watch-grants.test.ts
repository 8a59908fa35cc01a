import { describe, expect, it } from 'vitest'
import { operationOf } from '../../../../src/providers/aws/call/operations.js'
import { watchGrants } from '../../../../src/providers/aws/watch/watch-grants.js'

const grantsFor = (signals: readonly object[], more: object = {}) =>
  watchGrants({ observe: { signals, vantages: ['here', 'us-west-2'], ...more } } as never)

describe('the permissions that looking wants', () => {
  const all = ['ebs', 'ec2', 'elb', 'rds', 'autoscaling', 'cloudwatch', 'health', 'api'].map((watch) => ({ watch }))

  it('are readings, of operations this project knows', () => {
    for (const { operations, service } of grantsFor(all)) {
      for (const operation of operations) expect(operationOf(service, operation)?.does).toBe('read')
    }
  })

  it('are those of the watches in the policy alone', () => {
    expect(grantsFor([{ probe: 'http' }, { watch: 'api' }])).toEqual([])
    expect(grantsFor([{ watch: 'health' }])).toEqual([{ service: 'health', operations: ['DescribeEvents'], on: ['*'] }])
  })

  it('let the probe function be invoked in each vantage that is a region', () => {
    expect(grantsFor([], { vantageFunction: 'look' })).toEqual([
      { service: 'lambda', operations: ['Invoke'], on: ['arn:aws:lambda:us-west-2:*:function:look'] },
    ])
  })
})
