/**
 * How far a read replica is behind, by CloudWatch's `AWS/RDS` `ReplicaLag`, in seconds, in the replica's own region; -1
 * says that replication does not run. RDS for PostgreSQL shows up to five minutes while nobody writes to the source, and
 * comes to 0 whenever a log file is switched
 * (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PostgreSQL.Replication.ReadReplicas.Monitor.html): hence the
 * worst of a minute is what may be lost, and the best of a minute tells whether it had everything then.
 */
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import type { Reading } from '../../../model/health.js'
import type { Region } from '../../../model/place.js'
import { formatMs } from '../../../model/units.js'
import { type AwsContext, targetIn } from '../driver-context.js'
import type { Roles } from '../fences/fence-kind.js'

const ASK_MS = 2_500
const PERIOD_MS = 60_000
const LOOK_BACK_MS = 10 * 60_000
/** What is older says nothing of now. */
const FRESH_MS = 3 * 60_000

/** One minute's value; `at` is when that minute began, ms since the epoch. */
export interface Sample {
  readonly at: number
  readonly seconds: number
}

/** The samples of the last ten minutes, newest first. */
export async function lagSamples(
  { aws, clock }: AwsContext,
  role: Roles,
  at: Region,
  instance: string,
  stat: 'Maximum' | 'Minimum',
  signal: AbortSignal,
): Promise<readonly Sample[]> {
  const now = clock.now()
  const Metric = {
    Namespace: 'AWS/RDS',
    MetricName: 'ReplicaLag',
    Dimensions: [{ Name: 'DBInstanceIdentifier', Value: instance }],
  }
  const command = new GetMetricDataCommand({
    StartTime: new Date(now - LOOK_BACK_MS),
    // CloudWatch's clock may be ahead of ours.
    EndTime: new Date(now + 2 * PERIOD_MS),
    ScanBy: 'TimestampDescending',
    MetricDataQueries: [{ Id: 'lag', MetricStat: { Metric, Period: PERIOD_MS / 1_000, Stat: stat } }],
  })
  const { MetricDataResults = [] } = await aws.call('cloudwatch', targetIn(at, role), command, signal, ASK_MS)
  const { Timestamps = [], Values = [] } = MetricDataResults[0] ?? {}
  return Timestamps.flatMap((time, index): Sample[] => {
    const seconds = Values[index]
    return seconds === undefined ? [] : [{ at: time.getTime(), seconds }]
  }).sort((a, b) => b.at - a.at)
}

/** The newest sample as a reading in ms; what it cannot tell is unknown, with the reason. */
export function lagReading(samples: readonly Sample[], instance: string, now: number): Reading {
  const [newest] = samples
  if (!newest) return { is: 'unknown', because: `CloudWatch has no ReplicaLag of ${instance} in the last ten minutes` }
  const ageMs = now - newest.at
  if (ageMs > FRESH_MS)
    return { is: 'unknown', because: `the newest ReplicaLag of ${instance} is ${formatMs(ageMs)} old` }
  if (newest.seconds < 0) return { is: 'unknown', because: `ReplicaLag of ${instance} is -1: replication does not run` }
  return { is: 'known', value: Math.round(newest.seconds * 1_000) }
}
