/**
 * What every client is made with, in one place: credentials, deadlines, no retries of the SDK's own, user agent.
 *
 * The endpoint can be overridden for tests by the SDK's own `AWS_ENDPOINT_URL`
 * (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html).
 */
import type { fromNodeProviderChain } from '@aws-sdk/credential-providers'
import type { Region } from '../../../model/place.js'

export type Credentials = ReturnType<typeof fromNodeProviderChain>

/** How this user reaches AWS; the policy's `aws` section, with `--profile` before it. */
export interface Access {
  readonly profile?: string
  /** A role assumed for every call that names none of its own. */
  readonly role?: string
  readonly fips?: boolean
  readonly dualStack?: boolean
  /** Whose STS answers for services that stand in no region of the app, such as Route 53: a standby's. */
  readonly home: Region
  readonly version: string
  /** Answers for every service instead of AWS, as in tests; `AWS_ENDPOINT_URL` does the same without this. */
  readonly endpoint?: string
}

/** Where a call goes. */
export interface Target {
  /** The region whose endpoint answers, or, for a global service, the one its requests are signed for. */
  readonly region: Region
  /** The role to call under; ARN. */
  readonly role?: string
  /** An endpoint of the resource's own, such as one of the five of a routing-control cluster. */
  readonly endpoint?: string
}

/** How a client of any service connects, STS's for roles included. */
interface Connection {
  readonly maxAttempts: number
  readonly requestHandler: { readonly connectionTimeout: number; readonly requestTimeout: number }
  readonly customUserAgent: [string, string][]
  readonly useFipsEndpoint?: boolean
  readonly useDualstackEndpoint?: boolean
  readonly endpoint?: string
}

export interface ClientSettings extends Connection {
  readonly region: string
  readonly credentials: Credentials
}

const CONNECT_MS = 2_000
/** No answer of AWS takes longer that is still worth waiting for; callers set shorter deadlines. */
const REQUEST_MS = 30_000

/** The SDK warns of Node versions it will leave one day; whoever runs a failover has other worries. */
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'

/** Settings for one client. */
export const settingsFor = (
  access: Access,
  { endpoint = access.endpoint, region }: Target,
  credentials: Credentials,
): ClientSettings => ({ region, credentials, ...connectionOf(access, endpoint) })

/** What clients of all services share; `endpoint` answers instead of AWS's own. */
export const connectionOf = ({ dualStack, fips, version }: Access, endpoint: string | undefined): Connection => ({
  // The caller retries what is safe within its budget; a retry hidden in here would be a storm nobody counts (law 16).
  maxAttempts: 1,
  requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: REQUEST_MS },
  customUserAgent: [['failover', version]],
  ...(fips ? { useFipsEndpoint: true } : {}),
  ...(dualStack ? { useDualstackEndpoint: true } : {}),
  ...(endpoint === undefined ? {} : { endpoint }),
})
