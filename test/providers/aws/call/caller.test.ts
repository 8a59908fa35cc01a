import { getEventListeners } from 'node:events'
import { UpdateAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling'
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import { DescribeInstancesCommand, RevokeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2'
import { GetAccountSettingsCommand } from '@aws-sdk/client-lambda'
import { DescribeDBInstancesCommand } from '@aws-sdk/client-rds'
import { ListHostedZonesByNameCommand, ListResourceRecordSetsCommand } from '@aws-sdk/client-route-53'
import { CreateBucketCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterEach, describe, expect, it } from 'vitest'
import { OperatingError } from '../../../../src/model/error.js'
import { region } from '../../../../src/model/place.js'
import type { Clock } from '../../../../src/model/world.js'
import { type AwsCaller, awsCaller, type Command } from '../../../../src/providers/aws/call/caller.js'
import type { Clients } from '../../../../src/providers/aws/call/catalogue.js'
import type { Access } from '../../../../src/providers/aws/call/client-settings.js'
import { systemClock } from '../../../../src/providers/clock.js'
import type { Misdeed } from '../../../fixtures/aws/gateway.js'
import { describeAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'

const [US, EU] = [region('us-east-1'), region('eu-west-1')]
const ROLE = 'arn:aws:iam::123456789012:role/failover'
/** Ample for a busy machine; where a test is about a deadline it gives its own. */
const AMPLE_MS = 20_000
const KEY = { Bucket: 'files', Key: 'here' }
const never = new AbortController().signal

/** One reading in each of AWS's protocols. */
const READINGS: readonly (readonly [keyof Clients, Command<unknown>])[] = [
  ['rds', new DescribeDBInstancesCommand({})],
  ['ec2', new DescribeInstancesCommand({})],
  ['dynamodb', new DescribeTableCommand({ TableName: 'carts' })],
  ['route53', new ListHostedZonesByNameCommand({})],
  ['s3', new GetObjectCommand(KEY)],
  ['lambda', new GetAccountSettingsCommand({})],
]

describeAws('a call to AWS, over the wire', () => {
  const stand = standForEach()
  let open: AwsCaller[] = []
  afterEach(() => {
    for (const aws of open) aws.close()
    open = []
  })

  const callerOf = (parts: { access?: Partial<Access>; clock?: Clock; mayChange?: boolean } = {}): AwsCaller => {
    const { clock = systemClock(), mayChange = true } = parts
    const access = { home: EU, version: '9.8.7', endpoint: stand.url, ...parts.access }
    const aws = awsCaller({ access, clock, random: () => 0, mayChange })
    open.push(aws)
    return aws
  }
  const operations = () => stand.gateway.requests.map(({ operation }) => operation)
  const failed = (sent: Promise<unknown>): Promise<OperatingError> =>
    sent.then(
      () => Promise.reject(new Error('it did not fail')),
      (thrown: unknown) => (thrown instanceof OperatingError ? thrown : Promise.reject(thrown)),
    )

  describe.each(READINGS)('of %s', (service, command) => {
    it.each<[Misdeed, OperatingError['code'], RegExp | undefined]>([
      ['throttle', 'throttled', /shares this account's limit/],
      ['deny', 'denied', /failover iam/],
      ['expired', 'denied', /credentials have expired: renew them/],
      ['error', 'unreachable', undefined],
      ['reset', 'unreachable', undefined],
      [{ status: 409, code: 'ConflictException', message: 'it moves' }, 'conflict', undefined],
      [{ status: 400, code: 'ValidationError', message: 'it makes no sense' }, 'refused', undefined],
    ])('%j comes out as %s', async (does, code, next) => {
      stand.gateway.fault({ does })
      const error = await failed(callerOf().call(service, { region: US }, command, never, AMPLE_MS))
      expect(error).toMatchObject({
        code,
        message: expect.stringMatching(new RegExp(`^${service}:\\w+ in us-east-1: `)),
      })
      if (next) expect(error.next).toMatch(next)
    })

    it('silence comes out as timed-out, and the deadline is kept', async () => {
      const aws = callerOf()
      await aws.call(service, { region: US }, command, never, AMPLE_MS).catch(() => undefined)
      stand.gateway.fault({ does: 'hang' })
      const error = await failed(aws.call(service, { region: US }, command, never, 300))
      expect(error).toMatchObject({ code: 'timed-out', message: expect.stringContaining('no answer within 300 ms') })
    })
  })

  it('what does not exist is not-found, in words', async () => {
    const aws = callerOf()
    const s3 = await stand.sdk('s3', US)
    await s3.send(new CreateBucketCommand({ Bucket: KEY.Bucket }))
    const questions = [
      aws.call(
        'rds',
        { region: US },
        new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'none' }),
        never,
        AMPLE_MS,
      ),
      aws.call('s3', { region: US }, new GetObjectCommand(KEY), never, AMPLE_MS),
      aws.call('s3', { region: US }, new HeadObjectCommand(KEY), never, AMPLE_MS),
      aws.call(
        'route53',
        { region: US },
        new ListResourceRecordSetsCommand({ HostedZoneId: 'Z0000000000' }),
        never,
        AMPLE_MS,
      ),
      aws.call('dynamodb', { region: US }, new DescribeTableCommand({ TableName: 'none' }), never, AMPLE_MS),
    ]
    for (const error of await Promise.all(questions.map(failed))) {
      expect(error).toMatchObject({
        code: 'not-found',
        next: expect.stringContaining('validate --live'),
      })
    }
  })

  it('what is no answer of AWS at all is unreachable', async () => {
    const lift = stand.gateway.answer({ service: 'dynamodb' }, () => ({
      status: 502,
      body: '<html>Bad Gateway</html>',
    }))
    const sent = callerOf().call(
      'dynamodb',
      { region: US },
      new DescribeTableCommand({ TableName: 't' }),
      never,
      AMPLE_MS,
    )
    expect(await failed(sent)).toMatchObject({ code: 'unreachable' })
    lift()
  })

  it('leaves nothing behind on the signal of who asked, answered or not', async () => {
    const { signal } = new AbortController()
    const aws = callerOf()
    const looking = (): Promise<unknown> =>
      aws.call('ec2', { region: US }, new DescribeInstancesCommand({}), signal, AMPLE_MS)
    await looking()
    stand.gateway.fault({ does: 'deny' })
    await failed(looking())
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  it('gives a body that can be read after the call', async () => {
    const s3 = await stand.sdk('s3', US)
    await s3.send(new CreateBucketCommand({ Bucket: KEY.Bucket }))
    await s3.send(new PutObjectCommand({ ...KEY, Body: 'text' }))
    const { Body } = await callerOf().call('s3', { region: US }, new GetObjectCommand(KEY), never, AMPLE_MS)
    expect(await Body?.transformToString()).toBe('text')
  })

  describe('again', () => {
    it.each<[Misdeed, string[]]>([
      ['throttle', ['DescribeInstances 503', 'DescribeInstances 200']],
      ['reset', ['DescribeInstances 0', 'DescribeInstances 200']],
      ['error', ['DescribeInstances 500', 'DescribeInstances 200']],
    ])('a reading is tried once more after %s', async (does, expected) => {
      stand.gateway.fault({ does, times: 1 })
      await callerOf().call('ec2', { region: US }, new DescribeInstancesCommand({}), never, AMPLE_MS)
      expect(stand.gateway.requests.map(({ operation, status }) => `${operation} ${status}`)).toEqual(expected)
    })

    it('and no more than once', async () => {
      stand.gateway.fault({ does: 'throttle' })
      await failed(callerOf().call('ec2', { region: US }, new DescribeInstancesCommand({}), never, AMPLE_MS))
      expect(operations()).toEqual(['DescribeInstances', 'DescribeInstances'])
    })

    it.each<[Misdeed]>([['deny'], ['expired']])('a reading refused by %s is not', async (does) => {
      stand.gateway.fault({ does })
      await failed(callerOf().call('ec2', { region: US }, new DescribeInstancesCommand({}), never, AMPLE_MS))
      expect(operations()).toEqual(['DescribeInstances'])
    })

    it.each<[Misdeed]>([['throttle'], ['error'], ['reset'], ['reset-after']])(
      'a change is never, after %s',
      async (does) => {
        stand.gateway.fault({ does })
        const change = new RevokeSecurityGroupIngressCommand({ GroupId: 'sg-0', IpPermissions: [] })
        await failed(callerOf().call('ec2', { region: US }, change, never, AMPLE_MS))
        expect(operations()).toEqual(['RevokeSecurityGroupIngress'])
      },
    )
  })

  describe('in a dry run', () => {
    const change = new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: 'web', DesiredCapacity: 9 })

    it('lets readings out', async () => {
      const aws = callerOf({ mayChange: false })
      await aws.call('ec2', { region: US }, new DescribeInstancesCommand({}), never, AMPLE_MS)
      expect(operations()).toEqual(['DescribeInstances'])
    })

    it('lets no change out, and refuses it before anything is signed', async () => {
      const aws = callerOf({ mayChange: false })
      const error = await failed(aws.call('autoscaling', { region: US, role: ROLE }, change, never, AMPLE_MS))
      expect(error).toMatchObject({
        code: 'interlocked',
        message: 'autoscaling:UpdateAutoScalingGroup would change something, and this is a dry run',
      })
      const shift = { operation: 'StartZonalShift', method: 'POST', path: '/zonalshifts', body: {} } as const
      expect(await failed(aws.rest('arc-zonal-shift', { region: US, role: ROLE }, shift, never))).toMatchObject({
        code: 'interlocked',
      })
      expect(operations()).toEqual([])
      expect(aws.record.seen()).toEqual([])
    })
  })

  it('says who asks', async () => {
    await callerOf().call('ec2', { region: US }, new DescribeInstancesCommand({}), never, AMPLE_MS)
    expect(stand.gateway.requests[0]?.userAgent).toContain('failover/9.8.7')
  })

  describe('under a role', () => {
    const scopes = () => stand.gateway.requests.map((one) => `${one.service}:${one.operation} ${one.region}`)

    it('assumes it at STS in the region that is called', async () => {
      await callerOf().call('rds', { region: US, role: ROLE }, new DescribeDBInstancesCommand({}), never, AMPLE_MS)
      expect(scopes()).toEqual(['sts:AssumeRole us-east-1', 'rds:DescribeDBInstances us-east-1'])
      expect(stand.gateway.requests[0]?.userAgent).toContain('failover/9.8.7')
    })

    it('assumes it at home for what stands in no region of the app', async () => {
      await callerOf().call(
        'route53',
        { region: US, role: ROLE },
        new ListHostedZonesByNameCommand({}),
        never,
        AMPLE_MS,
      )
      expect(scopes()).toEqual(['sts:AssumeRole eu-west-1', 'route53:ListHostedZonesByName us-east-1'])
    })

    it('assumes the role of the policy where a call names none', async () => {
      const aws = callerOf({ access: { role: ROLE } })
      await aws.call('ec2', { region: EU }, new DescribeInstancesCommand({}), never, AMPLE_MS)
      expect(operations()).toEqual(['AssumeRole', 'DescribeInstances'])
    })

    it('assumes it once for all services of a region', async () => {
      const aws = callerOf()
      const at = { region: US, role: ROLE }
      await Promise.all([
        aws.call('ec2', at, new DescribeInstancesCommand({}), never, AMPLE_MS),
        aws.call('rds', at, new DescribeDBInstancesCommand({}), never, AMPLE_MS),
      ])
      await aws.call('ec2', at, new DescribeInstancesCommand({}), never, AMPLE_MS)
      expect(operations().filter((name) => name === 'AssumeRole')).toHaveLength(1)
    })

    it('says which role could not be assumed, and holds it against STS, not against the service', async () => {
      const aws = callerOf()
      stand.gateway.fault({ service: 'sts', does: 'deny' })
      const denied = await failed(
        aws.call('rds', { region: US, role: ROLE }, new DescribeDBInstancesCommand({}), never, AMPLE_MS),
      )
      expect(denied).toMatchObject({
        code: 'denied',
        message: expect.stringContaining(`assume ${ROLE} at STS in us-east-1: AccessDenied`),
      })
      expect(aws.record.seen()).toMatchObject([{ service: 'sts', region: US, calls: 1, failed: 0 }])
      expect(operations()).toEqual(['AssumeRole'])
    })
  })

  describe('where nobody answers', () => {
    const change = new RevokeSecurityGroupIngressCommand({ GroupId: 'sg-0', IpPermissions: [] })

    it('is not asked again for a while, then by one, and by all once that one is answered', async () => {
      const clock = new ShiftedClock()
      const aws = callerOf({ clock })
      const ask = () => aws.call('ec2', { region: US }, change, never, AMPLE_MS)
      const lift = stand.gateway.fault({ service: 'ec2', does: 'reset' })
      for (let count = 0; count < 5; count++) await failed(ask())
      expect(await failed(ask())).toMatchObject({
        code: 'unreachable',
        message: expect.stringContaining('ec2 in us-east-1 did not answer 5 times in a row'),
      })
      expect(operations()).toHaveLength(5)
      expect(aws.record.seen()).toMatchObject([{ calls: 5, failed: 5, throttled: 0 }])
      clock.shiftMs += 11_000
      const trial = failed(ask())
      expect((await failed(ask())).message).toContain('not asked again')
      await trial
      expect(operations()).toHaveLength(6)
      lift()
      clock.shiftMs += 11_000
      expect((await failed(ask())).code).not.toBe('unreachable')
      expect((await failed(ask())).code).not.toBe('unreachable')
      expect(operations()).toHaveLength(8)
    })

    it('leaves other regions and services alone', async () => {
      const aws = callerOf()
      stand.gateway.fault({ service: 'ec2', region: US, does: 'reset' })
      for (let count = 0; count < 6; count++) await failed(aws.call('ec2', { region: US }, change, never, AMPLE_MS))
      await aws.call('ec2', { region: EU }, new DescribeInstancesCommand({}), never, AMPLE_MS)
      await aws.call('rds', { region: US }, new DescribeDBInstancesCommand({}), never, AMPLE_MS)
    })

    it('a call that was stopped by whoever asked says nothing of the service', async () => {
      const aws = callerOf()
      await aws.call('ec2', { region: US }, new DescribeInstancesCommand({}), never, AMPLE_MS)
      stand.gateway.fault({ does: 'hang' })
      for (let count = 0; count < 6; count++) {
        const stop = AbortSignal.timeout(20)
        const error = await failed(aws.call('ec2', { region: US }, new DescribeInstancesCommand({}), stop, AMPLE_MS))
        expect(error).toMatchObject({ code: 'timed-out', message: expect.stringContaining('stopped') })
      }
      expect(aws.record.seen()).toMatchObject([{ calls: 1, failed: 0 }])
    })
  })

  it('keeps on record how calls fared', async () => {
    const aws = callerOf()
    stand.gateway.fault({ service: 'ec2', does: 'throttle', times: 1 })
    await aws.call('ec2', { region: US }, new DescribeInstancesCommand({}), never, AMPLE_MS)
    expect(aws.record.seen()).toMatchObject([{ service: 'ec2', region: US, calls: 2, failed: 0, throttled: 1 }])
  })
})

/** The system's clock, moved on at will. */
class ShiftedClock implements Clock {
  readonly #real = systemClock()
  shiftMs = 0

  now = () => this.#real.now() + this.shiftMs
  monotonic = () => this.#real.monotonic() + this.shiftMs
  sleep = (ms: number, signal?: AbortSignal) => this.#real.sleep(ms, signal)
  after = (ms: number, run: () => void) => this.#real.after(ms, run)
}
