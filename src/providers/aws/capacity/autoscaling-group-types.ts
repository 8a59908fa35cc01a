/**
 * Other instance types, once AWS has no more of what a group launches: the policy's types become the group's overrides in
 * the policy's order ("prioritized"), so that the service itself falls back from one to the next
 * (https://docs.aws.amazon.com/autoscaling/ec2/userguide/allocation-strategies.html).
 */
import type { AutoScalingGroup, MixedInstancesPolicy } from '@aws-sdk/client-auto-scaling'
import { z } from 'zod'
import { templateOf } from './autoscaling-group-launch.js'
import { type GroupSeen, groupTypes } from './autoscaling-group-look.js'

/** How a group was told to launch; kept as text, since it is given back as it was. */
export const launchText = z.string()

/** What the group launches by, fit to be given back. */
export function launchBy({ LaunchTemplate, MixedInstancesPolicy }: AutoScalingGroup): string {
  if (MixedInstancesPolicy) return JSON.stringify({ MixedInstancesPolicy })
  if (!LaunchTemplate) return JSON.stringify({})
  // An update takes the template by id or by name, not by both.
  const { LaunchTemplateId, LaunchTemplateName, Version } = LaunchTemplate
  const named = LaunchTemplateId === undefined ? { LaunchTemplateName } : { LaunchTemplateId }
  return JSON.stringify({ LaunchTemplate: { ...named, Version } })
}

interface LaunchBy {
  readonly LaunchTemplate?: { readonly LaunchTemplateId?: string; readonly Version?: string }
  readonly MixedInstancesPolicy?: MixedInstancesPolicy
}

/** The text of `launchBy`, as the part of an update that it was. */
export const launchFrom = (text: string): LaunchBy => JSON.parse(text) as LaunchBy

/** Whether the group may launch every one of `types`. */
export const mayLaunch = (group: GroupSeen, types: readonly string[]): boolean => {
  const has = new Set(groupTypes(group))
  return types.every((type) => has.has(type))
}

/** The group's policy with `types` after those it has; nothing for a group that launches by no template. */
export function widened(group: GroupSeen, types: readonly string[]): MixedInstancesPolicy | undefined {
  const { MixedInstancesPolicy } = group.raw
  const more = types.filter((type) => !groupTypes(group).includes(type)).map((InstanceType) => ({ InstanceType }))
  if (MixedInstancesPolicy?.LaunchTemplate) {
    const { LaunchTemplate } = MixedInstancesPolicy
    const Overrides = [...(LaunchTemplate.Overrides ?? []), ...more]
    return { ...MixedInstancesPolicy, LaunchTemplate: { ...LaunchTemplate, Overrides } }
  }
  const template = templateOf(group)
  if (!template) return undefined
  const named = template.id.startsWith('lt-') ? { LaunchTemplateId: template.id } : { LaunchTemplateName: template.id }
  return {
    LaunchTemplate: { LaunchTemplateSpecification: { ...named, Version: template.version }, Overrides: more },
    InstancesDistribution: {
      OnDemandAllocationStrategy: 'prioritized',
      OnDemandBaseCapacity: 0,
      OnDemandPercentageAboveBaseCapacity: 100,
    },
  }
}
