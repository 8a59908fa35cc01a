/**
 * Zones left within a region: `zonal-shift` by ARC's data side, `load-balancer-zone` by taking the zone's targets out, which
 * needs the balancers' control side. Whether a balancer can be shifted at all is asked of that side too, as on AWS.
 */
import { OperatingError } from '../model/error.js'
import type { Plane, Region, ZoneId } from '../model/place.js'
import type { Action, End, Tactic } from '../model/plan.js'
import type { Driver, Fact, Inspection } from '../model/resource.js'
import type { Cloud } from './cloud.js'
import { objectIn } from './settings.js'
import {
  type Asked,
  answers,
  asked,
  change,
  controlOf,
  dataOf,
  factOf,
  impairedIn,
  met,
  no,
  read,
  type Seen,
  type SimContext,
  simDriver,
  textOf,
  unknown,
  unmet,
  yes,
} from './sim-driver.js'

interface Shifting {
  readonly context: SimContext
  readonly isShift: boolean
}

/** The driver of what takes traffic from a zone. */
export function zoneDriver(context: SimContext): Driver {
  const of: Shifting = { context, isShift: context.resource.type === 'zonal-shift' }
  const [away, back] = verbsOf(of)
  return simDriver(context, {
    inspect: (signal) => inspect(of, signal),
    tactics: (end, seen) => tactics(of, end, seen),
    acts: { [away]: act(of, true), [back]: act(of, false) },
  })
}

const verbsOf = ({ isShift }: Shifting): readonly [string, string] =>
  isShift ? ['shift-away', 'end-shift'] : ['take-out', 'put-back']

const planeOf = ({ isShift }: Shifting, region: Region): Plane =>
  isShift ? dataOf('zonal-shift', region) : controlOf('elb', region)

/** What is shifted in a region, by ARN. */
const arnsIn = ({ context: { resource }, isShift }: Shifting, region: Region): readonly string[] => {
  const found = objectIn(resource.settings, isShift ? 'resources' : 'target_groups')[region]
  return Array.isArray(found) ? found.map(String) : []
}

const regionsOf = (of: Shifting) =>
  of.context.cloud.drill.policy.regions.filter(({ region }) => arnsIn(of, region).length > 0)

const shortOf = (arn: string): string => arn.split(/loadbalancer\/|autoScalingGroup:|cluster\//)[1] ?? arn
const leaveFact = (arn: string, zone: string): string => `${shortOf(arn)} can leave ${zone}`
const returnFact = (arn: string, zone: string): string => `${shortOf(arn)} can return to ${zone}`
const enoughFact = (zone: string): string => `enough targets without ${zone}`

/** Zones that this resource took traffic from. */
const leftBy = ({ context: { cloud, resource } }: Shifting, zones: readonly ZoneId[]): readonly ZoneId[] =>
  zones.filter((zone) => cloud.shifting.get(zone)?.has(resource.name))

async function inspect(of: Shifting, signal: AbortSignal): Promise<Seen> {
  const { context } = of
  const looks = await Promise.all(
    regionsOf(of).map(async ({ region, zones }) => {
      const plane = planeOf(of, region)
      const what = `look at ${context.resource.name} in ${region}`
      const balancing = controlOf('elb', region)
      const [found, balancer] = await Promise.all([
        asked(plane, () => read(context, { plane, what }, signal, () => leftBy(of, zones))),
        asksBalancer(of, region)
          ? asked(balancing, () => read(context, { plane: balancing, what }, signal, () => true))
          : undefined,
      ])
      return { region, zones, plane, found, balancer }
    }),
  )
  return {
    left: looks.flatMap(({ found }) => (found.is === 'answer' ? found.answer : [])),
    leftUnseen: looks.flatMap(({ found, zones }) => (found.is === 'answer' ? [] : zones)),
    facts: Object.assign(
      {},
      ...looks.map(({ balancer, found, plane, region, zones }) => ({
        ...answers(plane, found),
        ...factsAt(of, region, zones, found, balancer),
      })),
    ),
    gauges: [],
    impaired: impairedIn(looks.flatMap(({ balancer, found }) => (balancer ? [found, balancer] : [found]))),
    state: {},
  }
}

/** Whether a balancer is opted in to shifts, only the balancers' control side says. */
const asksBalancer = (of: Shifting, region: Region): boolean =>
  of.isShift && arnsIn(of, region).some((arn) => arn.includes(':loadbalancer/'))

/** One zone of a region at a time, and never the last that serves. */
function factsAt(
  of: Shifting,
  region: Region,
  zones: readonly ZoneId[],
  found: Asked<readonly ZoneId[]>,
  balancer: Asked<unknown> | undefined,
): { readonly [fact: string]: Fact } {
  const facts = zones.flatMap((zone) => {
    const leave = factOf(found, (left) => {
      const other = left.find((each) => each !== zone)
      if (other !== undefined && of.isShift) return unmet(`it has a shift already, one zone at a time: from ${other}`)
      if (balancer?.is === 'none') return unknown(balancer.because)
      return zones.some((each) => each !== zone && !left.includes(each))
        ? met('it serves from others as well')
        : unmet('it is the last')
    })
    const back = factOf(found, () => met(`nobody else keeps it away from ${zone}`))
    if (!of.isShift) return [[enoughFact(zone), leave] as const]
    return arnsIn(of, region).flatMap((arn) => [
      [leaveFact(arn, zone), leave] as const,
      [returnFact(arn, zone), back] as const,
    ])
  })
  return Object.fromEntries(facts)
}

function tactics(of: Shifting, end: End, _: Inspection): readonly Tactic[] {
  if (end.kind !== 'zone-left' && end.kind !== 'zone-restored') return []
  const { region, zone } = end
  const arns = arnsIn(of, region)
  if (arns.length === 0) return []
  const { name } = of.context.resource
  const isLeaving = end.kind === 'zone-left'
  const action = (verb: string): Action => ({ resource: name, verb, with: { region, zone } })
  const [away, back] = verbsOf(of)
  const facts = of.isShift
    ? arns.map((arn) => (isLeaving ? leaveFact : returnFact)(arn, zone))
    : isLeaving
      ? [enoughFact(zone)]
      : []
  return [
    {
      name: of.isShift ? 'zonal-shift' : 'targets',
      says: `${isLeaving ? 'shift' : 'bring'} ${name} ${isLeaving ? 'away from' : 'back to'} ${zone}`,
      action: action(isLeaving ? away : back),
      needs: [planeOf(of, region)],
      prerequisites: facts,
      undo: { kind: 'action', action: action(isLeaving ? back : away) },
      expectedMs: of.isShift ? 1_000 : 2_000,
      ...{ deadlineMs: 60_000, onFailure: 'halt' },
      // Who looks here asks the balancer's name anew each time.
      follow: { turnsMs: of.context.cloud.duration(of.isShift ? 'zonal-shift' : 'deregister-targets'), keepsMs: 0 },
    },
  ]
}

function act(of: Shifting, isAway: boolean) {
  const { context } = of
  const { cloud, resource } = context
  const isLeft = (zone: string): boolean => cloud.shifting.get(zone as ZoneId)?.has(resource.name) ?? false
  return {
    holds: async (data: Action['with'], { signal }: { readonly signal: AbortSignal }) => {
      const zone = textOf(data, 'zone')
      const plane = planeOf(of, textOf(data, 'region') as Region)
      return read(context, { plane, what: `look at ${resource.name} in ${zone}` }, signal, () =>
        isLeft(zone) === isAway ? yes('so it stands') : no('not yet so'),
      )
    },
    apply: async (data: Action['with'], leash: Parameters<typeof change>[2]) => {
      const region = textOf(data, 'region') as Region
      const zone = textOf(data, 'zone') as ZoneId
      const what = `${isAway ? 'leave' : 'go back to'} ${zone} (${resource.name})`
      await change(context, { plane: planeOf(of, region), what }, leash, () => {
        const zones = cloud.drill.policy.regions.find((each) => each.region === region)?.zones ?? []
        const other = leftBy(of, zones).find((each) => each !== zone)
        if (isAway && of.isShift && other)
          throw new OperatingError('conflict', `${resource.name} is shifted away from ${other} already`)
        if (isLeft(zone) === isAway) return
        const by = new Set(cloud.shifting.get(zone))
        if (isAway) by.add(resource.name)
        else by.delete(resource.name)
        cloud.shifting.set(zone, by)
        const inMs = cloud.duration(of.isShift ? 'zonal-shift' : 'deregister-targets')
        cloud.timeline.at(cloud.nowMs + inMs, () => cloud.change(() => follow(cloud, zone, resource.name)))
      })
    },
  }
}

/** Traffic goes by what stands by then of what was asked for. */
function follow(cloud: Cloud, zone: ZoneId, resource: string): void {
  const by = new Set(cloud.shifted.get(zone))
  if (cloud.shifting.get(zone)?.has(resource)) by.add(resource)
  else by.delete(resource)
  cloud.shifted.set(zone, by)
}
