/**
 * Short days, each made so that one guard, order or lock alone stands between the controller and a broken law: with the code
 * as it is they pass, and with its fault planted they do not.
 */
import { basePolicy, type Profile } from '../../src/drill/random-policy.js'
import { atRegion, atZone, type Region, region, zone } from '../../src/model/place.js'
import type { Policy } from '../../src/policy/policy.js'
import type { Drill, DrillEvent, DrillWorld, Effect } from '../../src/sim/drill.js'

const MINUTE = 60_000
const home = region('us-east-1')
const away = region('eu-west-1')
/** Not the one with the database's server, which would take the region with it. */
const [first, second] = ['use1-az2', 'use1-az4'].map((id) => atZone(home, zone(id)))
const vantages = ['us-west-2', 'eu-central-1', 'ap-southeast-1']
const T = 5 * MINUTE

type Impair = Extract<DrillEvent, { kind: 'impair' }>
const impair = (
  at: number,
  service: Impair['service'],
  of: Impair['of'] | undefined,
  rest: Partial<Impair> = {},
): DrillEvent => ({
  ...{ kind: 'impair', atMs: at, service, side: 'data', of: of ?? atRegion(home), effect: whole },
  ...rest,
})
const whole: Effect = { errorsPercent: 100, latencyMs: 0, hang: false, gray: false, rampMs: 0 }
const cut = (atMs: number, forMs: number, side: string, from: string): DrillEvent => ({
  ...{ kind: 'partition', atMs, forMs, between: [side, from] },
})
const says = (atMs: number, run: string): DrillEvent => ({ kind: 'operator', atMs, run })
const gone = (atMs: number): readonly DrillEvent[] => [
  { kind: 'controller', atMs, does: 'crash', who: 'leader' },
  { kind: 'controller', atMs: atMs + 2 * MINUTE, does: 'restart', who: 'all' },
]
const paused = (atMs: number): DrillEvent => ({
  kind: 'controller',
  atMs,
  forMs: 2 * MINUTE,
  does: 'pause',
  who: 'leader',
})

/** A database that stands in no zone of its own, so that a zone can be lost by itself. */
const zonal = { profile: { engine: 'dynamodb' } } as const

/** Where freezing is automatic, and what is frozen is thawed after half an hour. */
const freezing = {
  ...{ automatic: ['evacuate', 'freeze', 'failover'] as const, guards: { holdDownMs: 30 * MINUTE } },
  ...{ ...zonal, minutes: 90 },
} as const
const noLaunches = (at: Region, atMs: number, rest: Partial<Impair> = {}): DrillEvent =>
  impair(atMs, 'autoscaling', atRegion(at), { side: 'control', ...rest })

interface Set {
  readonly events: readonly DrillEvent[]
  readonly minutes?: number
  readonly profile?: Partial<Profile>
  readonly guards?: Partial<Policy['decide']['guards']>
  readonly zones?: number
  readonly promote?: boolean
  /** Moves made without a person; those of the base policy unless told. */
  readonly automatic?: Policy['decide']['automatic']
  readonly fate?: string
  readonly world?: Partial<DrillWorld>
}

function day(name: string, set: Set): Drill {
  const usual: Profile = { engine: 'rds', capacity: 'autoscaling-group', name: 'switched', watches: ['ebs', 'api'] }
  const profile: Profile = { ...usual, ...set.profile }
  const base = basePolicy(profile)
  const { decide, plan } = base
  const zones = set.zones ?? decide.regionImpairedWhen.zones
  const policy: Policy = {
    ...base,
    regions: base.regions.map((entry) => ({ ...entry, fate: set.fate ?? entry.fate })),
    decide: {
      ...decide,
      automatic: set.automatic ?? decide.automatic,
      regionImpairedWhen: { ...decide.regionImpairedWhen, zones },
      guards: { ...decide.guards, ...set.guards },
    },
    plan: { ...plan, unreachableWriter: set.promote ? 'promote' : 'hold' },
  }
  const world: DrillWorld = {
    ...{ instances: { web: { root: 'ebs' } }, databases: { orders: { engine: profile.engine, lagMs: 1_000 } } },
    ...{ capacity: { [home]: 100, [away]: 100 }, latencies: {}, ttlMs: MINUTE, stubbornPercent: 1, noise: false },
    ...{ controllers: 1, ...set.world },
  }
  const untilMs = (set.minutes ?? 30) * MINUTE
  const events = [...set.events].sort((a, b) => a.atMs - b.atMs)
  return { file: name, title: name, sources: [], seed: 1, policy, world, events, untilMs, expect: [] }
}

const stuck = (atMs = T, rest: Partial<Impair> = {}): DrillEvent => impair(atMs, 'rds', atRegion(home), rest)
const dark = impair(T, 'power', atRegion(home), { effect: { ...whole, hang: true } })

const DAYS: { readonly [name: string]: Set } = {
  'a zone without power': { ...zonal, events: [impair(T, 'power', first)] },
  'a zone without power for 40 s': { ...zonal, events: [impair(T, 'power', first, { forMs: 40_000 })] },
  'a zone without power after another': {
    ...zonal,
    events: [impair(T, 'power', first), impair(T + 14 * MINUTE, 'power', second)],
    ...{ zones: 3, guards: { handPercent: 100 } },
  },
  'a zone without power, and nothing is automatic': { ...zonal, events: [impair(T, 'power', first)], automatic: [] },
  'a zone that is more than the hand may take': {
    ...zonal,
    events: [impair(T, 'power', first)],
    guards: { handPercent: 30 },
  },
  'a zone that recovers': { ...zonal, events: [impair(T, 'power', first, { forMs: 6 * MINUTE })] },
  'a writer that is stuck': { events: [stuck()] },
  'a writer that is stuck, and a standby without capacity': {
    events: [stuck(), { kind: 'capacity', atMs: MINUTE, region: away, launches: 'refused' }],
    world: { capacity: { [home]: 100, [away]: 40 } },
  },
  'a writer that is stuck, and half the capacity away': {
    events: [stuck()],
    world: { capacity: { [home]: 100, [away]: 50 } },
  },
  'a writer that is stuck, in one fate': { events: [stuck()], fate: 'one grid' },
  'writers stuck in both regions': { events: [stuck(), impair(T, 'rds', atRegion(away))] },
  'a writer stuck here, then there': {
    ...zonal,
    events: [
      impair(T, 'dynamodb', atRegion(home), { forMs: 10 * MINUTE }),
      impair(T + 30 * MINUTE, 'dynamodb', atRegion(away)),
    ],
    ...{ minutes: 60, guards: { cooldownMs: 5 * MINUTE } },
  },
  'a region without power': { events: [dark], promote: true },
  'a region without power, whose writer nobody can fence until it returns': {
    events: [impair(T, 'power', atRegion(home), { effect: { ...whole, hang: true }, forMs: 30 * MINUTE })],
    ...{ promote: true, minutes: 60, profile: { engine: 'postgres' } },
  },
  'a region without power, by records': {
    events: [dark],
    promote: true,
    profile: { name: 'records', engine: 'dynamodb' },
  },
  'a region without power, and nothing may be promoted': { events: [dark] },
  'a region without power, and then the other': {
    events: [dark, impair(T + 10.4 * MINUTE, 'power', atRegion(away))],
    ...{ promote: true, minutes: 60 },
  },
  'a region that nobody reaches for three minutes': {
    events: vantages.map((from) => cut(T, 3 * MINUTE, from, home)),
    promote: true,
  },
  'both regions that nobody reaches': {
    events: [home, away].flatMap((at) => vantages.map((from) => cut(T, 15 * MINUTE, from, at))),
    promote: true,
  },
  'one vantage that lies, and two that are blind': {
    events: [
      ...vantages.slice(1).map((from) => cut(T, 20 * MINUTE, from, 'controller')),
      cut(T, 20 * MINUTE, 'us-west-2', home),
    ],
    promote: true,
  },
  'a zone without power, and then nobody sees': {
    ...zonal,
    events: [impair(T, 'power', first), ...vantages.map((from) => cut(T + 50_000, 20 * MINUTE, from, 'controller'))],
    guards: { disturbanceMs: 3 * MINUTE },
  },
  'a bad release that is half there': {
    ...zonal,
    events: [
      { kind: 'release', atMs: T, regions: [home], errorsPercent: 100 },
      { kind: 'release', atMs: T, regions: [away], errorsPercent: 50 },
    ],
  },
  'monitors that go blind': { events: [impair(T, 'cloudwatch', atRegion(home))] },
  'a bad release everywhere': { events: [{ kind: 'release', atMs: T, regions: [home, away], errorsPercent: 100 }] },
  'a bad release, half of the time': {
    events: [{ kind: 'release', atMs: T, regions: [home, away], errorsPercent: 50 }],
  },
  'a writer that is stuck, and a controller that dies as it promotes': {
    events: [stuck(), ...gone(T + 3 * MINUTE)],
    world: { controllers: 2 },
  },
  'a writer that is stuck, and a controller that dies as it fences': {
    events: [stuck(), ...gone(T + 100_000)],
    world: { controllers: 2 },
  },
  'a writer that is stuck, and a leader that sleeps': {
    events: [stuck(), paused(T + 3 * MINUTE)],
    world: { controllers: 2 },
  },
  'a leader that sleeps, and a writer that is stuck once it is deposed': {
    events: [paused(T - 5 * MINUTE), stuck()],
    world: { controllers: 2 },
  },
  'a writer that is stuck, and no way to promote': {
    events: [stuck(), impair(T + MINUTE / 2, 'rds', atRegion(away), { side: 'control' })],
  },
  'a control plane that is sick': { events: [impair(T, 'rds', atRegion(home), { side: 'control' })] },
  'a writer that is stuck, and no promotion to be had': {
    // Longer than the forty minutes that a promotion may take, and than what is tried again after that.
    events: [stuck(), impair(T + 69_000, 'rds', atRegion(away), { side: 'control', forMs: 45 * MINUTE })],
    minutes: 100,
  },
  'a writer that is stuck, and a person who halts': {
    events: [stuck(), says(T + 69_000, 'halt')],
  },
  'a writer that is stuck, and no way to turn': {
    events: [stuck(), impair(T + 3 * MINUTE, 's3', atRegion(away))],
  },
  'a writer that is stuck, and no fence to be had': {
    events: [
      stuck(),
      impair(T + 62_000, 'ec2', atRegion(home), { side: 'control' }),
      impair(T + 62_000, 's3', atRegion(away)),
    ],
  },
  'a person who returns at once': {
    ...zonal,
    events: [impair(T, 'dynamodb', atRegion(home), { forMs: 10 * MINUTE }), says(T + 25 * MINUTE, 'back')],
    minutes: 75,
  },
  'a control plane of capacity that is sick, where that is frozen': {
    ...freezing,
    events: [noLaunches(home, T, { forMs: 20 * MINUTE })],
  },
  'a standby that takes no writes and cannot launch, where that is frozen': {
    ...freezing,
    events: [impair(T, 'dynamodb', atRegion(away)), noLaunches(away, T)],
  },
  'a person who returns to what is frozen': {
    ...freezing,
    events: [
      says(2 * MINUTE, 'evacuate use1-az2'),
      noLaunches(home, T, { forMs: 20 * MINUTE }),
      says(50 * MINUTE, 'back --waive cooldown'),
    ],
  },
  'a person who freezes, and leaves it so': { ...freezing, events: [says(T, `freeze ${home}`)] },
  'a person who only rehearses': { events: [says(T, `--to ${away} --dry-run`)] },
  'a person who moves as planned': { events: [says(T, `--to ${away} --planned`)], minutes: 90 },
}

/** The names of all such days, in the order in which they are tried. */
export const dayNames: readonly string[] = Object.keys(DAYS)

/** The day of that name. */
export function dayOf(name: string): Drill {
  const set = DAYS[name]
  if (!set) throw new Error(`there is no day "${name}"; days: ${dayNames.join(', ')}`)
  return day(name, set)
}
