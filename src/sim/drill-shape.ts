/** From a drill file, which has passed every check, to the `Drill` that is replayed. */

import { invariant } from '../model/invariant.js'
import { atRegion, atZone, region, zone } from '../model/place.js'
import type { Policy } from '../policy/policy.js'
import type { Drill, DrillEvent, DrillWorld, Engine, Expectation } from './drill.js'
import type { EventFile } from './drill-events.js'
import type { ExpectationFile } from './drill-expectations.js'
import { placesOf } from './drill-places.js'
import type { DrillFile } from './drill-schema.js'

/** Replication lag of a calm day, by engine; ms. */
const LAGS: Readonly<Record<Engine, number>> = { rds: 1_000, aurora: 200, postgres: 500, dynamodb: 1_000 }

/** The drill a file means; what it leaves out follows from the policy. */
export function drillOf(read: DrillFile, policy: Policy, file: string): Drill {
  return {
    file,
    title: read.title,
    ...(read.about === undefined ? {} : { about: read.about }),
    sources: read.sources,
    seed: read.seed,
    policy,
    world: worldOf(read.world, policy),
    events: read.events.map((event) => eventOf(event, policy)).sort((a, b) => a.atMs - b.atMs),
    untilMs: read.until,
    expect: read.expect.map((expected) => expectationOf(expected, read.until)),
  }
}

function worldOf(world: DrillFile['world'], policy: Policy): DrillWorld {
  const { databases, groups, regions } = placesOf(policy)
  const instances = [...groups].map(([name, root]) => [name, { root: world.instances[name]?.root ?? root }] as const)
  const bases = [...databases].map(([name, usual]) => {
    const { engine = usual, lag, multi_az: isMultiAz } = world.databases[name] ?? {}
    const given = isMultiAz === undefined ? {} : { isMultiAz }
    return [name, { engine, lagMs: lag ?? LAGS[engine], ...given }] as const
  })
  return {
    instances: Object.fromEntries(instances),
    databases: Object.fromEntries(bases),
    capacity: Object.fromEntries(regions.map((code) => [code, world.capacity[code] ?? 100])),
    latencies: world.latencies,
    ttlMs: world.ttl,
    stubbornPercent: world.stubborn_clients,
    noise: world.noise,
    controllers: world.controllers,
  }
}

function eventOf(event: EventFile, policy: Policy): DrillEvent {
  const when = { atMs: event.at, ...(event.for === undefined ? {} : { forMs: event.for }) }
  if ('impair' in event) {
    const { errors = 0, gray, hang = false, latency = 0, ramp, service, side, throttled } = event.impair
    const slowed = throttled === undefined ? {} : { throttledPercent: throttled }
    const effect = { errorsPercent: errors, ...slowed, latencyMs: latency, hang, gray, rampMs: ramp }
    return { ...when, kind: 'impair', service, side, of: placeOf(event.impair, policy), effect }
  }
  if ('lag' in event) return { ...when, kind: 'lag', database: event.lag.database, isMs: event.lag.is }
  if ('partition' in event) return { ...when, kind: 'partition', between: event.partition.between }
  if ('capacity' in event) {
    return { ...when, kind: 'capacity', region: region(event.capacity.region), launches: event.capacity.launches }
  }
  if ('release' in event) {
    const { errors, regions } = event.release
    return { ...when, kind: 'release', regions: regions.map(region), errorsPercent: errors }
  }
  if ('controller' in event) return { ...when, kind: 'controller', ...event.controller }
  if ('clock' in event) return { ...when, kind: 'clock', skewMs: event.clock.skew }
  return { ...when, kind: 'operator', run: event.operator.run }
}

type Place = Extract<DrillEvent, { kind: 'impair' }>['of']

function placeOf(impair: Extract<EventFile, { impair: object }>['impair'], policy: Policy): Place {
  if (impair.region !== undefined) return atRegion(region(impair.region))
  if (impair.zone === undefined) return { kind: 'global' }
  const id = zone(impair.zone)
  const home = policy.regions.find(({ zones }) => zones.includes(id))
  invariant(home, `${id} is a zone of the policy`)
  return atZone(home.region, id)
}

function expectationOf(expected: ExpectationFile, untilMs: number): Expectation {
  if ('do' in expected) {
    return { kind: 'do', do: expected.do, ...whereOf(expected), afterMs: expected.after, byMs: expected.by }
  }
  if ('recovered' in expected) return { kind: 'recovered', region: region(expected.recovered), byMs: expected.by }
  if ('hold' in expected) return { kind: 'hold', reason: expected.hold, atMs: expected.at }
  if ('never' in expected) {
    const span = { afterMs: expected.after ?? 0, beforeMs: expected.before ?? untilMs }
    return { kind: 'never', never: expected.never, ...whereOf(expected), ...span }
  }
  if ('never_calls' in expected) {
    const { region: code, service, side } = expected.never_calls
    return { kind: 'never-calls', service, side, ...(code === undefined ? {} : { region: region(code) }) }
  }
  if ('serving' in expected) return { kind: 'serving', percent: expected.serving, fromMs: expected.from }
  if ('writers' in expected) return { kind: 'writers', atMost: expected.writers }
  if ('lost_writes' in expected) return { kind: 'lost-writes', atMost: lossOf(expected.lost_writes) }
  return { kind: 'moves', count: expected.moves }
}

function whereOf({ to, zone: id }: { readonly to?: string | undefined; readonly zone?: string | undefined }) {
  return { ...(to === undefined ? {} : { to: region(to) }), ...(id === undefined ? {} : { zone: zone(id) }) }
}

type Losses = Extract<ExpectationFile, { lost_writes: unknown }>['lost_writes']

/** A bare number is in writes; one that was read from a duration, in ms. */
function lossOf(told: Losses): Extract<Expectation, { kind: 'lost-writes' }>['atMost'] {
  if (typeof told === 'number') return { writes: told }
  return told.at_most
}
