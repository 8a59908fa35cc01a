/** How many vCPUs of on-demand instances each region lets the account run, for the families that the app's groups launch. */
import { GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas'
import type { Group, VcpuQuota } from '../../../audit/estate.js'
import { familyOf } from '../../../audit/vcpu-quota.js'
import type { Region } from '../../../model/place.js'
import type { Gathering } from './gathering.js'
import { ASK_MS } from './tagged.js'

/** Those of `region`. */
export async function quotasIn(
  region: Region,
  groups: readonly Group[],
  { context, seen, signal }: Gathering,
): Promise<readonly VcpuQuota[]> {
  const kinds = groups.filter((each) => each.region === region).flatMap(({ launch }) => launch?.kind ?? [])
  const families = [
    ...new Map(kinds.flatMap((kind) => familyOf(kind) ?? []).map((each) => [each.quota, each])).values(),
  ]
  const found = await Promise.all(
    families.map(({ name, quota }) =>
      seen(`quota ${quota} in ${region}`, async () => {
        const command = new GetServiceQuotaCommand({ ServiceCode: 'ec2', QuotaCode: quota })
        const answer = await context.aws.call('servicequotas', { region }, command, signal, ASK_MS)
        const vcpus = answer.Quota?.Value
        return vcpus === undefined ? [] : [{ region, quota, name, vcpus }]
      }),
    ),
  )
  return found.flat()
}
