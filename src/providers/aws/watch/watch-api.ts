/**
 * `watch: api`: how our own calls to AWS fare, by service and region. They tell that a control plane is impaired before
 * any alarm does, and cost nothing. Throttled is not failed (law 23), a refusal is an answer; and when everything we ask
 * anywhere fails at once, it is our own way out that failed (law 7).
 */
import { atRegion, nameOf, type Plane, plane, type Service } from '../../../model/place.js'
import { formatMs } from '../../../model/units.js'
import type { CallsSeen } from '../call/call-record.js'
import type { AwsService } from '../call/catalogue.js'
import { controlOf, globalAcceleratorControl, route53Control } from '../places.js'
import { failing, type MakeWatch, passing, type Told, unseen, type Word } from './watch.js'
import { lookPaceMs } from './watch-pace.js'

const FAILED_MIN = 3
const FAILED_SHARE = 0.5
/** A median of our calls that is slower than this, and so many times what is usual, is as good as failing. */
const SLOW_MS = 1_500
const TIMES_USUAL = 5
const MEDIANS_KEPT = 60

/** Services whose API stands in the region that is called. */
const REGIONAL: Partial<Record<AwsService, Service>> = {
  ...{ autoscaling: 'autoscaling', cloudwatch: 'cloudwatch', dynamodb: 'dynamodb', ec2: 'ec2', ecs: 'ecs', eks: 'eks' },
  ...{ elasticache: 'elasticache', elbv2: 'elb', lambda: 'lambda', rds: 'rds' },
  'arc-zonal-shift': 'zonal-shift',
}

/** The half of a service that our calls reach; none where one endpoint of several says nothing of the service. */
export function planeCalled({ region, service }: Pick<CallsSeen, 'service' | 'region'>): Plane | undefined {
  if (service === 'route53') return route53Control
  if (service === 'globalaccelerator') return globalAcceleratorControl
  // Of S3 we read and write objects: its data side.
  if (service === 's3') return plane('s3', 'data', atRegion(region))
  // Giving out credentials is what STS is there for.
  if (service === 'sts') return plane('sts', 'data', atRegion(region))
  const known = REGIONAL[service]
  return known && controlOf(known, region)
}

export const apiWatch: MakeWatch = ({ context, policy }) => {
  const medians = new Map<string, readonly number[]>()
  return {
    everyMs: lookPaceMs(policy),
    // Which planes we call, only the record knows.
    speaksOf: [],
    ask: async () => {
      const seen = context.aws.record.seen()
      const isOurs = seen.length > 1 && seen.every((calls) => failedMuch(calls))
      return seen.flatMap((calls): readonly Told[] => {
        const of = planeCalled(calls)
        if (!of) return []
        const key = nameOf(of)
        const usual = medians.get(key) ?? []
        const word = isOurs
          ? unseen('every call to every service fails: this side’s own way out')
          : wordOf(calls, usual)
        if (word.is === 'pass' && calls.medianMs !== undefined) {
          medians.set(key, [...usual, calls.medianMs].slice(-MEDIANS_KEPT))
        }
        return [{ of, word, at: calls.at }]
      })
    },
  }
}

const failedMuch = ({ calls, failed }: CallsSeen): boolean => failed >= FAILED_MIN && failed >= calls * FAILED_SHARE

/** What our calls of the last five minutes say; `usual` are medians of rounds that passed, in ms. */
export function wordOf(seen: CallsSeen, usual: readonly number[]): Word {
  const { because = 'no reason kept', calls, failed, medianMs, throttled } = seen
  if (failedMuch(seen)) return failing(`${failed} of ${calls} calls failed: ${because}`, 'silent')
  const middle = [...usual].sort((a, b) => a - b)[Math.floor(usual.length / 2)]
  if (middle !== undefined && medianMs !== undefined && medianMs > SLOW_MS && medianMs > TIMES_USUAL * middle) {
    return failing(`calls take ${formatMs(medianMs)}, usually ${formatMs(middle)}`, 'slow')
  }
  if (failed * 2 < calls - throttled) return passing
  return unseen(`${failed} of ${calls} calls failed and ${throttled} were throttled: too few to tell`)
}
