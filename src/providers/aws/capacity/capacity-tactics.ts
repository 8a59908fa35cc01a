/**
 * The ways to have capacity in a region, as plain data. Where enough was seen to serve, nothing is launched and nothing
 * but a look is needed (static stability); else the fleet is raised, which needs all that a launch leans on.
 */
import type { Plane, Region } from '../../../model/place.js'
import type { Action, Json, Tactic } from '../../../model/plan.js'
import { type CapacityPolicy, enoughOf, type Figures, type Standing, sayFigures, wantedAt } from './capacity-figures.js'

export const CAPACITY_VERBS = { keep: 'keep-capacity', raise: 'raise-capacity', restore: 'restore-capacity' } as const
/** Upwards of this many ms a launch that nobody refused is given up. */
export const RAISE_DEADLINE_MS = 600_000

export interface CapacityTask {
  readonly resource: string
  /** What is counted: `instances`. */
  readonly noun: string
  readonly at: Region
  readonly from: Region
  readonly policy: CapacityPolicy
  readonly seen: Standing | undefined
  readonly source: Standing | undefined
  /** Planes that changing the figures leans on, and those that a launch does beyond them. */
  readonly needs: { readonly change: readonly Plane[]; readonly launch: readonly Plane[] }
  readonly prerequisites: readonly string[]
  /** What acting needs besides, such as the group's name: nothing is looked up on the day. */
  readonly carried: { readonly [key: string]: Json }
  readonly expectedMs: number
}

/** The tactics for `capacity`, best first. */
export function capacityTactics(task: CapacityTask): readonly Tactic[] {
  const { policy, seen, source } = task
  const wanted = wantedAt(policy, seen, source)
  const raise = raiseTactic(task, wanted)
  return seen && seen.useful >= enoughOf(wanted, policy) ? [keepTactic(task, wanted, seen), raise] : [raise]
}

function keepTactic({ at, carried, noun, policy, resource }: CapacityTask, wanted: number, seen: Standing): Tactic {
  const enough = enoughOf(wanted, policy)
  return {
    name: 'enough',
    says: `leave ${resource} in ${at} as it is: ${seen.useful} ${noun} were seen to serve, ${enough} are needed`,
    action: {
      resource,
      verb: CAPACITY_VERBS.keep,
      with: { ...carried, at, enough, useful: seen.useful },
    },
    ...{ needs: [], prerequisites: [], undo: { kind: 'not-needed' } },
    ...{ expectedMs: 500, deadlineMs: 10_000, onFailure: 'halt' },
  }
}

function raiseTactic(task: CapacityTask, wanted: number): Tactic {
  const { at, carried, expectedMs, needs, noun, policy, prerequisites, resource, seen } = task
  const was: Figures = seen ?? { desired: 0 }
  const launches = seen === undefined || seen.useful < wanted
  const act = (verb: string): Action => ({
    resource,
    verb,
    with: { ...carried, at, wanted, enough: enoughOf(wanted, policy), raiseMax: policy.raise_max, was: json(was) },
  })
  return {
    name: 'raise',
    says: `raise ${resource} in ${at} from ${sayFigures(was)} to ${wanted} ${noun}${why(task, wanted)}`,
    action: act(CAPACITY_VERBS.raise),
    needs: launches ? [...needs.change, ...needs.launch] : needs.change,
    prerequisites,
    undo: seen ? { kind: 'action', action: act(CAPACITY_VERBS.restore) } : { kind: 'not-needed' },
    ...{ expectedMs: launches ? expectedMs : 1_000, deadlineMs: RAISE_DEADLINE_MS, onFailure: 'halt' },
  }
}

/** Where the number comes from. How old the figure is, the plan says as a whole; it would make equal plans unequal here. */
function why({ from, policy, seen, source }: CapacityTask, wanted: number): string {
  const asked = Math.max(policy.capacity, source?.desired ?? 0)
  if (asked > wanted) return ` (the maximum there is ${seen?.max}; ${from} was seen to run ${asked})`
  return source && source.desired >= policy.capacity ? `, as ${from} was seen to run` : ', as the policy asks'
}

/** Plain data alone. */
export const json = ({ desired, max, min }: Figures): { readonly [key: string]: Json } => ({
  desired,
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
})
