import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { region } from '../../../../src/model/place.js'
import { Wallet } from '../../../../src/providers/aws/call/credentials.js'
import { type Gateway, openGateway } from '../../../fixtures/aws/gateway.js'
import { takeEnvironment } from '../../../fixtures/aws/test-settings.js'

const [US, EU] = [region('us-east-1'), region('eu-west-1')]
const ROLE = 'arn:aws:iam::123456789012:role/failover'
const STARTED = Date.UTC(2026, 10, 24, 14, 15)
const MINUTE_MS = 60_000

// STS is the gateway's own answer: an hour's credentials, numbered as they are given out.
describe('credentials', () => {
  let gateway: Gateway
  let now = STARTED
  let given = 0
  beforeAll(async () => {
    gateway = await openGateway('http://127.0.0.1:9')
    gateway.answer({ service: 'sts', operation: 'AssumeRole' }, () => ({
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
        <AccessKeyId>KEY${++given}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
        <Expiration>${new Date(now + 60 * MINUTE_MS).toISOString()}</Expiration>
      </Credentials></AssumeRoleResult></AssumeRoleResponse>`,
    }))
  })
  afterAll(() => gateway.close())
  beforeEach(() => {
    takeEnvironment()
    gateway.reset()
    now = STARTED
    given = 0
  })

  const walletOf = (role?: string): Wallet =>
    new Wallet({ home: EU, version: 'test', endpoint: gateway.url, ...(role ? { role } : {}) }, () => now)
  const keyOf = async (wallet: Wallet, at = US, role?: string) => (await wallet.of(at, role)()).accessKeyId
  const asked = () => gateway.requests.map(({ operation, region: at }) => `${operation} ${at}`)

  it('without a role are the user’s own, and STS is not asked', async () => {
    expect(await keyOf(walletOf())).toBe('AKIAIOSFODNN7EXAMPLE')
    expect(asked()).toEqual([])
  })

  it('of a role come from the regional endpoint, once for all who ask at the same time and later', async () => {
    const wallet = walletOf()
    expect(await Promise.all([keyOf(wallet, US, ROLE), keyOf(wallet, US, ROLE)])).toEqual(['KEY1', 'KEY1'])
    now += 54 * MINUTE_MS
    expect(await keyOf(wallet, US, ROLE)).toBe('KEY1')
    expect(asked()).toEqual(['AssumeRole us-east-1'])
  })

  it('of each region are its own, so that the silence of one takes none of the other', async () => {
    const wallet = walletOf()
    gateway.fault({ region: 'us-east-1', does: 'reset' })
    await expect(keyOf(wallet, US, ROLE)).rejects.toMatchObject({
      ...{ code: 'unreachable', message: expect.stringContaining(`assume ${ROLE} at STS in us-east-1`) },
    })
    expect(await keyOf(wallet, EU, ROLE)).toBe('KEY1')
    expect(asked()).toEqual(['AssumeRole us-east-1', 'AssumeRole eu-west-1'])
  })

  it('of the policy’s role stand where a call names none', async () => {
    expect(await keyOf(walletOf(ROLE))).toBe('KEY1')
  })

  it('are renewed five minutes before their end', async () => {
    const wallet = walletOf()
    await keyOf(wallet, US, ROLE)
    now += 56 * MINUTE_MS
    expect(await keyOf(wallet, US, ROLE)).toBe('KEY1')
    await expect.poll(() => keyOf(wallet, US, ROLE)).toBe('KEY2')
    expect(asked()).toHaveLength(2)
  })

  it('serve on until their end when nobody gives new ones, and no longer', async () => {
    const wallet = walletOf()
    await keyOf(wallet, US, ROLE)
    gateway.fault({ does: 'error' })
    now += 59 * MINUTE_MS
    expect(await keyOf(wallet, US, ROLE)).toBe('KEY1')
    now += 2 * MINUTE_MS
    await expect(keyOf(wallet, US, ROLE)).rejects.toMatchObject({ code: 'unreachable' })
    gateway.reset()
    expect(await keyOf(wallet, US, ROLE)).toBe('KEY2')
  })

  it('that cannot be found are denied, with where they are looked for', async () => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) delete process.env[name]
    await expect(keyOf(walletOf())).rejects.toMatchObject({
      code: 'denied',
      next: expect.stringContaining('--profile'),
    })
  })
})
