/**
 * Makes capacity true: raised, watched until enough of it serves, and given back. That the provider has no more to give is
 * a value: it is said with its figures as soon as it is plain, another way is tried where the policy names one, and
 * nothing waits in silence for what was refused (law 25).
 */
import { OperatingError } from '../../../model/error.js'
import type { Region, Service } from '../../../model/place.js'
import type { Action } from '../../../model/plan.js'
import type { Holding } from '../../../model/resource.js'
import type { Clock } from '../../../model/world.js'
import { type Acts, asked, numberIn } from '../driver-context.js'
import { controlOf } from '../places.js'
import { carriedIn } from '../plan-data.js'
import { regionName } from '../plan-region.js'
import { type Figures, figures, raisedTo, sameBounds, sameFigures, sayFigures } from './capacity-figures.js'
import { CAPACITY_VERBS, RAISE_DEADLINE_MS } from './capacity-tactics.js'

type Data = Action['with']

/** One launch that was refused for want of capacity, as the service tells it. */
export interface Refusal {
  readonly id: string
  /** Wall time of the service; ms since the epoch. */
  readonly at: number
  readonly says: string
}

/** A fleet as it is found now. */
export interface Found {
  readonly figures: Figures
  readonly useful: number
  /** On its way: launched, and not serving yet. */
  readonly pending: number
  readonly refusals: readonly Refusal[]
  /** Why enough is not done yet, as a change still under way. */
  readonly unready?: string | undefined
  /** Whether these refusals leave nothing to hope for: every zone has refused every type. */
  isRefused(refusals: readonly Refusal[]): boolean
}

/** One kind of capacity. */
export interface Fleet<Seen extends Found> {
  /** What is counted: `instances`. */
  readonly noun: string
  /** Whose control plane keeps it. */
  readonly service: Service
  look(at: Region, data: Data, signal: AbortSignal): Promise<Seen>
  change(at: Region, data: Data, to: Figures, found: Seen, signal: AbortSignal): Promise<void>
  /** Another way to the same, after a refusal; false when the policy names none that was not tried. */
  otherwise?(at: Region, data: Data, found: Seen, signal: AbortSignal): Promise<boolean>
  /** Puts back what a raise changes beyond the figures. */
  revert?: {
    isBack(data: Data, found: Seen): boolean
    back(at: Region, data: Data, found: Seen, signal: AbortSignal): Promise<void>
  }
}

/** A launch's end is known in tens of seconds; asked more often, it would only cost calls (law 23). */
const WATCH_EVERY_MS = 2_000
/** A refused zone is not yet a refused fleet: the service tries its other zones first. */
const HOPE_MS = 20_000
/** Refusals older than this speak of another day's try. */
const RECENT_MS = 600_000
/** What is left then is for the caller's last look, which says what it found. */
const WATCH_MS = RAISE_DEADLINE_MS - 30_000

/** The acts of `capacityTactics` on one kind of fleet. */
export function capacityActs<Seen extends Found>(resource: string, fleet: Fleet<Seen>, clock: Clock): Acts {
  const lookAt = (data: Data, signal: AbortSignal) => fleet.look(regionName(data, 'at'), data, signal)
  return {
    [CAPACITY_VERBS.keep]: {
      holds: (data, { signal }) => keeps(fleet, data, () => lookAt(data, signal)),
      apply: async (data) => {
        const what = `${resource} in ${regionName(data, 'at')} no longer has the ${numberIn(data, 'enough')} ${fleet.noun} it was seen with`
        throw new OperatingError('conflict', what, 'draw the plan again')
      },
    },
    [CAPACITY_VERBS.raise]: {
      holds: async (data, { signal }) => isEnough(fleet.noun, data, await lookAt(data, signal)),
      apply: (data, { signal }) => raise(resource, fleet, data, signal, clock),
    },
    [CAPACITY_VERBS.restore]: {
      holds: async (data, { signal }) => isBack(fleet, data, await lookAt(data, signal)),
      apply: (data, { signal }) => restore(resource, fleet, data, signal),
    },
  }
}

/**
 * A control plane that is silent takes away nothing of what was seen to serve: the guard on capacity has judged that, and
 * its age; this look can only refute it.
 */
async function keeps<Seen extends Found>(fleet: Fleet<Seen>, data: Data, look: () => Promise<Seen>): Promise<Holding> {
  const found = await asked(controlOf(fleet.service, regionName(data, 'at')), look)
  if (found.is === 'answer') return isEnough(fleet.noun, data, found.answer)
  const seen = `${numberIn(data, 'useful')} ${fleet.noun} were seen to serve`
  return { is: found.impaired.length > 0 ? 'yes' : 'unknown', because: `${found.because}; ${seen}` }
}

function isEnough(noun: string, data: Data, { figures: has, pending, refusals, unready, useful }: Found): Holding {
  const enough = numberIn(data, 'enough')
  const says = `${useful} of ${enough} ${noun} serve, ${pending} are on their way, ${sayFigures(has)} are wanted`
  if (useful >= enough && unready === undefined) return { is: 'yes', because: says }
  if (useful >= enough) return { is: 'no', because: `${says}; ${unready}` }
  const [refused] = refusals
  return { is: 'no', because: refused ? `${says}; last refusal: ${refused.says}` : says }
}

async function raise<Seen extends Found>(
  resource: string,
  fleet: Fleet<Seen>,
  data: Data,
  signal: AbortSignal,
  clock: Clock,
): Promise<void> {
  const at = regionName(data, 'at')
  const found = await fleet.look(at, data, signal)
  const wanted = numberIn(data, 'wanted')
  const to = raisedTo(wanted, found.figures)
  const isAsked = sameFigures(found.figures, to)
  if (!isAsked) {
    if (to.max !== found.figures.max && data.raiseMax !== true) throw tooSmall(resource, at, wanted, found)
    await fleet.change(at, data, to, found, signal)
  }
  // Of a try that began before, as in a run that was resumed, what was refused lately counts as well.
  const before = isAsked ? found.refusals.filter((one) => clock.now() - one.at > RECENT_MS) : found.refusals
  await watch(resource, fleet, { at, data, before }, signal, clock)
}

interface Watched {
  readonly at: Region
  readonly data: Data
  /** Refusals that say nothing of this try. */
  readonly before: readonly Refusal[]
}

/** Until enough serves; or until it is plain that it will not, and there is no other way. */
async function watch<Seen extends Found>(
  resource: string,
  fleet: Fleet<Seen>,
  { at, before, data }: Watched,
  signal: AbortSignal,
  clock: Clock,
): Promise<void> {
  const known = new Set(before.map(({ id }) => id))
  const began = clock.monotonic()
  let stuckSince: number | undefined
  while (!signal.aborted && clock.monotonic() - began < WATCH_MS) {
    const found = await fleet.look(at, data, signal)
    if (isEnough(fleet.noun, data, found).is === 'yes') return
    const refusals = found.refusals.filter(({ id }) => !known.has(id))
    const isStuck = refusals.length > 0 && found.pending === 0
    stuckSince = isStuck ? (stuckSince ?? clock.monotonic()) : undefined
    const isHopeless = stuckSince !== undefined && clock.monotonic() - stuckSince >= HOPE_MS
    if (found.isRefused(refusals) || isHopeless) {
      if (!(await fleet.otherwise?.(at, data, found, signal)))
        throw insufficient(resource, fleet.noun, data, found, refusals)
      for (const { id } of refusals) known.add(id)
      stuckSince = undefined
    }
    await clock.sleep(WATCH_EVERY_MS, signal)
  }
}

function insufficient(
  resource: string,
  noun: string,
  data: Data,
  { figures: has, useful }: Found,
  refusals: readonly Refusal[],
): OperatingError {
  const at = regionName(data, 'at')
  const refused = [...new Set(refusals.map(({ says }) => says))].slice(0, 4).join('; ')
  const what = `${resource} in ${at} has ${useful} of the ${numberIn(data, 'enough')} ${noun} it needs (${sayFigures(has)} wanted), and no more were given: ${refused}`
  const next = 'name other instance types or zones, ask for a capacity reservation there, or choose another standby'
  return new OperatingError('insufficient-capacity', what, next)
}

function tooSmall(resource: string, at: Region, wanted: number, { figures: has }: Found): OperatingError {
  const what = `${resource} in ${at} may have at most ${has.max}, and ${wanted} are needed`
  return new OperatingError('refused', what, 'raise its maximum, or say raise_max: true in the policy')
}

/** Bounds are only changed on purpose; what is wanted between them, a scaling policy may have moved. */
function isBack<Seen extends Found>(fleet: Fleet<Seen>, data: Data, found: Seen): Holding {
  const was = carriedIn(data, 'was', figures)
  const because = `${sayFigures(found.figures)} ${fleet.noun} are wanted`
  const isReverted = fleet.revert?.isBack(data, found) ?? true
  const isLowered = found.figures.desired === was.desired || found.figures.desired < numberIn(data, 'wanted')
  return { is: sameBounds(found.figures, was) && isLowered && isReverted ? 'yes' : 'no', because }
}

async function restore<Seen extends Found>(
  resource: string,
  fleet: Fleet<Seen>,
  data: Data,
  signal: AbortSignal,
): Promise<void> {
  const at = regionName(data, 'at')
  const was = carriedIn(data, 'was', figures)
  const found = await fleet.look(at, data, signal)
  const ours = raisedTo(numberIn(data, 'wanted'), was)
  if (!sameBounds(found.figures, ours) && !sameBounds(found.figures, was)) {
    const what = `${resource} in ${at} was changed by someone else: found ${sayFigures(found.figures)}, expected ${sayFigures(ours)}`
    throw new OperatingError('conflict', what, `see who changed it; it stood at ${sayFigures(was)} before`)
  }
  if (isBack(fleet, data, found).is === 'yes') return
  if (!sameFigures(found.figures, was)) await fleet.change(at, data, was, found, signal)
  if (fleet.revert && !fleet.revert.isBack(data, found)) await fleet.revert.back(at, data, found, signal)
}
