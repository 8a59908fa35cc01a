import { describe, expect, it } from 'vitest'
import type { OperatingCode } from '../../../../src/model/error.js'
import { nameOf, region } from '../../../../src/model/place.js'
import type { Clock } from '../../../../src/model/world.js'
import { CallRecord } from '../../../../src/providers/aws/call/call-record.js'
import type { AwsService } from '../../../../src/providers/aws/call/catalogue.js'
import type { Told } from '../../../../src/providers/aws/watch/watch.js'
import { apiWatch } from '../../../../src/providers/aws/watch/watch-api.js'

const EAST = region('us-east-1')
const WEST = region('eu-west-1')

function stand() {
  const time = { at: 1_000 }
  const clock = { now: () => time.at, monotonic: () => time.at } as Clock
  const record = new CallRecord(clock)
  const parts = { context: { aws: { record } }, policy: { observe: { everyMs: 10_000, jitterPercent: 0 } } }
  const watch = apiWatch(parts as never)
  const called = (service: AwsService, at: typeof EAST, times: number, code?: OperatingCode, tookMs = 50): void => {
    for (let call = 0; call < times; call++) record.add(service, at, tookMs, code && { code, because: 'no answer' })
  }
  const words = async () =>
    new Map((await watch.ask(new AbortController().signal)).map(({ of, word }: Told) => [nameOf(of), word]))
  return { called, words, time }
}

describe('watch: api', () => {
  it('tells that a control plane is impaired by three failed calls that are half of all', async () => {
    const { called, words } = stand()
    called('rds', WEST, 5)
    called('rds', EAST, 3)
    called('rds', EAST, 3, 'timed-out')
    expect([...(await words())]).toEqual([
      ['rds/control@eu-west-1', { is: 'pass' }],
      ['rds/control@us-east-1', { is: 'fail', because: '3 of 6 calls failed: no answer', mode: 'silent' }],
    ])
  })

  it('takes throttling and refusals for no failure (law 23)', async () => {
    const { called, words } = stand()
    called('ec2', EAST, 10, 'throttled')
    called('rds', EAST, 10, 'denied')
    expect([...(await words())]).toEqual([
      ['ec2/control@us-east-1', expect.objectContaining({ is: 'unknown' })],
      ['rds/control@us-east-1', { is: 'pass' }],
    ])
  })

  it('does not tell from too few calls', async () => {
    const { called, words } = stand()
    called('rds', EAST, 2, 'unreachable')
    expect((await words()).get('rds/control@us-east-1')).toMatchObject({ is: 'unknown' })
  })

  it('knows where global services have their control plane, and which calls reach a data plane', async () => {
    const { called, words } = stand()
    called('route53', EAST, 1)
    called('globalaccelerator', region('us-west-2'), 1)
    called('s3', WEST, 1)
    called('elbv2', WEST, 1)
    called('health', EAST, 1)
    expect([...(await words()).keys()]).toEqual([
      ...['route53/control@us-east-1', 'global-accelerator/control@us-west-2'],
      ...['s3/data@eu-west-1', 'elb/control@eu-west-1'],
    ])
  })

  it('takes the failing of everything at once for this side’s own (law 7)', async () => {
    const { called, words } = stand()
    for (const [service, at] of [
      ['rds', EAST],
      ['rds', WEST],
      ['ec2', WEST],
    ] as const)
      called(service, at, 4, 'unreachable')
    expect([...(await words()).values()].map(({ is }) => is)).toEqual(['unknown', 'unknown', 'unknown'])
  })

  it('tells a service that is many times slower than it usually is', async () => {
    const { called, words, time } = stand()
    called('ec2', EAST, 10, undefined, 100)
    await words()
    time.at += 6 * 60_000
    called('ec2', EAST, 10, undefined, 2_000)
    expect((await words()).get('ec2/control@us-east-1')).toEqual({
      ...{ is: 'fail', because: 'calls take 2 s, usually 100 ms', mode: 'slow' },
    })
  })

  it('says nothing of what was not called within five minutes', async () => {
    const { called, words, time } = stand()
    called('rds', EAST, 9, 'timed-out')
    time.at += 6 * 60_000
    expect((await words()).size).toBe(0)
  })
})
