import { createHash, createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { region } from '../../../../src/model/place.js'
import { awsError } from '../../../../src/providers/aws/call/aws-error.js'
import { type RestRequest, signedRest } from '../../../../src/providers/aws/call/signed-rest.js'
import { errorReply } from '../../../fixtures/aws/error-shapes.js'
import { type Asked, type Gateway, openGateway, type Reply } from '../../../fixtures/aws/gateway.js'
import { AWS_TEST_ENV, testSettings } from '../../../fixtures/aws/test-settings.js'

const BALANCER = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shop/50dc6c495c0c9188'
const GET: RestRequest = {
  ...{ operation: 'GetManagedResource', method: 'GET' },
  path: `/managedresources/${encodeURIComponent(BALANCER)}`,
}
const never = new AbortController().signal

// The far side is the gateway's own answers: what is proved is what leaves, and how what comes back is read.
describe('a signed REST request', () => {
  let gateway: Gateway
  const asked: Asked[] = []
  let reply: (to: Asked) => Reply | Promise<Reply> = () => ({ status: 200, body: '{}' })
  beforeAll(async () => {
    gateway = await openGateway('http://127.0.0.1:9')
    gateway.answer({ service: 'arc-zonal-shift' }, (one) => {
      asked.push(one)
      return reply(one)
    })
  })
  afterAll(() => gateway.close())

  const send = (request: RestRequest, signal = never) =>
    signedRest('arc-zonal-shift', testSettings(gateway.url, region('eu-west-1')), request, signal)
  const answer = (status: number, body: string, headers: Record<string, string> = {}): void => {
    reply = () => ({ status, body, headers })
  }
  const failed = async (request: RestRequest = GET) =>
    awsError(await send(request).catch((thrown: unknown) => thrown), 'ask')

  it.each<[string, RestRequest]>([
    ['a name with colons and slashes in its path', GET],
    ['a query', { ...GET, path: '/zonalshifts', query: { status: 'ACTIVE now', nextToken: 'a+b/c=' } }],
    [
      'a body',
      { operation: 'StartZonalShift', method: 'POST', path: '/zonalshifts', body: { comment: 'späte Übung' } },
    ],
  ])('carries a signature that AWS accepts, with %s', async (_, request) => {
    answer(200, '{}')
    await send(request)
    const one = asked.at(-1)
    if (!one) throw new Error('nothing was asked')
    expect(signatureIn(one)).toBe(signatureOf(one))
    expect(one).toMatchObject({ method: request.method, region: 'eu-west-1', operation: expect.any(String) })
    expect(Object.fromEntries(one.query)).toEqual(request.query ?? {})
    expect(one.body).toBe(request.body === undefined ? '' : JSON.stringify(request.body))
    expect(one.headers['user-agent']).toContain('failover/test')
  })

  it('gives the parsed answer, and an empty object for none', async () => {
    answer(200, '{"arn":"x"}')
    expect(await send(GET)).toEqual({ arn: 'x' })
    answer(200, '')
    expect(await send(GET)).toEqual({})
  })

  it('gives a refusal the name, the reason, the status and the request that AWS gives', async () => {
    answer(409, '{"message":"it is shifted","reason":"ZonalShiftAlreadyExists"}', {
      ...{ 'x-amzn-errortype': 'ConflictException:http://internal.amazon.com/coral/', 'x-amzn-requestid': 'r-1' },
    })
    expect(await failed()).toMatchObject({
      ...{ code: 'conflict', message: 'ask: ConflictException: ZonalShiftAlreadyExists: it is shifted (request r-1)' },
    })
  })

  it.each([
    [404, 'ResourceNotFoundException', 'not-found'],
    [403, 'AccessDeniedException', 'denied'],
    [429, 'ThrottlingException', 'throttled'],
    [500, 'InternalServerException', 'unreachable'],
    [400, 'ValidationException', 'refused'],
  ])('%i %s is %s', async (status, name, code) => {
    reply = (to) => errorReply(to, status, name, 'it says so')
    expect(await failed()).toMatchObject({ code })
  })

  it('takes what is no answer of AWS for none', async () => {
    answer(503, '<html>Service Unavailable</html>')
    expect(await failed()).toMatchObject({ code: 'unreachable', message: expect.stringContaining('HTTP 503') })
  })

  it('takes a broken connection for nobody', async () => {
    const lift = gateway.fault({ does: 'reset' })
    expect(await failed()).toMatchObject({ code: 'unreachable' })
    lift()
  })

  it('stops when it is told to', async () => {
    const lift = gateway.fault({ does: 'hang' })
    await expect(send(GET, AbortSignal.timeout(50))).rejects.toThrow()
    lift()
  })
})

const signatureIn = ({ headers }: Asked): string => /Signature=(\w+)/.exec(String(headers.authorization))?.[1] ?? ''

/** What AWS computes of a request (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). */
function signatureOf({ body, headers, method, path, query }: Asked): string {
  const { authorization = '' } = headers
  const [, date = '', at = '', service = ''] =
    /Credential=[^/]+\/(\d+)\/([^/]+)\/([^/]+)\//.exec(String(authorization)) ?? []
  const names = /SignedHeaders=([\w;-]+)/.exec(String(authorization))?.[1] ?? ''
  const canonical = [
    method,
    path.split('/').map(encoded).join('/'),
    [...query]
      .map((pair) => pair.map(encoded).join('='))
      .sort()
      .join('&'),
    ...names.split(';').map((name) => `${name}:${String(headers[name]).trim()}`),
    '',
    names,
    createHash('sha256').update(body).digest('hex'),
  ].join('\n')
  const scope = `${date}/${at}/${service}/aws4_request`
  const digest = createHash('sha256').update(canonical).digest('hex')
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, digest].join('\n')
  const hmac = (key: string | Buffer, value: string) => createHmac('sha256', key).update(value).digest()
  const secret = `AWS4${AWS_TEST_ENV.AWS_SECRET_ACCESS_KEY}`
  return hmac([date, at, service, 'aws4_request'].reduce<string | Buffer>(hmac, secret), text).toString('hex')
}

const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
