/** The ways to have capacity in a region, to launch no more in a zone, to freeze and to thaw: names, planes and undo as on AWS. */
import type { Plane, Region, Service } from '../model/place.js'
import type { Action, End, Tactic } from '../model/plan.js'
import type { Inspection } from '../model/resource.js'
import type { FleetGroup } from './fleets.js'
import { answersFact, controlOf, type SimContext } from './sim-driver.js'

/** Resource types that are fleets, and the service that each is changed by. */
export type Kind = 'autoscaling-group' | 'ecs-service' | 'eks-nodegroup'
export const SERVICE: { readonly [kind in Kind]: Service } = {
  'autoscaling-group': 'autoscaling',
  'ecs-service': 'ecs',
  'eks-nodegroup': 'eks',
}
const PROCESSES = 'AZRebalance, AlarmNotification, ReplaceUnhealthy, ScheduledActions, Terminate'
/** Names of the facts that tactics rest on. */
export const existsFact = (kind: Kind, at: Region): string =>
  `${kind === 'autoscaling-group' ? 'group' : 'capacity'} in ${at}`
export const roomFact = (at: Region): string => `room in ${at}`
export const launchFact = (at: Region): string => `launches in ${at}`
export const addressFact = (at: Region): string => `addresses in ${at}`
export const otherZoneFact = (zone: string): string => `zones besides ${zone}`

/** What a raise rests on besides, and how long a launch is expected to take. */
const FACTS: { readonly [kind in Kind]: readonly ((at: Region) => string)[] } = {
  'autoscaling-group': [roomFact, launchFact, addressFact],
  'ecs-service': [],
  'eks-nodegroup': [roomFact],
}
const LAUNCH_MS: { readonly [kind in Kind]: number } = {
  ...{ 'autoscaling-group': 120_000, 'ecs-service': 60_000, 'eks-nodegroup': 180_000 },
}

/** A fleet and what it is acted on with. */
export interface Running {
  readonly context: SimContext
  readonly group: FleetGroup
  readonly kind: Kind
  readonly noun: 'instances' | 'tasks' | 'nodes'
  /** Share of the wanted that must serve. */
  readonly minHealthy: number
}

/** What a fleet was seen at in one region. */
export interface Standing {
  readonly desired: number
  readonly useful: number
  readonly left: readonly string[]
  readonly frozen: boolean
}

/** The tactics of a fleet for `end`, best first. */
export function fleetTactics(of: Running, end: End, seen: Inspection): readonly Tactic[] {
  const at = 'at' in end ? end.at : end.region
  if (!of.group.at(at)) return []
  if (end.kind === 'capacity') return capacity(of, end.at, end.from, seen)
  if (of.kind !== 'autoscaling-group') return []
  if (end.kind === 'zone-left') return [zoned(of, end.region, end.zone, true)]
  if (end.kind === 'zone-restored') {
    return standingIn(seen, at)?.left.includes(end.zone) ? [zoned(of, end.region, end.zone, false)] : []
  }
  if (end.kind === 'thawed') return [freezing(of, end.region, false)]
  return end.kind === 'frozen' ? [freezing(of, end.region, true)] : []
}

const standingIn = ({ state }: Inspection, at: Region): Standing | undefined =>
  state[at] as unknown as Standing | undefined

function capacity(of: Running, at: Region, from: Region, seen: Inspection): readonly Tactic[] {
  const { context, group, kind, minHealthy, noun } = of
  const { name } = context.resource
  const here = standingIn(seen, at)
  const wanted = Math.max(group.peak, standingIn(seen, from)?.desired ?? 0)
  const enough = Math.ceil(wanted * minHealthy)
  const control = controlOf(SERVICE[kind], at)
  const action = (verb: string): Action => ({
    ...{ resource: name, verb },
    with: { at, wanted, enough, was: here?.desired ?? 0 },
  })
  const launches = here === undefined || here.useful < wanted
  const raising: Tactic = {
    name: 'raise',
    says: `raise ${name} in ${at} from ${here?.desired ?? 0} to ${wanted} ${noun}`,
    action: action('raise-capacity'),
    needs: launches ? [control, ...launchNeeds(of, at)] : [control],
    prerequisites: [answersFact(control), existsFact(kind, at), ...FACTS[kind].map((fact) => fact(at))],
    undo: here ? { kind: 'action', action: action('restore-capacity') } : { kind: 'not-needed' },
    expectedMs: launches ? LAUNCH_MS[kind] : 1_000,
    ...{ deadlineMs: 600_000, onFailure: 'halt' },
  }
  if (!here || here.useful < enough) return [raising]
  const keeping: Tactic = {
    name: 'enough',
    says: `leave ${name} in ${at} as it is: ${here.useful} ${noun} were seen to serve, ${enough} are needed`,
    action: action('keep-capacity'),
    ...{ needs: [], prerequisites: [], undo: { kind: 'not-needed' } },
    ...{ expectedMs: 500, deadlineMs: 10_000, onFailure: 'halt' },
  }
  return [keeping, raising]
}

function launchNeeds({ group, kind }: Running, at: Region): readonly Plane[] {
  if (kind === 'eks-nodegroup') return [controlOf('autoscaling', at), controlOf('ec2', at), controlOf('ebs', at)]
  if (group.root === 'fargate' && kind === 'ecs-service') return []
  return [controlOf('ec2', at), ...(group.root === 'ebs' ? [controlOf('ebs', at)] : [])]
}

function zoned({ context, kind }: Running, region: Region, zone: string, isLeaving: boolean): Tactic {
  const { name } = context.resource
  const control = controlOf('autoscaling', region)
  const action = (verb: string): Action => ({ resource: name, verb, with: { at: region, zone } })
  const [there, back] = isLeaving ? ['leave-zone', 'restore-zone'] : ['restore-zone', 'leave-zone']
  return {
    name: isLeaving ? 'leave-by-subnets' : 'restore-subnets',
    says: isLeaving ? `launch no more of ${name} in ${zone}, and do not rebalance` : `launch ${name} in ${zone} again`,
    action: action(there),
    needs: [control],
    prerequisites: [answersFact(control), existsFact(kind, region), ...(isLeaving ? [otherZoneFact(zone)] : [])],
    undo: { kind: 'action', action: action(back) },
    ...{ expectedMs: 1_000, deadlineMs: 30_000, onFailure: isLeaving ? 'carry-on' : 'halt' },
  }
}

function freezing({ context, kind }: Running, at: Region, isFreeze: boolean): Tactic {
  const { name } = context.resource
  const control = controlOf('autoscaling', at)
  const action = (verb: string): Action => ({ resource: name, verb, with: { at } })
  const [there, back] = isFreeze ? ['suspend-processes', 'resume-processes'] : ['resume-processes', 'suspend-processes']
  return {
    name: there,
    says: isFreeze
      ? `freeze ${name} in ${at}: suspend ${PROCESSES}`
      : `thaw ${name} in ${at}: resume what was suspended for the freeze`,
    action: action(there),
    needs: [control],
    prerequisites: [answersFact(control), existsFact(kind, at)],
    undo: { kind: 'action', action: action(back) },
    ...{ expectedMs: 500, deadlineMs: 15_000, onFailure: 'halt' },
  }
}
