/** The status checks of instances, as EC2 has them: instance, system, and, on Nitro, attached EBS. */
import { DescribeInstanceStatusCommand, type InstanceStatus, type SummaryStatus } from '@aws-sdk/client-ec2'
import type { Region } from '../../../model/place.js'
import type { AwsContext } from '../driver-context.js'
import { ASK_MS, everyPage } from './watch.js'

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-system-instance-status-check.html */
export interface StatusChecks {
  readonly instance?: SummaryStatus
  readonly system?: SummaryStatus
  /** Absent where the instance has none, being no Nitro. */
  readonly attachedEbs?: SummaryStatus
}

const PAGE = 1_000

/** Of every running instance of the account in `region`, by id: an id that is gone would fail the whole question. */
export async function statusChecks(
  { aws }: AwsContext,
  region: Region,
  stop: AbortSignal,
): Promise<ReadonlyMap<string, StatusChecks>> {
  const found = await everyPage<InstanceStatus>(`instance status in ${region}`, async (NextToken) => {
    const asking = new DescribeInstanceStatusCommand({ MaxResults: PAGE, NextToken })
    const { InstanceStatuses: items = [], NextToken: next } = await aws.call('ec2', { region }, asking, stop, ASK_MS)
    return { items, next }
  })
  return new Map(
    found.flatMap(({ AttachedEbsStatus: ebs, InstanceId: id, InstanceStatus: own, SystemStatus: system }) => {
      if (id === undefined) return []
      const checks: StatusChecks = {
        ...(own?.Status === undefined ? {} : { instance: own.Status }),
        ...(system?.Status === undefined ? {} : { system: system.Status }),
        ...(ebs?.Status === undefined ? {} : { attachedEbs: ebs.Status }),
      }
      return [[id, checks] as const]
    }),
  )
}
