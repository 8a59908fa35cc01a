/** How many vCPUs each region lets an account run, of the families that the app's groups launch there, and of Fargate. */
import { GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas'
import type { Group, VcpuQuota } from '../../../audit/estate.js'
import { type Family, familyOf } from '../../../audit/vcpu-quota.js'
import { OperatingError } from '../../../model/error.js'
import type { Region } from '../../../model/place.js'
import type { Target } from '../call/client-settings.js'
import type { Gathering } from './gathering.js'
import { ASK_MS, targetOf } from './tagged.js'

interface Asking {
  readonly family: Family
  readonly target: Target
  readonly resources: readonly string[]
}

/** Those of `region`; each is the quota of one account, which a resource's role tells. */
export async function quotasIn(
  region: Region,
  groups: readonly Group[],
  gathering: Gathering,
): Promise<readonly VcpuQuota[]> {
  const { context, seen, signal } = gathering
  const here = groups.filter((each) => each.region === region && each.launch?.is === 'whole' && each.by !== 'local')
  await Promise.all(here.map((group) => uncounted(group, gathering)))
  const found = await Promise.all(
    askingsOf(here, gathering).map(({ family: { name, quota, service }, resources, target }) =>
      seen(`quota ${quota} in ${region}`, async () => {
        const command = new GetServiceQuotaCommand({ ServiceCode: service, QuotaCode: quota })
        const answer = await context.aws.call('servicequotas', target, command, signal, ASK_MS)
        const vcpus = answer.Quota?.Value
        return vcpus === undefined ? [] : [{ region, service, quota, name, vcpus, resources }]
      }),
    ),
  )
  return found.flat()
}

/** Says of a group whose quota nobody can look up that it was not seen. A group may have no type of its own. */
async function uncounted({ launch, region, resource }: Group, { seen }: Gathering): Promise<void> {
  const kind = launch?.kind ?? ''
  if (!kind.includes('.') || familyOf(kind) !== undefined) return
  const because = `the quota of ${kind} is not known here`
  await seen(`quota of ${resource} in ${region}`, () => Promise.reject(new OperatingError('unsupported', because)))
}

/** One for each account and quota. */
function askingsOf(groups: readonly Group[], { policy }: Gathering): readonly Asking[] {
  const askings = new Map<string, Asking>()
  for (const { launch, region, resource: name } of groups) {
    const family = familyOf(launch?.kind ?? '')
    if (!family) continue
    const target = targetOf(
      region,
      policy.plan.resources.find((each) => each.name === name),
    )
    const key = `${target.role ?? ''} ${family.quota}`
    askings.set(key, { family, target, resources: [...(askings.get(key)?.resources ?? []), name] })
  }
  return [...askings.values()]
}
