/**
 * `load-balancer-zone`: takes a zone's targets out of target groups and puts them back, those that were seen there and no
 * other. The last healthy targets of a group are never taken out (law 26), looked at on the state after the change.
 */
import { DeregisterTargetsCommand, RegisterTargetsCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import { asOperatingError, OperatingError } from '../../../model/error.js'
import { region } from '../../../model/place.js'
import type { Action } from '../../../model/plan.js'
import type { Holding, Leash } from '../../../model/resource.js'
import { type AwsContext, driverOf, type MakeDriver, targetIn, textIn } from '../driver-context.js'
import { carriedIn } from '../plan-data.js'
import { instancesOf, isHealthy, isRegistered, type Registration, registeredIn, type Target } from './elb-targets.js'
import type { Settings } from './load-balancer-zone.js'
import { inspectTargets } from './load-balancer-zone-inspect.js'
import { nameOfGroup, type Part, PUT_BACK, parts, TAKE_OUT, targetTactics } from './load-balancer-zone-tactics.js'

export { check } from './load-balancer-zone-check.js'

export const make: MakeDriver = (resource, context) => {
  const settings = resource.settings as Settings
  const look = (data: Action['with'], { signal }: Leash): Promise<Looked> => lookAt(data, settings, context, signal)
  return driverOf(resource, context, {
    inspect: (signal) => inspectTargets(settings, context, signal),
    tactics: (end, seen) => targetTactics(resource.name, end, seen, settings),
    acts: {
      [TAKE_OUT]: {
        holds: async (data, leash) => areOut(await look(data, leash)),
        apply: async (data, leash) => takeOut(await look(data, leash)),
      },
      [PUT_BACK]: {
        holds: async (data, leash) => areBack(await look(data, leash)),
        apply: async (data, leash) => putBack(await look(data, leash)),
      },
    },
  })
}

interface Looked {
  readonly context: AwsContext
  readonly at: ReturnType<typeof targetIn>
  readonly signal: AbortSignal
  readonly groups: readonly (Part & { readonly found: readonly Target[] })[]
}

async function lookAt(
  data: Action['with'],
  { role }: Settings,
  context: AwsContext,
  signal: AbortSignal,
): Promise<Looked> {
  const at = targetIn(region(textIn(data, 'region')), role)
  const groups = await Promise.all(
    carriedIn(data, 'parts', parts).map(async (part) => ({
      ...part,
      found: await registeredIn(context, at, part.group, signal),
    })),
  )
  return { context, at, signal, groups }
}

const isSame = (a: Registration, b: Registration): boolean =>
  a.Id === b.Id && (b.Port === undefined || a.Port === b.Port)
const isIn = (found: readonly Target[], wanted: Registration): boolean =>
  found.some((target) => isRegistered(target) && isSame(target.registration, wanted))

function areOut({ groups }: Looked): Holding {
  const rest = groups.map(({ found, group, targets }) => {
    const still = targets.filter((target) => isIn(found, target)).length
    const draining = found.length - found.filter(isRegistered).length
    return {
      still,
      says: `${still} of ${targets.length} targets are still in ${nameOfGroup(group)}, ${draining} draining`,
    }
  })
  return { is: rest.every(({ still }) => still === 0) ? 'yes' : 'no', because: rest.map(({ says }) => says).join('; ') }
}

/** Looks at every group before it touches one. */
async function takeOut({ at, context: { aws }, groups, signal }: Looked): Promise<void> {
  for (const { found, group, targets } of groups) {
    const after = found.filter(
      (target) => isRegistered(target) && !targets.some((out) => isSame(target.registration, out)),
    )
    if (targets.some((target) => isIn(found, target)) && !after.some(isHealthy)) {
      const what = `${nameOfGroup(group)} would be left with no healthy target: ${after.length} would stay, none healthy`
      throw new OperatingError('refused', what, 'see to the targets of the other zones first')
    }
  }
  for (const { found, group: TargetGroupArn, targets } of groups) {
    const Targets = targets.filter((target) => isIn(found, target))
    if (Targets.length > 0)
      await aws.call('elbv2', at, new DeregisterTargetsCommand({ TargetGroupArn, Targets }), signal)
  }
}

async function areBack(looked: Looked): Promise<Holding> {
  const missing = looked.groups.flatMap(({ found, targets }) => targets.filter((target) => !isIn(found, target)))
  const said = looked.groups.map(
    ({ found, group }) => `${found.filter(isRegistered).length} targets in ${nameOfGroup(group)}`,
  )
  if (missing.length === 0) return { is: 'yes', because: said.join('; ') }
  const live = await alive(missing, looked)
  const because = `${said.join('; ')}; ${live.length} are missing, ${missing.length - live.length} are gone for good`
  // When none of them is left, nothing was put back, and that is to be said.
  return { is: live.length === 0 && missing.length < countOf(looked) ? 'yes' : 'no', because }
}

const countOf = ({ groups }: Looked): number => groups.reduce((sum, { targets }) => sum + targets.length, 0)

/** All at once; where ELB refuses one that is no more, the others. */
async function putBack(looked: Looked): Promise<void> {
  for (const { found, group, targets } of looked.groups) {
    const wanted = targets.filter((target) => !isIn(found, target))
    if (wanted.length === 0) continue
    try {
      await register(group, wanted, looked)
    } catch (thrown) {
      const error = asOperatingError(thrown, `put targets back into ${nameOfGroup(group)}`)
      if (error.code !== 'refused' && error.code !== 'not-found') throw error
      const live = await alive(wanted, looked)
      if (live.length === wanted.length) throw error
      if (live.length > 0) await register(group, live, looked)
      else if (targets.length === wanted.length) throw gone(group, wanted)
    }
  }
}

const register = (TargetGroupArn: string, targets: readonly Registration[], { at, context: { aws }, signal }: Looked) =>
  aws.call('elbv2', at, new RegisterTargetsCommand({ TargetGroupArn, Targets: [...targets] }), signal)

/** Those that can be registered: addresses, and instances that run. */
async function alive(
  targets: readonly Registration[],
  { at, context, signal }: Looked,
): Promise<readonly Registration[]> {
  const ids = targets.map(({ Id }) => Id).filter((id) => id.startsWith('i-'))
  const instances = await instancesOf(context, at, ids, signal)
  return targets.filter(({ Id }) => !Id.startsWith('i-') || instances.get(Id)?.State?.Name === 'running')
}

function gone(group: string, targets: readonly Registration[]): OperatingError {
  const what = `none of the ${targets.length} targets taken out of ${nameOfGroup(group)} runs any more: ${targets.map(({ Id }) => Id).join(', ')}`
  return new OperatingError('not-found', what, 'start new ones in the zone and register them')
}
