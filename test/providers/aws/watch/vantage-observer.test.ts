import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Check } from '../../../../src/model/health.js'
import { region } from '../../../../src/model/place.js'
import { awsCaller } from '../../../../src/providers/aws/call/caller.js'
import type { AwsContext } from '../../../../src/providers/aws/driver-context.js'
import { handler } from '../../../../src/providers/aws/vantage/handler.js'
import { awsObservers } from '../../../../src/providers/aws/watch/observers.js'
import { systemClock } from '../../../../src/providers/clock.js'
import { errorReply } from '../../../fixtures/aws/error-shapes.js'
import { type AwsStand, describeAws, openAws } from '../../../fixtures/aws/stand.js'
import { policyOf } from '../fixtures/watching.js'

// Lambda is the gateway's own: it runs the handler in this process, as Lambda runs it where it is deployed.
describeAws('a vantage', () => {
  let stand: AwsStand
  let site: Server
  let port = 0
  beforeAll(async () => {
    stand = await openAws()
    site = createServer((_, response) => response.end('ok'))
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
    const address = site.address()
    port = typeof address === 'object' && address ? address.port : 0
    stand.gateway.answer({ service: 'lambda' }, async ({ body, path, region: at }) => {
      if (!path.endsWith('/invocations')) return undefined
      if (path.includes('/broken/'))
        return { status: 200, headers: { 'x-amz-function-error': 'Unhandled' }, body: '{"errorMessage":"boom"}' }
      if (path.includes('/old/')) return { status: 200, body: '{"checks":"?"}' }
      const reply = await handler(JSON.parse(body))
      // Clocks of other machines are never quite right: this one is an hour ahead.
      const ahead = 3_600_000
      const checks = reply.checks.map((check) => ({ ...check, at: check.at + ahead }))
      return { status: 200, headers: { 'x-from': at }, body: JSON.stringify({ now: reply.now + ahead, checks }) }
    })
  }, 300_000)
  afterAll(async () => {
    site?.close()
    await stand?.close()
  })
  beforeEach(() => stand.reset())

  /** What is seen of the first zone from each vantage. */
  async function seen(functionName: string | undefined, mayChange = false, probeFunction = functionName) {
    const lines = [
      ...['  every: 10s', '  vantages: [here, us-west-2, moon]', '  signals:'],
      '    http: { probe: http, url: "http://{endpoint}/", per: region, timeout: 4s }',
      `  endpoints: { us-east-1: "127.0.0.1:${port}", eu-west-1: "127.0.0.1:1" }`,
      ...(functionName === undefined ? [] : [`  vantage_function: ${functionName}`]),
    ]
    const policy = policyOf(stand, lines.join('\n'))
    const access = { home: region('eu-west-1'), version: 'test', endpoint: stand.url }
    const clock = systemClock()
    const parts = probeFunction === undefined ? {} : { probeFunction }
    const aws = awsCaller({ access, clock, random: Math.random, mayChange, ...parts })
    const context: AwsContext = { ...stand.context(), aws }
    const { observers } = awsObservers(policy, context)
    const looks = await Promise.all(observers.map((observer) => observer.look({ deadlineMs: 20_000 })))
    await Promise.all(observers.map((observer) => observer.close()))
    aws.close()
    const checks = looks.flat().filter((observation): observation is Check => observation.kind === 'check')
    const of = (from: string, place: string) =>
      checks.find((check) => check.from === from && 'region' in check.of && check.of.region === place)
    return { of, checks }
  }

  it('that is a region looks by the function there, with the very same prober, even in a dry run', async () => {
    const { of } = await seen('look')
    expect(of('here', 'us-east-1')?.verdict).toMatchObject({ is: 'pass' })
    expect(of('us-west-2', 'us-east-1')?.verdict).toMatchObject({ is: 'pass' })
    expect(of('us-west-2', 'eu-west-1')?.verdict).toMatchObject({ is: 'fail', mode: 'refused' })
    expect(stand.gateway.requests.map(({ region: at, service }) => `${service} ${at}`)).toEqual(['lambda us-west-2'])
  })

  it('is not believed about the time: only how old a check is counts', async () => {
    const { of } = await seen('look')
    const at = of('us-west-2', 'us-east-1')?.at ?? 0
    expect(Math.abs(Date.now() - at)).toBeLessThan(60_000)
  })

  it('sees nothing where no function is named, or where nobody can look from', async () => {
    const { of } = await seen(undefined)
    expect(of('us-west-2', 'us-east-1')?.verdict).toEqual({
      ...{ is: 'unknown', because: 'nobody looks from us-west-2: name observe.vantage_function' },
    })
    expect(of('moon', 'us-east-1')?.verdict).toEqual({
      ...{ is: 'unknown', because: 'nobody looks from moon: a vantage on AWS is "here" or a region' },
    })
  })

  it.each([
    ['broken', 'broken in us-west-2 failed: {"errorMessage":"boom"}'],
    ['old', 'old in us-west-2 gave no checks'],
  ])('sees nothing where its function is %s, and says why', async (name, because) => {
    expect((await seen(name)).of('us-west-2', 'us-east-1')?.verdict).toEqual({ is: 'unknown', because })
  })

  it('sees nothing where its function may not be invoked', async () => {
    const lift = stand.gateway.answer({ service: 'lambda' }, (asked) =>
      errorReply(asked, 403, 'AccessDeniedException', 'not authorized to perform: lambda:InvokeFunction'),
    )
    const { of } = await seen('look')
    lift()
    expect(of('us-west-2', 'us-east-1')?.verdict).toMatchObject({
      is: 'unknown',
      because: expect.stringContaining('not authorized'),
    })
  })

  it('is let through by the interlock under the name of the probe function alone', async () => {
    const { of } = await seen('look', false, 'another')
    expect(of('us-west-2', 'us-east-1')?.verdict).toMatchObject({
      ...{ is: 'unknown', because: expect.stringContaining('this is a dry run') },
    })
    expect(stand.gateway.requests).toEqual([])
  })
})

describe('the probe function', () => {
  it.each([
    ['nothing', undefined],
    ['another thing', { targets: 'all' }],
    ['a look without an end', { deadlineMs: 10 ** 9, targets: [] }],
    ['more targets than it takes', { deadlineMs: 100, targets: Array(10_001).fill({}) }],
  ])('refuses %s', async (_, event) => {
    await expect(handler(event)).rejects.toThrow(/^this is no look/)
  })

  it('gives nothing for nothing', async () => {
    expect(await handler({ deadlineMs: 100, targets: [] })).toEqual({ now: expect.any(Number), checks: [] })
  })
})
