/**
 * What AWS answered, as an operating error: the SDK gives each service's error by name, with the HTTP status beside it.
 * Names are from the services' API references; the common ones from
 * https://docs.aws.amazon.com/awssupport/latest/APIReference/CommonErrors.html.
 */
import { asOperatingError, type OperatingCode, OperatingError } from '../../../model/error.js'

interface Sdk {
  readonly name: string
  /** The system's, where the connection failed. */
  readonly system?: string
  readonly message: string
  readonly status?: number
  readonly requestId?: string
}

/** The first line that matches the error's name decides. */
const BY_NAME: readonly (readonly [RegExp, OperatingCode])[] = [
  [
    /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|PriorRequestNotComplete|ProvisionedThroughputExceeded|BandwidthLimitExceeded/,
    'throttled',
  ],
  [
    /^(EndpointTemporarilyUnavailableException|ServiceUnavailable.*|Internal(Failure|Error|ServerException|ServiceError.*))$/,
    'unreachable',
  ],
  [
    /Insufficient.*Capacity|InsufficientInstanceCapacity|InsufficientDBInstanceCapacity|InsufficientReservedInstanceCapacity|InsufficientHostCapacity/,
    'insufficient-capacity',
  ],
  [
    /AccessDenied|Unauthorized|NotAuthorized|AuthFailure|ExpiredToken|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|IncompleteSignature|OptInRequired|InvalidAccessKeyId|RequestExpired|RequestTimeTooSkewed|InvalidSignature|MissingAuthenticationToken|TokenRefreshRequired|CredentialsProviderError|TokenProviderError|SubscriptionRequired/,
    'denied',
  ],
  [
    /PreconditionFailed|ConditionalRequestConflict|InvalidChangeBatch|Conflict|VersionMismatch|OptimisticLock/,
    'conflict',
  ],
  [/NotFound|^NoSuch|DoesNotExist|InvalidGroup\.NotFound|^ResourceNotFound/, 'not-found'],
  [/^(TimeoutError|AbortError|RequestTimeout.*)$/, 'timed-out'],
]

const NEXT: Partial<Record<OperatingCode, string>> = {
  denied: 'see "failover iam" for the permissions this policy wants, and "aws sts get-caller-identity" for who you are',
  throttled: "something else shares this account's limit; it is tried again more slowly",
  'not-found': 'see that it exists and is named rightly: "failover validate --live"',
}

/** Whatever a call threw, as `OperatingError`; a bug is thrown on. `doing` is what was being done, for people. */
export function awsError(thrown: unknown, doing: string): OperatingError {
  if (thrown instanceof OperatingError) return thrown
  const sdk = sdkErrorOf(thrown)
  if (!sdk) return asOperatingError(thrown, doing)
  const code = codeOf(sdk)
  const id = sdk.requestId === undefined ? '' : ` (request ${sdk.requestId})`
  return new OperatingError(code, `${doing}: ${said(sdk)}${id}`, nextFor(code, sdk))
}

/** The SDK calls a connection that broke a `TimeoutError`, as it does one that was too slow. */
const BROKEN: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE'])

function codeOf({ name, status = 0, system = '' }: Sdk): OperatingCode {
  if (BROKEN.has(system)) return 'unreachable'
  const named = BY_NAME.find(([pattern]) => pattern.test(name))?.[1]
  if (named) return named
  if (status === 429) return 'throttled'
  if (status === 401 || status === 403) return 'denied'
  if (status === 404) return 'not-found'
  if (status === 412) return 'conflict'
  return status >= 400 && status < 500 ? 'refused' : 'unreachable'
}

/** Credentials that ran out are denied like any other, and are mended differently. */
function nextFor(code: OperatingCode, { name }: Sdk): string | undefined {
  if (/Expired|TokenRefresh/.test(name))
    return 'the credentials have expired: renew them (aws sso login, or new keys), then try again'
  if (/Signature|TooSkewed/.test(name))
    return 'see that the secret key is the right one, and that this machine has the right time'
  if (/CredentialsProvider|TokenProvider/.test(name)) {
    return 'give credentials: a profile by --profile or $AWS_PROFILE, or $AWS_ACCESS_KEY_ID and $AWS_SECRET_ACCESS_KEY'
  }
  return NEXT[code]
}

const said = ({ message, name, system = '' }: Sdk): string => {
  if (BROKEN.has(system)) return `the connection broke (${system})`
  if (name === 'AbortError') return 'no answer before its deadline'
  const text = message.trim()
  return text === '' || text === 'UnknownError' || text === 'Unknown' ? name : `${name}: ${text}`
}

/** An error as the SDK throws it: of a service (`$metadata`), of its credential providers, or of its HTTP handler. */
function sdkErrorOf(thrown: unknown): Sdk | undefined {
  if (!(thrown instanceof Error)) return undefined
  const {
    $metadata: metadata,
    code,
    name,
    message,
  } = thrown as Error & { code?: unknown; $metadata?: { httpStatusCode?: number; requestId?: string } }
  const isOfSdk =
    metadata !== undefined || /^(CredentialsProviderError|TokenProviderError|TimeoutError|AbortError)$/.test(name)
  if (!isOfSdk) return undefined
  return {
    name,
    message,
    ...(typeof code === 'string' ? { system: code } : {}),
    ...(metadata?.httpStatusCode === undefined ? {} : { status: metadata.httpStatusCode }),
    ...(metadata?.requestId === undefined ? {} : { requestId: metadata.requestId }),
  }
}
