import { beforeEach, expect, it } from 'vitest'
import { describeAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { PASS, watching } from '../fixtures/watching.js'

// moto has no AWS Health: its answers are the gateway's own.
describeAws('watch: health', () => {
  const stand = standForEach()
  let lifts: (() => void)[] = []
  beforeEach(() => {
    for (const lift of lifts) lift()
    lifts = []
  })

  /** AWS Health as it answers in `region`; it keeps what it was asked. */
  function answers(region: string, events: readonly object[]): { asked: string[] } {
    const kept = { asked: [] as string[] }
    lifts.push(
      stand.gateway.answer({ service: 'health', region }, ({ body }) => {
        kept.asked.push(body)
        return {
          status: 200,
          headers: { 'content-type': 'application/x-amz-json-1.1' },
          body: JSON.stringify({ events }),
        }
      }),
    )
    return kept
  }
  const issue = {
    ...{ service: 'EC2', eventTypeCode: 'AWS_EC2_OPERATIONAL_ISSUE', eventTypeCategory: 'issue', region: 'us-east-1' },
    ...{ startTime: 1_700_000_000, statusCode: 'open' },
  }
  const where = (): readonly string[] => stand.gateway.requests.map(({ region }) => region)

  it('tells open issues of each region, as evidence', async () => {
    const { asked } = answers('us-east-1', [issue])
    const { look, policy } = watching(stand, '{ watch: health, services: [EC2, EBS] }')
    expect(await look()).toMatchObject({
      'us-east-1': { is: 'fail', because: 'EC2: AWS_EC2_OPERATIONAL_ISSUE since 2023-11-14T22:13:20.000Z' },
      'eu-west-1': PASS,
    })
    expect(policy.observe.signals[0]).toMatchObject({ weight: 'evidence', tells: 'domain' })
    expect(JSON.parse(asked[0] ?? '')).toMatchObject({
      filter: { regions: ['us-east-1', 'eu-west-1'], eventStatusCodes: ['open'], services: ['EC2', 'EBS'] },
    })
  })

  it('asks the other of its two regions where the first is silent', async () => {
    stand.gateway.fault({ service: 'health', region: 'us-east-1', does: 'error' })
    answers('us-east-2', [])
    expect(await watching(stand, '{ watch: health }').look()).toMatchObject({ 'us-east-1': PASS })
    expect(where().at(-1)).toBe('us-east-2')
  })

  it('knows nothing without the support plan, says so, and does not go on asking', async () => {
    const message = 'AWS Premium Support Subscription is required to use this service.'
    stand.gateway.fault({ service: 'health', does: { status: 400, code: 'SubscriptionRequiredException', message } })
    const { context, look, policy } = watching(stand, '{ watch: health }')
    expect((await look())['us-east-1']).toMatchObject({ is: 'unknown', because: expect.stringContaining(message) })
    expect(where()).toEqual(['us-east-1'])
    const { healthWatch } = await import('../../../../src/providers/aws/watch/watch-health.js')
    const [signal] = policy.observe.signals
    if (!signal || !('watch' in signal)) throw new Error('no signal')
    const watch = healthWatch({ signal, policy, context })
    const never = new AbortController().signal
    await watch.ask(never)
    stand.gateway.forget()
    expect((await watch.ask(never))[0]?.word).toMatchObject({
      is: 'unknown',
      because: expect.stringContaining(message),
    })
    expect(stand.gateway.requests).toEqual([])
  })
})
