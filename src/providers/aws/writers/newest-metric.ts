/**
 * The newest value of a CloudWatch metric. Metrics come a minute or more late, and one that has stopped coming tells
 * nothing of now: what is older than five minutes is no reading (law 1).
 */
import { GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch'
import type { Reading } from '../../../model/health.js'
import type { Region } from '../../../model/place.js'
import { formatMs } from '../../../model/units.js'
import type { Target } from '../call/client-settings.js'
import { type Asked, type AwsContext, asked } from '../driver-context.js'
import { dataOf } from '../places.js'

export interface Metric {
  readonly namespace: string
  readonly name: string
  readonly dimensions: { readonly [name: string]: string }
}

const FRESH_MS = 5 * 60_000
const PERIOD_S = 60

/** A deadline for what an inspection asks; ms. */
export const INSPECT_MS = 2_500

/** The largest of the newest values of `metrics`, which stand for one quantity; nothing where none is fresh. */
export async function newestOf(
  metrics: readonly Metric[],
  at: Target,
  { aws, clock }: AwsContext,
  signal: AbortSignal,
  ms = INSPECT_MS,
): Promise<Asked<number | undefined>> {
  const now = clock.now()
  const command = new GetMetricDataCommand({
    StartTime: new Date(now - FRESH_MS),
    // The window is open at its end: without the margin the minute that runs would be left out.
    EndTime: new Date(now + PERIOD_S * 1_000),
    ScanBy: 'TimestampDescending',
    MetricDataQueries: metrics.map(queryOf),
  })
  return asked(dataOf('cloudwatch', at.region), async () => {
    const { MetricDataResults = [] } = await aws.call('cloudwatch', at, command, signal, ms)
    const newest = MetricDataResults.flatMap(({ Values: [value] = [] }) => (value === undefined ? [] : [value]))
    return newest.length === 0 ? undefined : Math.max(...newest)
  })
}

function queryOf({ dimensions, name, namespace }: Metric, index: number): MetricDataQuery {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))
  const Metric = { Namespace: namespace, MetricName: name, Dimensions }
  return { Id: `m${index}`, MetricStat: { Metric, Period: PERIOD_S, Stat: 'Maximum' } }
}

/** A lag as a gauge reads it, in ms; `unitMs` is what one of the metric's units is. */
export function lagReading(found: Asked<number | undefined>, what: string, at: Region, unitMs = 1): Reading {
  if (found.is === 'none') return { is: 'unknown', because: found.because }
  if (found.answer === undefined) {
    return { is: 'unknown', because: `CloudWatch in ${at} has no ${what} of the last ${formatMs(FRESH_MS)}` }
  }
  return { is: 'known', value: Math.round(Math.max(0, found.answer) * unitMs) }
}
