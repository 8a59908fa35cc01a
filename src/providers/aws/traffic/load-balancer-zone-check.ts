/** Why taking a zone's targets out would not work, or not last. */

import type { Finding, LiveCheck } from '../live-check.js'
import { isHealthy, isRegistered, type Target } from './elb-targets.js'
import type { Settings } from './load-balancer-zone.js'
import { type GroupSeen, lookAtGroups } from './load-balancer-zone-inspect.js'
import { nameOfGroup } from './load-balancer-zone-tactics.js'

export const check: LiveCheck = async ({ name: resource, settings }, context, signal) => {
  const all = await lookAtGroups(settings as Settings, context, signal)
  return all.flatMap((seen): readonly Finding[] => {
    const { group, targets } = seen
    if (targets.is === 'none') return [unseen(resource, targets.code === 'not-found', targets.because)]
    const registered = targets.answer.filter(isRegistered)
    const name = nameOfGroup(group)
    return [
      ...unused(resource, name, registered),
      ...inOneZone(resource, name, registered),
      ...owned(resource, name, registered),
      ...ofAnotherRegion(resource, seen),
    ]
  })
}

const unseen = (resource: string, isMissing: boolean, says: string): Finding => ({
  ...{ rule: isMissing ? 'target-group-missing' : 'target-group-unseen', resource, says },
  ...{ severity: isMissing ? 'error' : 'unknown', next: 'see its ARN and the permissions' },
})

function unused(resource: string, name: string, targets: readonly Target[]): readonly Finding[] {
  if (targets.length > 0 && targets.some(({ health }) => health !== 'unused')) return []
  const says =
    targets.length === 0
      ? `${name} has no targets`
      : `none of the ${targets.length} targets of ${name} is used: no listener forwards to it`
  return [
    { rule: 'target-group-unused', severity: 'error', resource, says, next: 'see which target group serves users' },
  ]
}

function inOneZone(resource: string, name: string, targets: readonly Target[]): readonly Finding[] {
  const zones = new Set(targets.filter(isHealthy).flatMap(({ zone }) => zone ?? []))
  const [only] = zones
  if (zones.size !== 1 || only === undefined) return []
  const says = `every healthy target of ${name} stands in ${only}: it can never be left`
  return [{ rule: 'targets-in-one-zone', severity: 'error', resource, says, next: 'run targets in a second zone' }]
}

/** https://docs.aws.amazon.com/autoscaling/ec2/userguide/attach-load-balancer-asg.html */
function owned(resource: string, name: string, targets: readonly Target[]): readonly Finding[] {
  const groups = [...new Set(targets.flatMap(({ group }) => group ?? []))].sort()
  if (groups.length === 0) return []
  const says = `the Auto Scaling group ${groups.join(' and ')} owns targets of ${name}: instances it starts in a zone that is left are registered again, and those taken out may be replaced`
  const next = 'leave the zone by zonal-shift, or let an autoscaling-group resource leave it too'
  return [{ rule: 'targets-of-auto-scaling', severity: 'warning', resource, says, next }]
}

function ofAnotherRegion(resource: string, { at, group }: GroupSeen): readonly Finding[] {
  const region = group.split(':')[3]
  if (region === at) return []
  const says = `${nameOfGroup(group)} is named under ${at}, and stands in ${region}`
  return [{ rule: 'resource-of-another-region', severity: 'error', resource, says, next: 'put it under its region' }]
}
