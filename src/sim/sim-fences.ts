/**
 * Fences of simulated writers, with the names, planes and order of the AWS ones: those the policy names, then, where a move
 * is not planned, `on-return`, which tries all of them briefly and wants the policy's leave.
 */
import { asOperatingError, OperatingError } from '../model/error.js'
import type { Plane, Region, Service } from '../model/place.js'
import type { Action, End, Json, Tactic } from '../model/plan.js'
import type { Fact, Holding, Leash } from '../model/resource.js'
import type { Cloud } from './cloud.js'
import type { Database } from './databases.js'
import { empty } from './fleets.js'
import { refill } from './launching.js'
import { objectIn, textIn } from './settings.js'
import {
  type Act,
  change,
  controlOf,
  dataOf,
  met,
  no,
  read,
  regionOf,
  type SimContext,
  textOf,
  unmet,
  yes,
} from './sim-driver.js'

type By = 'security-group' | 'stop' | 'scale-to-zero' | 'read-only' | 'object'
type FencedEnd = Extract<End, { kind: 'fenced' }>
interface Fence {
  readonly by: By
  readonly settings: { readonly [key: string]: unknown }
}

/** expectedMs, deadlineMs. */
const TIMES: { readonly [by in By]: readonly [number, number] } = {
  'security-group': [1_000, 30_000],
  stop: [240_000, 1_200_000],
  'scale-to-zero': [60_000, 300_000],
  'read-only': [2_000, 30_000],
  object: [300, 15_000],
}

const fenceFact = (index: number, { by }: Fence, at: Region): string => `fence ${index + 1} (${by}) in ${at}`

/** The policy's fences; a PostgreSQL without any is made read-only over the connection at hand. */
function fencesOf({ resource: { settings, type } }: SimContext): readonly Fence[] {
  const named = Array.isArray(settings.fence) ? settings.fence : []
  const fences = named.map((each: { readonly by: By }): Fence => ({ by: each.by, settings: { ...each } }))
  if (fences.length > 0 || type !== 'self-managed-postgres') return fences
  return [{ by: 'read-only', settings: { dsn: objectIn(settings, 'dsn') } }]
}

function covers({ by, settings }: Fence, at: Region): boolean {
  if (by === 'stop') return true
  if (by === 'object') return textIn(settings, 'region') !== at
  return objectIn(settings, by === 'read-only' ? 'dsn' : 'group')[at] !== undefined
}

function planeOf({ by, settings }: Fence, at: Region, service: Service): Plane {
  switch (by) {
    case 'security-group':
      return controlOf('ec2', at)
    case 'stop':
      return controlOf('rds', at)
    case 'scale-to-zero':
      return controlOf('autoscaling', at)
    case 'read-only':
      return dataOf(service, at)
    case 'object':
      return dataOf('s3', textIn(settings, 'region') as Region)
  }
}

/** A database made read-only is so on its replicas as well. */
const travels = ({ by }: Fence): boolean => by === 'read-only'

/** The planes that taking down leans on, where a writer comes to `at`: of what stands there, and of what came with the data. */
export const liftPlanes = (
  context: SimContext,
  at: Region,
  standing: readonly string[],
  service: Service,
): readonly Plane[] =>
  fencesOf(context)
    .filter((fence) => covers(fence, at) && (travels(fence) || (fence.by !== 'stop' && standing.includes(fence.by))))
    .map((fence) => planeOf(fence, at, service))

/** The fences as tactics, best first. */
export function fenceTactics(context: SimContext, end: FencedEnd, service: Service): readonly Tactic[] {
  const { at, planned, successor } = end
  const { name } = context.resource
  const named = fencesOf(context).flatMap((fence, index): readonly Tactic[] => {
    if (!covers(fence, at) || (travels(fence) && !covers(fence, successor))) return []
    const [expectedMs, deadlineMs] = TIMES[fence.by]
    const action = (verb: string): Action => ({ resource: name, verb, with: { at } })
    return [
      {
        ...{ name: fence.by, says: `fence ${name} in ${at} (${fence.by})`, action: action(`fence-${fence.by}`) },
        ...{ needs: [planeOf(fence, at, service)], prerequisites: [fenceFact(index, fence, at)] },
        undo: { kind: 'action', action: action(`unfence-${fence.by}`) },
        ...{ expectedMs, deadlineMs, onFailure: 'halt' },
      },
    ]
  })
  return planned ? named : [...named, onReturn(name, at, named)]
}

function onReturn(resource: string, at: Region, named: readonly Tactic[]): Tactic {
  const action = (verb: string): Action => ({ resource, verb, with: { at, tries: named.map((each) => each.name) } })
  return {
    name: 'on-return',
    says: `fence ${resource} in ${at} on its return`,
    action: action('fence-on-return'),
    ...{ needs: [], tries: named.flatMap(({ needs }) => needs), prerequisites: [] },
    undo: { kind: 'action', action: action('unfence-on-return') },
    ...{ expectedMs: 5_000, deadlineMs: 8_000, onFailure: 'carry-on', leave: 'unreachable_writer' },
  }
}

/** What is known of the fences. One that stops an instance is refused while replicas follow it, as AWS refuses it. */
export function fenceFacts(
  context: SimContext,
  database: Database,
  regions: readonly Region[],
): { readonly [fact: string]: Fact } {
  const facts = fencesOf(context).flatMap((fence, index) =>
    regions
      .filter((at) => covers(fence, at))
      .map((at): readonly [string, Fact] => {
        const isFollowed = database.servers.some(({ follows }) => follows?.region === at)
        const fact =
          fence.by === 'stop' && isFollowed
            ? unmet('it has read replicas, and AWS stops none of these')
            : met('it is there')
        return [fenceFact(index, fence, at), fact]
      }),
  )
  return Object.fromEntries(facts)
}

/** The acts behind the tactics. */
export function fenceActs(context: SimContext, database: Database, service: Service): { readonly [verb: string]: Act } {
  const fences = fencesOf(context)
  const each = Object.fromEntries(
    fences.flatMap((fence) => [
      [`fence-${fence.by}`, act(context, database, service, fence, true)],
      [`unfence-${fence.by}`, act(context, database, service, fence, false)],
    ]),
  )
  return {
    ...each,
    'fence-on-return': all(each, 'fence-', 'some'),
    'unfence-on-return': all(each, 'unfence-', 'every'),
  }
}

function act(context: SimContext, database: Database, service: Service, fence: Fence, isUp: boolean): Act {
  const { cloud, resource } = context
  const says = `${isUp ? 'fence' : 'unfence'} ${resource.name} (${fence.by})`
  return {
    holds: (data, { signal }) => {
      const at = regionOf(data, 'at')
      return read(context, { plane: planeOf(fence, at, service), what: `${says} in ${at}?` }, signal, () => {
        const server = database.at(at)
        if (fence.by === 'read-only' && server?.isUp === false)
          return { is: 'unknown', because: `${resource.name} in ${at} does not answer` }
        const stands = server?.fences.has(fence.by) === true
        return stands === isUp ? yes(stands ? 'it stands' : 'it is down') : no(stands ? 'it stands' : 'it is not up')
      })
    },
    apply: (data, leash) => {
      const at = regionOf(data, 'at')
      return change(context, { plane: planeOf(fence, at, service), what: `${says} in ${at}` }, leash, () => {
        const server = database.at(at)
        if (!server) throw new OperatingError('not-found', `there is no ${resource.name} in ${at}`)
        if (fence.by === 'read-only' && !server.isUp)
          throw new OperatingError('unreachable', `${resource.name} in ${at} does not answer`)
        if (!isUp) {
          server.fences.delete(fence.by)
          if (fence.by === 'scale-to-zero') refill(cloud, at)
        } else if (fence.by === 'stop' || fence.by === 'scale-to-zero') {
          const inMs = cloud.duration(fence.by === 'stop' ? 'stop-instance' : 'scale-to-zero')
          cloud.timeline.at(cloud.nowMs + inMs, () =>
            cloud.change(() => {
              server.fences.add(fence.by)
              if (fence.by === 'scale-to-zero') for (const { fleet } of fencedFleets(cloud, fence, at)) empty(fleet)
            }),
          )
        } else server.fences.add(fence.by)
      })
    },
  }
}

/** The fleets that the fence names in a region, by their groups. */
function fencedFleets(cloud: Cloud, { settings }: Fence, at: Region) {
  const named = textIn(objectIn(settings, 'group'), at)
  return cloud.drill.policy.plan.resources.flatMap((resource) => {
    const group = cloud.groups.get(resource.name)
    const fleet = group?.at(at)
    if (!group || !fleet || textIn(objectIn(resource.settings, 'group'), at) !== named) return []
    return [{ group, fleet }]
  })
}

/** Every named fence at once: one is enough to be fenced, and none may stand to be free. */
function all(acts: { readonly [verb: string]: Act }, prefix: string, many: 'some' | 'every'): Act {
  const tried = (data: Action['with']): readonly Act[] =>
    (Array.isArray(data.tries) ? data.tries : []).flatMap((by: Json) => acts[`${prefix}${String(by)}`] ?? [])
  return {
    holds: async (data, leash) => {
      const found = await Promise.all(tried(data).map((each) => attempt(() => each.holds(data, leash))))
      const holdings = found.map((each): Holding => {
        return each instanceof OperatingError ? { is: 'unknown', because: each.message } : each
      })
      const isSo = (is: Holding['is']) => holdings.find((each) => each.is === is)
      if (many === 'every') return isSo('no') ?? isSo('unknown') ?? yes('no fence stands')
      return isSo('yes') ?? isSo('no') ?? isSo('unknown') ?? no('no fence is named')
    },
    apply: async (data, leash: Leash) => {
      const found = await Promise.all(tried(data).map((each) => attempt(() => each.apply(data, leash))))
      const failed = found.filter((each) => each instanceof OperatingError)
      if (many === 'some' ? failed.length < found.length : failed.length === 0) return
      const because = failed.map(({ message }) => message).join('; ') || 'no fence is named'
      const next = `fence it on its return, before anything routes to ${textOf(data, 'at')}`
      throw new OperatingError(failed[0]?.code ?? 'unsupported', `it may still take writes: ${because}`, next)
    },
  }
}

async function attempt<Value>(doing: () => Promise<Value>): Promise<Value | OperatingError> {
  try {
    return await doing()
  } catch (thrown) {
    return asOperatingError(thrown, 'fence')
  }
}
