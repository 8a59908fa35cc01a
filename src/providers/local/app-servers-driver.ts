/** `app-servers`: sees to it that a region has the capacity to serve the app, counted in slots. */
import { withDeadline } from '../../model/deadline.js'
import { OperatingError } from '../../model/error.js'
import type { Gauge } from '../../model/health.js'
import type { Region } from '../../model/place.js'
import type { Action, Json } from '../../model/plan.js'
import type { Driver, Holding, Inspection, Leash } from '../../model/resource.js'
import { raised, type Stand, standOf, total, usefulPercent } from './app-servers-slots.js'
import { capacityTactics, VERBS } from './app-servers-tactics.js'
import type { RegionState } from './cloud/local-cloud.js'
import {
  type Asked,
  answers,
  asked,
  type ByZone,
  byZone,
  byZoneIn,
  computeControl,
  controlPlaneFact,
  type LocalContext,
  regionIn,
  sameByZone,
  sayByZone,
} from './driver-context.js'

const TYPE = 'app-servers'
/** One try of a change; a step tries again. */
const TRY_MS = 3_000

/** The driver of the app's servers, which need `capacity` slots in the serving region. */
export function appServersDriver(resource: string, capacity: number, context: LocalContext): Driver {
  return {
    resource,
    type: TYPE,
    inspect: async (signal) => {
      const found = await Promise.all(
        context.regions.map(async ({ region }) => ({ region, found: await describe(region, context, signal) })),
      )
      const at = context.clock.now()
      return { resource, type: TYPE, at, ...seenIn(found, { resource, at, capacity }) }
    },
    tactics: (end, seen) =>
      end.kind === 'capacity' ? capacityTactics(resource, end.at, capacity, standSeen(seen, end.at)) : [],
    holds: async (action, { signal }) => {
      const at = regionIn(action.with, 'at')
      return holding(action, at, await describe(at, context, signal))
    },
    apply: (action, leash) => apply(action, leash, context),
  }
}

interface Found {
  readonly region: Region
  readonly found: Asked<RegionState>
}

function seenIn(
  regions: readonly Found[],
  { at, capacity, resource }: { readonly resource: string; readonly at: number; readonly capacity: number },
): Omit<Inspection, 'resource' | 'type' | 'at'> {
  const reading = ({ found }: Found): Gauge['reading'] =>
    found.is === 'answer'
      ? { is: 'known', value: usefulPercent(standOf(found.answer.zones), capacity) }
      : { is: 'unknown', because: found.because }
  const state = regions.flatMap(({ found, region }): readonly [string, Json][] => {
    if (found.is === 'none') return []
    const { slots, slotsMax } = standOf(found.answer.zones)
    return [[region, { slots, slotsMax }]]
  })
  return {
    facts: Object.fromEntries(
      regions.map(({ found, region }) => [controlPlaneFact(region), answers(controlPlaneFact(region), found)]),
    ),
    gauges: regions.map(
      (one): Gauge => ({
        kind: 'gauge',
        at,
        name: 'capacity-percent',
        in: one.region,
        resource,
        reading: reading(one),
      }),
    ),
    impaired: regions.flatMap(({ found, region }) => (found.is === 'none' ? [computeControl(region)] : [])),
    state: Object.fromEntries(state),
  }
}

function standSeen({ state }: Inspection, at: Region): Stand | undefined {
  const kept = state[at]
  if (kept === undefined || kept === null || typeof kept !== 'object' || Array.isArray(kept)) return undefined
  const fields = kept as { readonly [key: string]: Json }
  const slots = byZone(fields.slots)
  const slotsMax = byZone(fields.slotsMax)
  return slots && slotsMax ? { slots, slotsMax } : undefined
}

const describe = (at: Region, { clock, cloud }: LocalContext, signal: AbortSignal): Promise<Asked<RegionState>> =>
  asked(clock, `describe ${at}`, signal, (stop) => cloud.describeRegion(at, stop))

function holding({ verb, with: data }: Action, at: Region, found: Asked<RegionState>): Holding {
  const wanted = byZoneIn(data, 'slots')
  if (found.is === 'none') {
    return verb === VERBS.keep
      ? { is: 'yes', because: `${found.because}; it was seen with ${total(wanted)} slots` }
      : { is: 'unknown', because: found.because }
  }
  const { slots } = standOf(found.answer.zones)
  const because = `${at} has ${total(slots)} slots (${sayByZone(slots)})`
  // Given back means exactly as it was, in zones that run now as they did then; raised means enough in all.
  const isThere =
    verb === VERBS.restore ? sameByZone(common(slots, wanted), common(wanted, slots)) : total(slots) >= total(wanted)
  return { is: isThere ? 'yes' : 'no', because }
}

const common = (of: ByZone, other: ByZone): ByZone =>
  Object.fromEntries(Object.entries(of).filter(([zone]) => zone in other))

async function apply({ verb, with: data }: Action, { epoch, signal }: Leash, { clock, cloud }: LocalContext) {
  const at = regionIn(data, 'at')
  const wanted = byZoneIn(data, 'slots')
  if (verb === VERBS.keep) {
    const what = `${at} no longer has the ${total(wanted)} slots it was seen with`
    throw new OperatingError('conflict', what, 'draw the plan again')
  }
  await withDeadline({ clock, ms: TRY_MS, doing: `set the slots of ${at}`, stop: signal }, async (stop) => {
    const stand = standOf((await cloud.describeRegion(at, stop)).zones)
    // A zone may have stopped since the plan was drawn; the others then take its share.
    const slots = verb === VERBS.restore ? common(wanted, stand.slots) : raised(stand, total(wanted))
    await cloud.setSlots(at, slots, epoch, stop)
  })
}
