/** What makes a drill impossible though each of its fields is in shape: places that are not there, times out of order. */
import { GUARDS } from '../model/move.js'
import { formatMs } from '../model/units.js'
import { nearest } from '../policy/near.js'
import { atKey, atValue, type Finding } from '../policy/rule.js'
import type { Path } from '../policy/spot.js'
import { notAmong, unknownKey, wrong } from '../policy/wording.js'
import type { EventFile } from './drill-events.js'
import type { ExpectationFile } from './drill-expectations.js'
import type { Places } from './drill-places.js'
import type { DrillFile } from './drill-schema.js'
import { DURATIONS } from './durations.js'
import { understand } from './operator-words.js'

/** What is judged against: the policy's places where it could be read, the end where it was told. */
export interface Bounds {
  readonly places?: Places
  readonly untilMs?: number
}

/** Names in `world` that neither the policy nor the table of durations has. */
export function worldFindings(
  { capacity, databases, instances, latencies }: DrillFile['world'],
  { places }: Bounds,
): readonly Finding[] {
  const strangers = (key: string, named: object, known: readonly string[]): readonly Finding[] =>
    Object.keys(named)
      .filter((name) => !known.includes(name))
      .map((name) => atKey(['world', key, name], unknownKey(name, known)))
  const durations = strangers('latencies', latencies, Object.keys(DURATIONS))
  if (!places) return durations
  return [
    ...durations,
    ...strangers('instances', instances, [...places.groups.keys()]),
    ...strangers('databases', databases, [...places.databases.keys()]),
    ...strangers('capacity', capacity, places.regions),
    ...Object.entries(databases).flatMap(([name, told]) => databaseFindings(name, told, places)),
  ]
}

/** An engine follows from the resource's type, and only RDS is told to stand in one zone or in several. */
function databaseFindings(
  name: string,
  { engine, multi_az }: DrillFile['world']['databases'][string],
  { databases }: Places,
): readonly Finding[] {
  const usual = databases.get(name)
  if (usual === undefined) return []
  const at = ['world', 'databases', name]
  if (engine !== undefined && engine !== usual) return [atValue([...at, 'engine'], wrong('engine', engine, usual))]
  if (multi_az === undefined || usual === 'rds') return []
  return [atKey([...at, 'multi_az'], `multi_az: found it of ${usual}, allowed: of rds`)]
}

/** What is impossible about the event at `path`. */
export function eventFindings(event: EventFile, path: Path, { places, untilMs }: Bounds): readonly Finding[] {
  return [
    ...(untilMs !== undefined && event.at >= untilMs ? [late([...path, 'at'], event.at, untilMs, 'before')] : []),
    ...happening(event, path, places),
  ]
}

function happening(event: EventFile, path: Path, places: Places | undefined): readonly Finding[] {
  if ('impair' in event) return impairFindings(event.impair, [...path, 'impair'], places)
  if ('operator' in event) {
    const at = [...path, 'operator', 'run']
    const read = understand(event.operator.run)
    return read.is === 'none' ? [atValue(at, `run: ${read.message}`)] : wordsFindings(event.operator.run, at, places)
  }
  if ('controller' in event && event.controller.does === 'pause' && event.for === undefined) {
    return [atValue([...path, 'controller'], 'pause: found no "for", allowed: how long it pauses, such as for: 30s')]
  }
  if (!places) return []
  if ('lag' in event) return among(event.lag.database, [...places.databases.keys()], [...path, 'lag', 'database'])
  if ('capacity' in event) return among(event.capacity.region, places.regions, [...path, 'capacity', 'region'])
  if ('release' in event) {
    return event.release.regions.flatMap((code, index) =>
      among(code, places.regions, [...path, 'release', 'regions', index]),
    )
  }
  if (!('partition' in event)) return []
  const [one, other] = event.partition.between
  const at = [...path, 'partition', 'between']
  const same = one === other ? [atValue([...at, 1], wrong('between[1]', other, 'another place than the first'))] : []
  return [...event.partition.between.flatMap((side, index) => among(side, places.sides, [...at, index])), ...same]
}

function impairFindings(
  impair: Extract<EventFile, { impair: object }>['impair'],
  path: Path,
  places: Places | undefined,
): readonly Finding[] {
  const told = (['zone', 'region', 'global'] as const).filter((key) => impair[key] !== undefined)
  const second = told[1]
  const found = told.length === 0 ? 'no place' : `both "${told[0]}" and "${second}"`
  const effects = [impair.errors, impair.latency, impair.hang]
  return [
    ...(told.length === 1
      ? []
      : [
          atKey(
            second ? [...path, second] : path,
            `impair: found ${found}, allowed: one of zone, region, global: true`,
          ),
        ]),
    ...(effects.every((effect) => effect === undefined || effect === false)
      ? [atKey(path, 'impair: found no effect, allowed: errors: 60%, latency: 30s, hang: true, or several of them')]
      : []),
    ...(places && impair.zone !== undefined ? among(impair.zone, places.zones, [...path, 'zone']) : []),
    ...(places && impair.region !== undefined ? among(impair.region, places.planeRegions, [...path, 'region']) : []),
  ]
}

function wordsFindings(run: string, at: Path, places: Places | undefined): readonly Finding[] {
  const read = understand(run)
  if (!places || read.is === 'none' || read.words.is !== 'move') return []
  const { ask } = read.words
  if (ask.kind === 'evacuate') return among(ask.zone, places.zones, at)
  return ask.kind === 'move-to' && ask.to !== 'auto' ? among(ask.to, places.regions, at) : []
}

/** What is impossible about the expectation at `path`. */
export function expectationFindings(
  expected: ExpectationFile,
  path: Path,
  { places, untilMs }: Bounds,
): readonly Finding[] {
  const times: { readonly [key: string]: unknown } = { ...expected }
  const tooLate = ['at', 'after', 'by', 'before', 'from'].flatMap((key) => {
    const ms = times[key]
    const isLate = untilMs !== undefined && typeof ms === 'number' && ms > untilMs
    return isLate ? [late([...path, key], ms, untilMs, 'no later than')] : []
  })
  return [
    ...tooLate,
    ...spanFindings(expected, path),
    ...reasonFindings(expected, path),
    ...placeFindings(expected, path, places),
  ]
}

function spanFindings(expected: ExpectationFile, path: Path): readonly Finding[] {
  if ('do' in expected && expected.by < expected.after) return [backwards([...path, 'by'], expected.by, expected.after)]
  if (!('never' in expected)) return []
  const { after = 0, before } = expected
  return before !== undefined && before <= after ? [backwards([...path, 'before'], before, after)] : []
}

/** A reason is free, but one that is nearly a guard's name was meant to be that guard. */
function reasonFindings(expected: ExpectationFile, path: Path): readonly Finding[] {
  if (!('hold' in expected)) return []
  const known = [...GUARDS, ...REASONS]
  const isMistyped = !known.includes(expected.hold) && nearest(expected.hold, known) !== undefined
  return isMistyped ? among(expected.hold, known, [...path, 'hold']) : []
}

const REASONS = ['steady', 'nothing-to-do', 'not-automatic', 'no-candidate', 'no-plan']

function placeFindings(expected: ExpectationFile, path: Path, places: Places | undefined): readonly Finding[] {
  if (!places) return []
  if ('recovered' in expected) return among(expected.recovered, places.regions, [...path, 'recovered'])
  if ('never_calls' in expected) {
    const { region } = expected.never_calls
    return region === undefined ? [] : among(region, places.planeRegions, [...path, 'never_calls', 'region'])
  }
  if (!('do' in expected) && !('never' in expected)) return []
  return [
    ...(expected.to === undefined ? [] : among(expected.to, places.regions, [...path, 'to'])),
    ...(expected.zone === undefined ? [] : among(expected.zone, places.zones, [...path, 'zone'])),
  ]
}

function among(found: string, known: readonly string[], path: Path): readonly Finding[] {
  if (known.includes(found)) return []
  const key = path.findLast((segment) => typeof segment === 'string')
  return [atValue(path, notAmong(String(key), found, known))]
}

const late = (path: Path, ms: number, untilMs: number, bound: string): Finding =>
  atValue(
    path,
    `${String(path.at(-1))}: found ${formatMs(ms)}, allowed: ${bound} the end, "until" at ${formatMs(untilMs)}`,
  )

const backwards = (path: Path, ms: number, afterMs: number): Finding =>
  atValue(path, `${String(path.at(-1))}: found ${formatMs(ms)}, allowed: later than "after" at ${formatMs(afterMs)}`)
