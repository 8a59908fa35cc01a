import { describe, expect, it } from 'vitest'
import { OPERATING_CODES } from '../../../../src/model/error.js'
import { region } from '../../../../src/model/place.js'
import { CallRecord, countsAsFailed } from '../../../../src/providers/aws/call/call-record.js'
import { VirtualClock } from '../../../fixtures/virtual-clock.js'

const [US, EU] = [region('us-east-1'), region('eu-west-1')]

describe('the record of our own calls', () => {
  it('knows nothing before the first', () => {
    expect(new CallRecord(new VirtualClock()).seen()).toEqual([])
  })

  it('counts silence and a service’s own errors as failed, and nothing else', () => {
    expect(OPERATING_CODES.filter(countsAsFailed)).toEqual(['unreachable', 'timed-out'])
  })

  it('sums up by service and region: calls, failures, throttles, the median answer, the newest failure', () => {
    const clock = new VirtualClock()
    const record = new CallRecord(clock)
    for (const tookMs of [30, 10, 20]) record.add('ec2', US, tookMs)
    record.add('ec2', US, 3_000, { code: 'timed-out', because: 'no answer' })
    record.add('ec2', US, 5, { code: 'unreachable', because: 'it said 503' })
    record.add('ec2', US, 5, { code: 'throttled', because: 'slow down' })
    record.add('ec2', US, 5, { code: 'denied', because: 'no' })
    record.add('ec2', EU, 40)
    record.add('rds', US, 50)
    expect(record.seen()).toEqual([
      {
        ...{ service: 'ec2', region: US, calls: 7, failed: 2, throttled: 1, medianMs: 20 },
        ...{ because: 'it said 503', at: clock.now() },
      },
      { service: 'ec2', region: EU, calls: 1, failed: 0, throttled: 0, medianMs: 40, at: clock.now() },
      { service: 'rds', region: US, calls: 1, failed: 0, throttled: 0, medianMs: 50, at: clock.now() },
    ])
  })

  it('has no median where nothing was answered', () => {
    const record = new CallRecord(new VirtualClock())
    record.add('ec2', US, 3_000, { code: 'timed-out', because: 'no answer' })
    expect(record.seen()[0]).not.toHaveProperty('medianMs')
  })

  it('forgets what is older than five minutes, and all but the newest two hundred', async () => {
    const clock = new VirtualClock()
    const record = new CallRecord(clock)
    record.add('ec2', US, 1, { code: 'unreachable', because: 'long ago' })
    await clock.run(clock.sleep(5 * 60_000))
    expect(record.seen()).toMatchObject([{ calls: 1 }])
    await clock.run(clock.sleep(1))
    expect(record.seen()).toEqual([])
    for (let count = 0; count < 300; count++) record.add('ec2', US, 1)
    expect(record.seen()).toMatchObject([{ calls: 200, failed: 0 }])
  })
})
