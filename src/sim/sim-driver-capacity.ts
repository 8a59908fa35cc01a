/**
 * Fleets: `autoscaling-group`, `ecs-service` and `eks-nodegroup`. Where enough was seen to serve nothing is launched; else
 * the fleet is raised, which leans on all that a launch leans on. An Auto Scaling group also launches no more in a zone that
 * is left, and is frozen by suspending what would end or move instances (law 24).
 */
import { OperatingError } from '../model/error.js'
import type { Region } from '../model/place.js'
import type { Action, Json } from '../model/plan.js'
import type { Driver, Fact, Holding, Leash } from '../model/resource.js'
import type { Fleet, FleetGroup } from './fleets.js'
import { raise } from './launching.js'
import { numberIn } from './settings.js'
import {
  addressFact,
  existsFact,
  fleetTactics,
  type Kind,
  launchFact,
  otherZoneFact,
  type Running,
  roomFact,
  SERVICE,
  type Standing,
} from './sim-capacity-tactics.js'
import {
  type Asked,
  answers,
  asked,
  change,
  controlOf,
  factOf,
  impairedIn,
  met,
  no,
  read,
  regionOf,
  type Seen,
  type SimContext,
  simDriver,
  textOf,
  unmet,
  yes,
} from './sim-driver.js'

/** The driver of a fleet. */
export function capacityDriver(context: SimContext, group: FleetGroup): Driver {
  const kind = context.resource.type as Kind
  const noun = kind === 'ecs-service' ? 'tasks' : kind === 'eks-nodegroup' ? 'nodes' : 'instances'
  const minHealthy = (numberIn(context.resource.settings, 'min_healthy') ?? 100) / 100
  const of: Running = { context, group, kind, noun, minHealthy }
  return simDriver(context, {
    inspect: (signal) => inspect(of, signal),
    tactics: (end, seen) => fleetTactics(of, end, seen),
    acts: {
      'keep-capacity': { holds: (data, leash) => isEnough(of, data, leash), apply: (data) => tooFew(of, data) },
      'raise-capacity': {
        holds: (data, leash) => isEnough(of, data, leash),
        apply: (data, leash) =>
          changed(of, 'raise', data, leash, (fleet) => raise(context.cloud, group, fleet, wantedIn(data))),
      },
      'restore-capacity': {
        holds: (data, leash) => look(of, data, leash, (fleet) => fleet.desired <= numberOf(data, 'was')),
        apply: (data, leash) =>
          changed(of, 'restore', data, leash, (fleet) => {
            fleet.desired = Math.min(fleet.desired, numberOf(data, 'was'))
          }),
      },
      'leave-zone': {
        holds: (data, leash) => look(of, data, leash, (fleet) => has(fleet, textOf(data, 'zone'))),
        apply: (data, leash) =>
          changed(of, 'leave a zone with', data, leash, (fleet) => setLeft(fleet, textOf(data, 'zone'), true)),
      },
      'restore-zone': {
        holds: (data, leash) => look(of, data, leash, (fleet) => !has(fleet, textOf(data, 'zone'))),
        apply: (data, leash) =>
          changed(of, 'go back to a zone with', data, leash, (fleet) => setLeft(fleet, textOf(data, 'zone'), false)),
      },
      'suspend-processes': {
        holds: (data, leash) => look(of, data, leash, ({ isFrozen }) => isFrozen),
        apply: (data, leash) => changed(of, 'freeze', data, leash, (fleet) => freeze(fleet, true)),
      },
      'resume-processes': {
        holds: (data, leash) => look(of, data, leash, ({ isFrozen }) => !isFrozen),
        apply: (data, leash) => changed(of, 'thaw', data, leash, (fleet) => freeze(fleet, false)),
      },
    },
  })
}

async function inspect(of: Running, signal: AbortSignal): Promise<Seen> {
  const { context, group, kind } = of
  const { clock, resource } = context
  const looks = await Promise.all(
    group.fleets.map(async (fleet) => {
      const plane = controlOf(SERVICE[kind], fleet.region)
      const what = `look at ${resource.name} in ${fleet.region}`
      const found = await asked(plane, () => read(context, { plane, what }, signal, () => standingOf(of, fleet)))
      return { at: fleet.region, plane, found }
    }),
  )
  const most = Math.max(group.peak, ...looks.map(({ found }) => (found.is === 'answer' ? found.answer.desired : 0)))
  return {
    facts: Object.assign(
      {},
      ...looks.map(({ at, found, plane }) => ({ ...answers(plane, found), ...factsAt(of, at, found) })),
    ),
    gauges: looks.map(({ at, found }) => ({
      ...{ kind: 'gauge', at: clock.now(), name: 'capacity-percent', in: at, resource: resource.name },
      reading:
        found.is === 'answer'
          ? { is: 'known', value: (100 * found.answer.useful) / most }
          : { is: 'unknown', because: found.because },
    })),
    impaired: impairedIn(looks.map(({ found }) => found)),
    state: Object.fromEntries(
      looks.flatMap(({ at, found }) => (found.is === 'answer' ? [[at, { ...found.answer } as unknown as Json]] : [])),
    ),
  }
}

const standingOf = ({ context, group }: Running, fleet: Fleet): Standing => ({
  desired: fleet.desired,
  useful: context.cloud.usefulIn(group.name, fleet.region),
  left: [...fleet.left],
  frozen: fleet.isFrozen,
})

function factsAt({ group, kind }: Running, at: Region, found: Asked<Standing>): { readonly [fact: string]: Fact } {
  const fleet = group.at(at)
  const zones = fleet?.zones ?? []
  return {
    [existsFact(kind, at)]: factOf(found, ({ desired }) => met(`it wants ${desired}`)),
    [roomFact(at)]: factOf(found, () => met(`its maximum is ${fleet?.max}`)),
    [launchFact(at)]: met('its launch template is there'),
    [addressFact(at)]: met('its subnets have addresses'),
    ...Object.fromEntries(
      zones.map((zone) => [
        otherZoneFact(zone),
        factOf(found, ({ left }) =>
          zones.some((other) => other !== zone && !left.includes(other))
            ? met('others are left')
            : unmet('it is the last'),
        ),
      ]),
    ),
  }
}

async function look(
  of: Running,
  data: Action['with'],
  { signal }: Leash,
  isSo: (fleet: Fleet) => boolean,
): Promise<Holding> {
  const at = regionOf(data, 'at')
  const plane = controlOf(SERVICE[of.kind], at)
  const what = `look at ${of.context.resource.name} in ${at}`
  return read(of.context, { plane, what }, signal, () =>
    isSo(fleetIn(of, at)) ? yes('so it stands') : no('not yet so'),
  )
}

const numberOf = (data: Action['with'], key: string): number => Number(data[key] ?? 0)
const wantedIn = (data: Action['with']): number => numberOf(data, 'wanted')
const has = ({ left }: Fleet, zone: string): boolean => [...left].some((each) => each === zone)

function setLeft(fleet: Fleet, zone: string, isLeft: boolean): void {
  for (const each of fleet.zones) if (each === zone) isLeft ? fleet.left.add(each) : fleet.left.delete(each)
}

function freeze(fleet: Fleet, isFrozen: boolean): void {
  fleet.isFrozen = isFrozen
}

function isEnough(of: Running, data: Action['with'], leash: Leash): Promise<Holding> {
  const { context, group } = of
  return look(of, data, leash, ({ region }) => context.cloud.usefulIn(group.name, region) >= numberOf(data, 'enough'))
}

async function tooFew({ context }: Running, data: Action['with']): Promise<void> {
  const says = `${context.resource.name} in ${regionOf(data, 'at')} no longer has what it was seen to have`
  throw new OperatingError('insufficient-capacity', says, 'draw the plan again')
}

function fleetIn({ group }: Running, at: Region): Fleet {
  const fleet = group.at(at)
  if (fleet) return fleet
  throw new OperatingError('not-found', `there is no ${group.name} in ${at}`)
}

function changed(
  of: Running,
  doing: string,
  data: Action['with'],
  leash: Leash,
  make: (fleet: Fleet) => void,
): Promise<void> {
  const at = regionOf(data, 'at')
  const plane = controlOf(SERVICE[of.kind], at)
  const what = `${doing} ${of.context.resource.name} in ${at}`
  return change(of.context, { plane, what }, leash, () => make(fleetIn(of, at)))
}
