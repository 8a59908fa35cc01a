/** The ways of an Auto Scaling group, as plain data. */
import { z } from 'zod'
import type { Region } from '../../../model/place.js'
import type { Action, End, EndOf, Json, Tactic } from '../../../model/plan.js'
import type { Inspection } from '../../../model/resource.js'
import { answersFact } from '../driver-context.js'
import { controlOf } from '../places.js'
import { seenIn } from '../plan-data.js'
import type { Settings } from './autoscaling-group.js'
import {
  addressFact,
  ebsKey,
  groupFact,
  groupState,
  launchFact,
  otherZoneFact,
  roomFact,
  subnetsKey,
  subnetsState,
} from './autoscaling-group-inspect.js'
import { standingIn } from './capacity-figures.js'
import { capacityTactics } from './capacity-tactics.js'
import type { Subnet } from './subnets.js'

export const GROUP_VERBS = {
  leaveZone: 'leave-zone',
  restoreZone: 'restore-zone',
  suspend: 'suspend-processes',
  resume: 'resume-processes',
} as const

/**
 * What would end, replace or move instances that run well. Launch stays: a frozen group may still be given more by a
 * person (https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html, law 24).
 */
export const FREEZES = [
  'AZRebalance',
  'AlarmNotification',
  'ReplaceUnhealthy',
  'ScheduledActions',
  'Terminate',
] as const

/** The tactics for `end`, best first, from what was seen. */
export function groupTactics(resource: string, end: End, seen: Inspection, settings: Settings): readonly Tactic[] {
  const at = 'at' in end ? end.at : end.region
  const group = settings.group[at]
  if (group === undefined) return []
  switch (end.kind) {
    case 'capacity':
      return capacity(resource, group, end, seen, settings)
    case 'zone-left':
      return leaving(resource, group, end, seen)
    case 'zone-restored':
      return restoring(resource, group, end, seen)
    case 'frozen':
      return [freezing(resource, group, end)]
    case 'thawed':
      return [thawing(resource, group, end)]
    default:
      return []
  }
}

function capacity(
  resource: string,
  group: string,
  { at, from }: EndOf<'capacity'>,
  seen: Inspection,
  settings: Settings,
): readonly Tactic[] {
  const found = seenIn(seen.state, at, groupState)
  // What is not known of a root is taken for EBS (law 9).
  const ebs = seenIn(seen.state, ebsKey(at), z.boolean()) ?? true
  const autoscaling = controlOf('autoscaling', at)
  const launch = [controlOf('ec2', at), ...(ebs ? [controlOf('ebs', at)] : [])]
  const subnets = seenIn(seen.state, subnetsKey(at), subnetsState) ?? []
  return capacityTactics({
    ...{ resource, noun: 'instances', at, from, policy: settings },
    seen: found,
    source: standingIn(seen, from),
    needs: { change: [autoscaling], launch },
    prerequisites: [answersFact(autoscaling), groupFact(at), roomFact(at), launchFact(at), addressFact(at)],
    carried: {
      group,
      zones: Object.fromEntries(subnets.map(({ name, zone }) => [name, zone])),
      ...(settings.instance_types.length > 0 && found ? { types: settings.instance_types, launch: found.launch } : {}),
    },
    expectedMs: 120_000,
  })
}

/**
 * Takes the zone's subnets from the group, so that nothing new is launched there. What runs there stays until the balancer
 * has drained it: to rebalance would be to launch on demand, in an outage, what everyone else launches (law 24; "you
 * should not rely on scaling on demand"), so that is suspended first. Users leave a zone by its traffic, not by this, and
 * the rest of an evacuation does not wait for it.
 */
function leaving(resource: string, group: string, end: EndOf<'zone-left'>, seen: Inspection): readonly Tactic[] {
  const { region, zone } = end
  const subnets = seenIn(seen.state, subnetsKey(region), subnetsState) ?? []
  const leave = subnets.filter((subnet) => subnet.zone === zone)
  if (leave.length === 0) return []
  const state = seenIn(seen.state, region, groupState)
  // Suspended for a zone that was left before, or for a freeze, it is ours as well: the last of them resumes it.
  const isOurs =
    Object.values(state?.left ?? {}).some((left) => left.rebalance) || state?.frozen?.includes('AZRebalance') === true
  const rebalance = isOurs || !state?.suspended.includes('AZRebalance')
  const data = zoneData(group, end, leave, rebalance)
  const autoscaling = controlOf('autoscaling', region)
  return [
    {
      name: 'leave-by-subnets',
      says: `launch no more of ${resource} in ${zone}: take ${ids(leave).join(', ')} from ${group}, and do not rebalance`,
      action: { resource, verb: GROUP_VERBS.leaveZone, with: data },
      needs: [autoscaling],
      prerequisites: [answersFact(autoscaling), groupFact(region), otherZoneFact(zone)],
      undo: { kind: 'action', action: { resource, verb: GROUP_VERBS.restoreZone, with: data } },
      ...{ expectedMs: 1_000, deadlineMs: 30_000, onFailure: 'carry-on' },
    },
  ]
}

/** Puts back what the group's own mark says was taken. */
function restoring(resource: string, group: string, end: EndOf<'zone-restored'>, seen: Inspection): readonly Tactic[] {
  const { region, zone } = end
  const left = seenIn(seen.state, region, groupState)?.left[zone]
  if (!left) return []
  const data: Action['with'] = { ...place(group, end), subnets: left.subnets, rebalance: left.rebalance }
  const autoscaling = controlOf('autoscaling', region)
  return [
    {
      name: 'restore-subnets',
      says: `launch ${resource} in ${zone} again: give ${left.subnets.join(', ')} back to ${group}`,
      action: { resource, verb: GROUP_VERBS.restoreZone, with: data },
      needs: [autoscaling],
      prerequisites: [answersFact(autoscaling), groupFact(region)],
      undo: { kind: 'action', action: { resource, verb: GROUP_VERBS.leaveZone, with: data } },
      ...{ expectedMs: 1_000, deadlineMs: 30_000, onFailure: 'halt' },
    },
  ]
}

const place = (group: string, { region, zone }: { readonly region: Region; readonly zone: string }) => ({
  ...{ at: region, group, zone },
})

const ids = (subnets: readonly Subnet[]): readonly string[] => subnets.map(({ id }) => id)

const zoneData = (
  group: string,
  end: EndOf<'zone-left'>,
  leave: readonly Subnet[],
  rebalance: boolean,
): { readonly [key: string]: Json } => ({ ...place(group, end), subnets: ids(leave), rebalance })

function freezing(resource: string, group: string, { region }: EndOf<'frozen'>): Tactic {
  const says = `freeze ${resource} in ${region}: suspend ${FREEZES.join(', ')} of ${group}`
  return { name: 'suspend-processes', says, ...eitherWay(resource, group, region, ['suspend', 'resume']) }
}

/** What was suspended stands on the group itself: what someone else suspended stays so. */
function thawing(resource: string, group: string, { region }: EndOf<'thawed'>): Tactic {
  const says = `thaw ${resource} in ${region}: resume of ${group} what the freeze suspended, and nothing else`
  return { name: 'resume-processes', says, ...eitherWay(resource, group, region, ['resume', 'suspend']) }
}

type Verb = keyof typeof GROUP_VERBS

function eitherWay(
  resource: string,
  group: string,
  at: Region,
  [there, back]: readonly [Verb, Verb],
): Omit<Tactic, 'name' | 'says'> {
  const action = (verb: Verb): Action => ({ resource, verb: GROUP_VERBS[verb], with: { at, group } })
  const autoscaling = controlOf('autoscaling', at)
  return {
    action: action(there),
    needs: [autoscaling],
    prerequisites: [answersFact(autoscaling), groupFact(at)],
    undo: { kind: 'action', action: action(back) },
    ...{ expectedMs: 500, deadlineMs: 15_000, onFailure: 'halt' },
  }
}
