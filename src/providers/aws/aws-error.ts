/**
 * What AWS answered, as an operating error: the SDK gives each service's error by name, with the HTTP status beside it.
 * Names are from the services' API references; the common ones from
 * https://docs.aws.amazon.com/awssupport/latest/APIReference/CommonErrors.html.
 */
import { asOperatingError, type OperatingCode, OperatingError } from '../../model/error.js'

interface Sdk {
  readonly name: string
  readonly message: string
  readonly status?: number
  readonly requestId?: string
}

/** The first line that matches the error's name decides. */
const BY_NAME: readonly (readonly [RegExp, OperatingCode])[] = [
  [
    /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|PriorRequestNotComplete|RequestThrottled|LimitExceededRate/,
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
    /AccessDenied|Unauthorized|NotAuthorized|AuthFailure|ExpiredToken|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|IncompleteSignature|OptInRequired|InvalidAccessKeyId|TokenRefreshRequired|CredentialsProviderError|TokenProviderError|SubscriptionRequired/,
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

function codeOf({ name, status = 0 }: Sdk): OperatingCode {
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
  if (/CredentialsProvider|TokenProvider/.test(name)) {
    return 'give credentials: a profile by --profile or $AWS_PROFILE, or $AWS_ACCESS_KEY_ID and $AWS_SECRET_ACCESS_KEY'
  }
  return NEXT[code]
}

const said = ({ message, name }: Sdk): string => {
  const text = message.trim()
  return text === '' || text === 'UnknownError' || text === 'Unknown' ? name : `${name}: ${text}`
}

/** An error as the SDK throws it: of a service (`$metadata`), of its credential providers, or of its HTTP handler. */
function sdkErrorOf(thrown: unknown): Sdk | undefined {
  if (!(thrown instanceof Error)) return undefined
  const {
    $metadata: metadata,
    name,
    message,
  } = thrown as Error & { $metadata?: { httpStatusCode?: number; requestId?: string } }
  const isOfSdk =
    metadata !== undefined || /^(CredentialsProviderError|TokenProviderError|TimeoutError|AbortError)$/.test(name)
  if (!isOfSdk) return undefined
  return {
    name,
    message,
    ...(metadata?.httpStatusCode === undefined ? {} : { status: metadata.httpStatusCode }),
    ...(metadata?.requestId === undefined ? {} : { requestId: metadata.requestId }),
  }
}
