/**
 * Routes of a Multi-Region Access Point: which buckets are active (dial 100) and which passive (0), and the five regional
 * endpoints that tell and change it (https://docs.aws.amazon.com/AmazonS3/latest/userguide/MrapFailover.html). None of the
 * five is needed by itself, so a failing region is asked last.
 */
import {
  GetMultiRegionAccessPointRoutesCommand,
  SubmitMultiRegionAccessPointRoutesCommand,
} from '@aws-sdk/client-s3-control'
import { z } from 'zod'
import { asOperatingError, type OperatingCode, OperatingError } from '../../../model/error.js'
import { type Region, region } from '../../../model/place.js'
import { type AwsContext, targetIn } from '../driver-context.js'
import { accountOf, type Settings } from './s3-multi-region-access-point.js'

export const route = z.object({ bucket: z.string(), region: z.string(), active: z.boolean() })
export const routes = z.array(route).readonly()
export type Route = z.output<typeof route>

const ENDPOINTS: readonly Region[] = ['us-west-2', 'eu-west-1', 'us-east-1', 'ap-northeast-1', 'ap-southeast-2'].map(
  region,
)
const ACTIVE = 100
const READ_MS = 2_500
/** The next endpoint is asked as well when the one before has not answered by then. */
const PATIENCE_MS = 500
const SUBMIT_MS = 5_000
/** What one endpoint says of itself alone; anything else would be the same at the next. */
const ITS_OWN: ReadonlySet<OperatingCode> = new Set(['unreachable', 'timed-out', 'throttled'])

/** The control endpoints in the order to be asked, `avoided` last. */
export const endpointsOf = (avoided?: string): readonly Region[] => [
  ...ENDPOINTS.filter((each) => each !== avoided),
  ...ENDPOINTS.filter((each) => each === avoided),
]

/**
 * The routes as the first endpoint to answer gives them. Those asked before it may end in their own time: one that is slow
 * has not failed.
 */
export async function routesOf(
  { access_point: Mrap, role }: Settings,
  { aws, clock }: AwsContext,
  signal: AbortSignal,
  avoided?: string,
): Promise<readonly Route[]> {
  const command = new GetMultiRegionAccessPointRoutesCommand({ AccountId: accountOf(Mrap), Mrap })
  const asked = new AbortController()
  const stop = AbortSignal.any([signal, asked.signal])
  const began = clock.monotonic()
  const tries = endpointsOf(avoided).map(async (at, index) => {
    await clock.sleep(index * PATIENCE_MS, stop)
    if (stop.aborted) throw new OperatingError('timed-out', `s3control in ${at} was not asked any more`)
    const leftMs = Math.max(PATIENCE_MS, READ_MS - (clock.monotonic() - began))
    return aws.call('s3control', targetIn(at, role), command, signal, leftMs)
  })
  try {
    const { Routes = [] } = await Promise.any(tries)
    return Routes.map(({ Bucket = '', Region: at = '', TrafficDialPercentage = 0 }) => ({
      ...{ bucket: Bucket, region: at },
      active: TrafficDialPercentage > 0,
    }))
  } catch (thrown) {
    throw thrown instanceof AggregateError ? tellingOf(thrown.errors, Mrap) : thrown
  } finally {
    asked.abort()
  }
}

/** Of the errors of all endpoints, a refusal before a silence: it says more. */
function tellingOf(errors: readonly unknown[], what: string): OperatingError {
  const all = errors.map((error) => asOperatingError(error, `ask for the routes of ${what}`))
  const telling = all.find(({ code }) => !ITS_OWN.has(code)) ?? all[0]
  return telling ?? new OperatingError('unreachable', `no endpoint answers for the routes of ${what}`)
}

/** Sets routes at the first endpoint that takes them, and at no more than that one. */
export async function submit(
  wanted: readonly Route[],
  { access_point: Mrap, role }: Settings,
  { aws }: AwsContext,
  signal: AbortSignal,
  avoided?: string,
): Promise<void> {
  const RouteUpdates = wanted.map(({ active, bucket, region: at }) => ({
    ...{ Bucket: bucket, Region: at },
    TrafficDialPercentage: active ? ACTIVE : 0,
  }))
  const command = new SubmitMultiRegionAccessPointRoutesCommand({ AccountId: accountOf(Mrap), Mrap, RouteUpdates })
  let silent: OperatingError | undefined
  for (const at of endpointsOf(avoided)) {
    try {
      await aws.call('s3control', targetIn(at, role), command, signal, SUBMIT_MS)
      return
    } catch (thrown) {
      const error = asOperatingError(thrown, `set the routes of ${Mrap}`)
      if (signal.aborted || !ITS_OWN.has(error.code)) throw error
      silent = error
    }
  }
  const what = `none of the five control endpoints took the routes of ${Mrap}; the last said: ${silent?.message}`
  throw new OperatingError(silent?.code ?? 'unreachable', what, silent?.next)
}

/** `shop-eu active, shop-us passive`. */
export const sayRoutes = (all: readonly Route[]): string =>
  all.map(({ active, bucket }) => `${bucket} ${active ? 'active' : 'passive'}`).join(', ')
