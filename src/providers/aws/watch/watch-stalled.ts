/**
 * Stalled I/O of volumes by CloudWatch: `VolumeStalledIOCheck` is 1 in each minute in which a volume did no I/O it was
 * asked for (https://docs.aws.amazon.com/ebs/latest/userguide/using_cloudwatch_ebs.html). Three minutes of the last
 * five make it stalled. Volumes of Fargate tasks, and of instances that are no Nitro, publish none.
 */
import { GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch'
import type { Region } from '../../../model/place.js'
import type { AwsContext } from '../driver-context.js'
import { ASK_MS, inGroups } from './watch.js'

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html: 500 metrics a request. */
const QUERIES = 500
const PERIOD_MS = 60_000
const POINTS = 5
const STALLED_POINTS = 3

/** Of each volume that publishes it: whether it is stalled. */
export async function stalledIn(
  { aws, clock }: AwsContext,
  region: Region,
  volumes: readonly { readonly id: string }[],
  stop: AbortSignal,
): Promise<ReadonlyMap<string, boolean>> {
  // The last minute is not whole yet, and the one before may still be on its way.
  const end = clock.now()
  const EndTime = new Date(end)
  const StartTime = new Date(end - (POINTS + 2) * PERIOD_MS)
  const answers = await Promise.all(
    inGroups(volumes, QUERIES).map(async (group) => {
      const MetricDataQueries = group.map(({ id }, index) => queryOf(id, index))
      const asking = new GetMetricDataCommand({ StartTime, EndTime, MetricDataQueries, ScanBy: 'TimestampDescending' })
      const { MetricDataResults = [] } = await aws.call('cloudwatch', { region }, asking, stop, ASK_MS)
      return MetricDataResults.flatMap(({ Id = '', Values = [] }) => {
        const volume = group[Number(Id.slice(1))]
        return volume && Values.length > 0 ? [[volume.id, isStalled(Values)] as const] : []
      })
    }),
  )
  return new Map(answers.flat())
}

/** Newest first. */
export const isStalled = (values: readonly number[]): boolean =>
  values.slice(0, POINTS).filter((value) => value >= 1).length >= STALLED_POINTS

const queryOf = (volume: string, index: number): MetricDataQuery => ({
  Id: `v${index}`,
  MetricStat: {
    Metric: {
      ...{ Namespace: 'AWS/EBS', MetricName: 'VolumeStalledIOCheck' },
      Dimensions: [{ Name: 'VolumeId', Value: volume }],
    },
    ...{ Period: PERIOD_MS / 1_000, Stat: 'Maximum' },
  },
})
