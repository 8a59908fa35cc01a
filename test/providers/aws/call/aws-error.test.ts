import { describe, expect, it } from 'vitest'
import { OperatingError } from '../../../../src/model/error.js'
import { awsError } from '../../../../src/providers/aws/call/aws-error.js'

interface Thrown {
  readonly name: string
  readonly message?: string
  readonly status?: number
  readonly code?: string
  readonly requestId?: string
}

/** As the SDK throws it. */
function sdk({ code, message = 'it says so', name, requestId, status }: Thrown): Error {
  const error = Object.assign(new Error(message), { $metadata: { httpStatusCode: status, requestId } })
  error.name = name
  return code === undefined ? error : Object.assign(error, { code })
}
const codeOf = (thrown: Thrown): string => awsError(sdk(thrown), 'do it').code

describe('an error of AWS, by the name that each service gives it', () => {
  it.each([
    ['ThrottlingException', 400, 'throttled'],
    ['Throttling', 400, 'throttled'],
    ['RequestLimitExceeded', 503, 'throttled'],
    ['SlowDown', 503, 'throttled'],
    ['TooManyRequestsException', 429, 'throttled'],
    ['PriorRequestNotComplete', 400, 'throttled'],
    ['ProvisionedThroughputExceededException', 400, 'throttled'],
    ['EndpointTemporarilyUnavailableException', 503, 'unreachable'],
    ['ServiceUnavailable', 503, 'unreachable'],
    ['InternalFailure', 500, 'unreachable'],
    ['InternalServerError', 500, 'unreachable'],
    ['InsufficientInstanceCapacity', 500, 'insufficient-capacity'],
    ['InsufficientDBInstanceCapacity', 400, 'insufficient-capacity'],
    ['AccessDenied', 403, 'denied'],
    ['AccessDeniedException', 400, 'denied'],
    ['UnauthorizedOperation', 403, 'denied'],
    ['AuthFailure', 401, 'denied'],
    ['ExpiredToken', 403, 'denied'],
    ['ExpiredTokenException', 400, 'denied'],
    ['RequestExpired', 400, 'denied'],
    ['RequestTimeTooSkewed', 403, 'denied'],
    ['InvalidSignatureException', 400, 'denied'],
    ['MissingAuthenticationToken', 403, 'denied'],
    ['UnrecognizedClientException', 400, 'denied'],
    ['SubscriptionRequiredException', 400, 'denied'],
    ['PreconditionFailed', 412, 'conflict'],
    ['InvalidChangeBatch', 400, 'conflict'],
    ['HealthCheckVersionMismatch', 409, 'conflict'],
    ['ConflictException', 409, 'conflict'],
    ['DBInstanceNotFound', 404, 'not-found'],
    ['DBInstanceNotFoundFault', 404, 'not-found'],
    ['NoSuchHostedZone', 404, 'not-found'],
    ['NoSuchKey', 404, 'not-found'],
    ['InvalidGroup.NotFound', 400, 'not-found'],
    ['ResourceNotFoundException', 400, 'not-found'],
    ['RequestTimeout', 400, 'timed-out'],
    ['InvalidDBInstanceState', 400, 'refused'],
    ['ValidationError', 400, 'refused'],
  ])('%s (%i) is %s', (name, status, code) => {
    expect(codeOf({ name, status })).toBe(code)
  })

  it.each([
    [429, 'throttled'],
    [401, 'denied'],
    [403, 'denied'],
    [404, 'not-found'],
    [412, 'conflict'],
    [400, 'refused'],
    [500, 'unreachable'],
    [502, 'unreachable'],
    [undefined, 'unreachable'],
  ])('a nameless one goes by its status: %s is %s', (status, code) => {
    expect(codeOf({ name: 'Unknown', ...(status === undefined ? {} : { status }) })).toBe(code)
  })

  it.each([
    ['ECONNRESET', 'TimeoutError', 'unreachable'],
    ['EPIPE', 'TimeoutError', 'unreachable'],
    ['ECONNREFUSED', 'Error', 'unreachable'],
    ['ENOTFOUND', 'Error', 'unreachable'],
    ['ETIMEDOUT', 'TimeoutError', 'timed-out'],
    [undefined, 'TimeoutError', 'timed-out'],
  ])('a connection that failed with %s, as the SDK names it %s, is %s', (code, name, expected) => {
    expect(codeOf({ name, ...(code === undefined ? {} : { code }) })).toBe(expected)
  })
})

describe('what an error of AWS says', () => {
  const errorOf = (thrown: Thrown): OperatingError => awsError(sdk(thrown), 'rds:StopDBInstance in us-east-1')

  it('is what was done, the name, the message and the request', () => {
    expect(
      errorOf({ name: 'InvalidDBInstanceState', message: 'it is stopped', status: 400, requestId: 'r-1' }).message,
    ).toBe('rds:StopDBInstance in us-east-1: InvalidDBInstanceState: it is stopped (request r-1)')
  })

  it('leaves out what says nothing', () => {
    const said = ({ message, name }: Thrown) => errorOf({ name, message: message ?? '' }).message
    expect(said({ name: 'NotFound', message: 'UnknownError' })).toBe('rds:StopDBInstance in us-east-1: NotFound')
    expect(said({ name: 'AbortError', message: 'Request aborted' })).toBe(
      'rds:StopDBInstance in us-east-1: no answer before its deadline',
    )
    expect(errorOf({ name: 'TimeoutError', message: 'socket hang up', code: 'ECONNRESET' }).message).toBe(
      'rds:StopDBInstance in us-east-1: the connection broke (ECONNRESET)',
    )
  })

  it.each([
    ['AccessDenied', /failover iam/],
    ['ExpiredTokenException', /have expired: renew them/],
    ['RequestExpired', /have expired: renew them/],
    ['SignatureDoesNotMatch', /the right time/],
    ['RequestTimeTooSkewed', /the right time/],
    ['CredentialsProviderError', /--profile or \$AWS_PROFILE/],
    ['Throttling', /more slowly/],
    ['NoSuchHostedZone', /validate --live/],
  ])('%s: what to do about it', (name, next) => {
    expect(errorOf({ name, status: 403 }).next).toMatch(next)
  })
})

describe('what is not of AWS', () => {
  it('stays what it is when it is an operating error', () => {
    const error = new OperatingError('conflict', 'it is not as expected')
    expect(awsError(error, 'do it')).toBe(error)
  })

  it('is a missing credential without metadata', () => {
    const error = new Error('Could not load credentials from any providers')
    error.name = 'CredentialsProviderError'
    expect(awsError(error, 'do it')).toMatchObject({ code: 'denied' })
  })

  it('is thrown on when it is a bug', () => {
    const bug = new TypeError('undefined is not a function')
    expect(() => awsError(bug, 'do it')).toThrow(bug)
  })
})
