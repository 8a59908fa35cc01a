/**
 * Fences of every AWS writer (law 10). The policy names them in order; each is one tactic. After them, where a move is
 * not planned, comes `on-return`: it tries all of them at once, briefly, and where none answers it leaves on record that
 * the old writer is still to be fenced. It wants the policy's leave.
 *
 * A fence outlasts the move it was put up for. What stands in the region that the writer comes back to, or came along
 * with the data (a database made read-only by ALTER DATABASE stays so on its replica), has to come down once the writer
 * is there: see `liftsFor` here, for the action that promotes, and `liftAll` in `fence-lift.ts`, for what is behind it.
 */
import type { Plane, Region, Service } from '../../../model/place.js'
import type { Action, End, Json, Tactic } from '../../../model/plan.js'
import type { Fact, Inspection } from '../../../model/resource.js'
import type { Acts, AwsContext } from '../driver-context.js'
import type { FenceKind, FenceLook, Roles } from './fence-kind.js'
import type { Lift } from './fence-lift.js'
import { objectFence } from './fence-object.js'
import { fenceOnReturn, onReturnTactic } from './fence-on-return.js'
import { readOnlyFence } from './fence-read-only.js'
import { scaleToZeroFence } from './fence-scale-to-zero.js'
import { securityGroupFence } from './fence-security-group.js'
import type { Fence, FenceBy } from './fence-settings.js'
import { stopFence } from './fence-stop.js'

export type FencedEnd = Extract<End, { kind: 'fenced' }>

const KINDS: { readonly [By in FenceBy]: FenceKind<Fence> } = {
  'security-group': securityGroupFence as FenceKind<Fence>,
  stop: stopFence as FenceKind<Fence>,
  'scale-to-zero': scaleToZeroFence as FenceKind<Fence>,
  'read-only': readOnlyFence as FenceKind<Fence>,
  object: objectFence as FenceKind<Fence>,
}

/** Name of the fact that the `index`th fence of the policy can go up in `at`. */
export const fenceFact = (index: number, { by }: Fence, at: Region): string => `fence ${index + 1} (${by}) in ${at}`
const stateKey = (index: number, at: Region): string => `fence-${index + 1}-${at}`
const standsKey = (index: number, at: Region): string => `${stateKey(index, at)}-stands`

/**
 * Pure: the named fences in order, then `on-return` where the move is not planned. `service` is whose data side a login
 * to the writer needs, such as `rds`, `aurora` or `postgres`.
 */
export function fenceTactics(
  resource: string,
  fences: readonly Fence[],
  { at, planned, successor }: FencedEnd,
  seen: Inspection,
  service: Service = 'postgres',
): readonly Tactic[] {
  const named = fences.flatMap((fence, index): Tactic[] => {
    const kind = KINDS[fence.by]
    if (!kind.covers(fence, at) || (kind.travels && !kind.covers(fence, successor))) return []
    const { lower, raise, ...way } = kind.way(fence, { resource, at, service, state: seen.state[stateKey(index, at)] })
    const act = (verb: string, data: Action['with']): Action => ({ resource, verb, with: data })
    const action = act(`fence-${fence.by}`, raise)
    const undo = { kind: 'action', action: act(`unfence-${fence.by}`, lower) } as const
    return [{ name: fence.by, ...way, action, prerequisites: [fenceFact(index, fence, at)], undo, onFailure: 'halt' }]
  })
  return planned ? named : [...named, onReturnTactic(resource, at, named)]
}

/** The acts behind those tactics, to be put among a driver's own. */
export function fenceActs(fences: readonly Fence[], context: AwsContext, role: Roles): Acts {
  const acts = Object.fromEntries(
    [...new Set(fences.map(({ by }) => by))].flatMap((by) => {
      const { lower, raise } = KINDS[by].acts(context, role)
      return [[`fence-${by}`, raise] as const, [`unfence-${by}`, lower] as const]
    }),
  )
  return { ...acts, ...fenceOnReturn(acts) }
}

/** What was seen of the fences: put it into the inspection, each part into the part of the same name. */
export interface FencesSeen {
  readonly facts: { readonly [fact: string]: Fact }
  readonly state: { readonly [key: string]: Json }
  readonly impaired: readonly Plane[]
}

/** Looks at every fence in every region it covers, side by side; changes nothing, never throws for the world's failing. */
export async function inspectFences(
  fences: readonly Fence[],
  regions: readonly Region[],
  look: FenceLook,
): Promise<FencesSeen> {
  const spots = fences.flatMap((fence, index) =>
    regions.filter((at) => KINDS[fence.by].covers(fence, at)).map((at) => ({ fence, index, at })),
  )
  const seen = await Promise.all(
    spots.map(async (spot) => ({ ...spot, ...(await KINDS[spot.fence.by].look(spot.fence, spot.at, look)) })),
  )
  return {
    facts: Object.fromEntries(seen.map(({ at, fact, fence, index }) => [fenceFact(index, fence, at), fact])),
    state: Object.fromEntries(
      seen.flatMap(({ at, index, stands, state }): (readonly [string, Json])[] => [
        ...(state === undefined ? [] : [[stateKey(index, at), state] as const]),
        ...(stands === undefined ? [] : [[standsKey(index, at), stands] as const]),
      ]),
    ),
    impaired: seen.flatMap(({ impaired }) => impaired),
  }
}

/**
 * Fences that must not stand where the writer comes to, as data for the act that promotes it there: what travels with the
 * data, and what was seen to stand there from an earlier move.
 */
export function liftsFor(resource: string, fences: readonly Fence[], at: Region, seen: Inspection): readonly Lift[] {
  return standing(resource, fences, at, seen, 'postgres').map(({ by, lower }) => ({
    verb: `unfence-${by}`,
    with: lower,
  }))
}

/** The planes that taking these down leans on. */
export const liftPlanes = (
  resource: string,
  fences: readonly Fence[],
  at: Region,
  seen: Inspection,
  service: Service = 'postgres',
): readonly Plane[] => standing(resource, fences, at, seen, service).flatMap(({ needs }) => needs)

function standing(resource: string, fences: readonly Fence[], at: Region, { state }: Inspection, service: Service) {
  return fences.flatMap((fence, index) => {
    const kind = KINDS[fence.by]
    const mayStand = kind.travels || (kind.outlasts && state[standsKey(index, at)] === true)
    if (!kind.covers(fence, at) || !mayStand) return []
    return [{ by: fence.by, ...kind.way(fence, { resource, at, service, state: state[stateKey(index, at)] }) }]
  })
}
