/**
 * `validate --live`: looks at everything a policy names, and refuses foot-guns before they fire. What cannot be
 * seen is told as well, since unknown always blocks.
 */
import { setMaxListeners } from 'node:events'
import { asOperatingError } from '../../model/error.js'
import type { Inspection } from '../../model/resource.js'
import type { Policy, ResourcePolicy } from '../../policy/policy.js'
import { checkBalancers } from './balancer-check.js'
import type { AwsContext } from './driver-context.js'
import { driverModule } from './drivers.js'
import type { Finding } from './live-check.js'

export interface LiveReport {
  readonly findings: readonly Finding[]
  /** What was seen, fit to be kept for a worse day (law 13). */
  readonly inspections: readonly Inspection[]
}

/** Checks every resource of `policy`, one after another's SDK but all at once in time. Changes nothing. */
export async function validateLive(policy: Policy, context: AwsContext, signal: AbortSignal): Promise<LiveReport> {
  // Every call listens on it.
  setMaxListeners(0, signal)
  const [balancers, each] = await Promise.all([
    checkBalancers(policy, context, signal),
    Promise.all(policy.plan.resources.map((resource) => lookAt(resource, context, signal))),
  ])
  return {
    findings: [...each.flatMap(({ findings }) => findings), ...balancers],
    inspections: each.flatMap(({ inspection }) => (inspection ? [inspection] : [])),
  }
}

interface Looked {
  readonly findings: readonly Finding[]
  readonly inspection?: Inspection
}

async function lookAt(resource: ResourcePolicy, context: AwsContext, signal: AbortSignal): Promise<Looked> {
  try {
    const module = await driverModule(resource.type)
    if (!module) return { findings: [blind(resource, `this version has no driver for "${resource.type}"`)] }
    const inspection = await module.make(resource, context).inspect(signal)
    const checked = await module.check?.(resource, context, signal)
    return { inspection, findings: [...unseenIn(inspection), ...(checked ?? [])] }
  } catch (thrown) {
    return { findings: [blind(resource, asOperatingError(thrown, `look at ${resource.name}`).message)] }
  }
}

/** What a fact says depends on the move, and the plan is asked for that; what cannot be seen is told of in any case. */
function unseenIn({ facts, resource }: Inspection): readonly Finding[] {
  const byReason = new Map<string, string[]>()
  for (const [fact, { because, is }] of Object.entries(facts))
    if (is === 'unknown') byReason.set(because, [...(byReason.get(because) ?? []), fact])
  return [...byReason].map(([because, unseen]) => blind({ name: resource }, `${unseen.join(', ')}: ${because}`))
}

const blind = ({ name }: Pick<ResourcePolicy, 'name'>, says: string): Finding => ({
  ...{ rule: 'not-seen', severity: 'unknown', resource: name, says },
  next: 'see that AWS answers there, and that you may read it ("failover iam")',
})
