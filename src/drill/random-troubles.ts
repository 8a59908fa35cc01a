/**
 * What may befall an app on a random day: each trouble is one of the kinds that have happened, in a place and at a strength
 * drawn anew. Most are short; some last the day. A trouble is often followed, while it lasts, by one that makes it worse.
 */
import { atRegion, atZone, type Region, type Service } from '../model/place.js'
import type { Policy } from '../policy/policy.js'
import type { DrillEvent, Effect, Engine } from '../sim/drill.js'
import type { Draw } from './draw.js'
import type { Profile } from './random-policy.js'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS

/** Where and when a trouble is drawn. */
export interface Scene {
  readonly draw: Draw
  readonly policy: Policy
  readonly profile: Profile
  readonly atMs: number
  readonly untilMs: number
}

type Trouble = (scene: Scene) => readonly DrillEvent[]

/** What the main trouble of a day may be. */
export const TROUBLES: readonly Trouble[] = [
  ...[zoneLost, zoneLost, zoneLost, regionLost, regionLost, regionLost],
  ...[storageStuck, storageStuck, databaseSick, databaseSick],
  entranceSick,
  controlSick,
  monitorsSick,
  cutOff,
  badRelease,
]

/** What may come on top. */
export const WORSE: readonly Trouble[] = [
  ...[controlSick, monitorsSick, cutOff, lagging, noCapacity, controllerGone, controllerPaused],
  ...[controllerGone, clockOff, personAsks, personAsks, zoneLost, storeCut],
]

const home = ({ draw, policy }: Scene): Region =>
  draw.oneOf(policy.regions.filter(({ role }) => role === 'primary')).region
const away = ({ draw, policy }: Scene): Region =>
  draw.oneOf(policy.regions.filter(({ role }) => role === 'standby')).region
const someRegion = (scene: Scene): Region =>
  scene.draw.chance(80) ? home(scene) : scene.draw.oneOf(scene.policy.regions).region

function someZone(scene: Scene) {
  const region = someRegion(scene)
  const zones = scene.policy.regions.find((entry) => entry.region === region)?.zones ?? []
  return atZone(region, scene.draw.oneOf(zones))
}

/**
 * Some blips, most an hour or two, some without an end. What leaves each request to luck shows within minutes all that it
 * will ever show, and is short.
 */
function spell({ draw }: Scene, isLuck = false): { readonly forMs?: number } {
  const kind = draw.whole(1, 10)
  if (isLuck) return { forMs: Math.round(draw.between(5, 200)) * SECOND_MS }
  if (kind <= 2) return { forMs: Math.round(draw.between(5, 90)) * SECOND_MS }
  if (kind <= 8) return { forMs: Math.round(draw.between(3, 150)) * MINUTE_MS }
  return {}
}

function effect({ draw }: Scene, rest: Partial<Effect> = {}): Effect {
  const errorsPercent = draw.oneOf([30, 60, 90, 100, 100])
  const rampMs = draw.chance(20) ? Math.round(draw.between(1, 6)) * MINUTE_MS : 0
  return { errorsPercent, latencyMs: draw.chance(20) ? 5_000 : 0, hang: draw.chance(30), gray: false, rampMs, ...rest }
}

const impair = (
  scene: Scene,
  service: Service,
  side: 'control' | 'data',
  of: Extract<DrillEvent, { kind: 'impair' }>['of'],
  rest: Partial<Effect> = {},
): DrillEvent => {
  const drawn = effect(scene, rest)
  const isLuck = drawn.errorsPercent > 0 && drawn.errorsPercent < 100
  return { kind: 'impair', atMs: scene.atMs, ...spell(scene, isLuck), service, side, of, effect: drawn }
}

const WHOLE = { errorsPercent: 100, hang: true } as const

function zoneLost(scene: Scene): readonly DrillEvent[] {
  return [impair(scene, scene.draw.oneOf(['power', 'network'] as const), 'data', someZone(scene), WHOLE)]
}

function regionLost(scene: Scene): readonly DrillEvent[] {
  return [impair(scene, scene.draw.oneOf(['power', 'network'] as const), 'data', atRegion(someRegion(scene)), WHOLE)]
}

function storageStuck(scene: Scene): readonly DrillEvent[] {
  const zone = someZone(scene)
  const data = impair(scene, 'ebs', 'data', zone, { gray: scene.draw.chance(60), hang: true })
  return scene.draw.chance(50) ? [data, impair(scene, 'ebs', 'control', atRegion(zone.region))] : [data]
}

const SERVICES: Readonly<Record<Engine, Service>> = {
  rds: 'rds',
  aurora: 'aurora',
  dynamodb: 'dynamodb',
  postgres: 'ebs',
}

function databaseSick(scene: Scene): readonly DrillEvent[] {
  const service = SERVICES[scene.profile.engine]
  return [impair(scene, service, scene.draw.chance(75) ? 'data' : 'control', atRegion(someRegion(scene)))]
}

function entranceSick(scene: Scene): readonly DrillEvent[] {
  return [impair(scene, 'elb', 'data', atRegion(someRegion(scene)))]
}

function controlSick(scene: Scene): readonly DrillEvent[] {
  const { draw, profile } = scene
  const services = ['ec2', 'ebs', 'autoscaling', 'route53', 'zonal-shift', 's3', SERVICES[profile.engine]] as const
  const first = draw.oneOf(services)
  const at = atRegion(someRegion(scene))
  const more = draw.chance(40) ? [draw.oneOf(services)] : []
  return [...new Set([first, ...more])].map((service) => impair(scene, service, 'control', at))
}

function monitorsSick(scene: Scene): readonly DrillEvent[] {
  return [impair(scene, 'cloudwatch', 'data', atRegion(someRegion(scene)))]
}

/** A region, or a pair of them, that some or all vantages cannot reach. */
function cutOff(scene: Scene): readonly DrillEvent[] {
  const { atMs, draw, policy } = scene
  const region = someRegion(scene)
  const others = policy.regions.flatMap((entry) => (entry.region === region ? [] : [entry.region]))
  const blind = draw.chance(50) ? policy.observe.vantages : policy.observe.vantages.slice(0, draw.whole(1, 2))
  const when = { atMs, ...spell(scene) }
  const between = [...blind, ...(draw.chance(50) ? others : [])]
  return between.map((side) => ({ kind: 'partition', ...when, between: [side, region] }))
}

function storeCut(scene: Scene): readonly DrillEvent[] {
  const forMs = Math.round(scene.draw.between(10, 600)) * SECOND_MS
  return [{ kind: 'partition', atMs: scene.atMs, forMs, between: ['controller', 'store'] }]
}

function badRelease(scene: Scene): readonly DrillEvent[] {
  const { atMs, draw, policy } = scene
  const regions = draw.chance(50) ? policy.regions.map(({ region }) => region) : [someRegion(scene)]
  const errorsPercent = draw.oneOf([40, 80, 100, 100])
  return [{ kind: 'release', atMs, ...spell(scene, errorsPercent < 100), regions, errorsPercent }]
}

function lagging(scene: Scene): readonly DrillEvent[] {
  const isMs = scene.draw.oneOf([15, 45, 400]) * SECOND_MS
  return [{ kind: 'lag', atMs: scene.atMs, ...spell(scene), database: 'orders', isMs }]
}

function noCapacity(scene: Scene): readonly DrillEvent[] {
  const { atMs, draw, policy } = scene
  const launches = draw.oneOf(['refused', 'refused', 30] as const)
  return [{ kind: 'capacity', atMs, ...spell(scene), region: draw.oneOf(policy.regions).region, launches }]
}

function controllerGone({ atMs, draw, untilMs }: Scene): readonly DrillEvent[] {
  const who = draw.chance(70) ? 'leader' : 'all'
  const backMs = atMs + Math.round(draw.between(1, 600)) * SECOND_MS
  const back: readonly DrillEvent[] =
    backMs < untilMs ? [{ kind: 'controller', atMs: backMs, does: 'restart', who: 'all' }] : []
  return [{ kind: 'controller', atMs, does: 'crash', who }, ...back]
}

function controllerPaused({ atMs, draw }: Scene): readonly DrillEvent[] {
  const forMs = Math.round(draw.between(2, 300)) * SECOND_MS
  return [{ kind: 'controller', atMs, forMs, does: 'pause', who: draw.chance(70) ? 'leader' : 'all' }]
}

function clockOff(scene: Scene): readonly DrillEvent[] {
  const skewMs = scene.draw.oneOf([-120, -20, 5, 90, 120]) * SECOND_MS
  return [{ kind: 'clock', atMs: scene.atMs, ...spell(scene), skewMs }]
}

function personAsks(scene: Scene): readonly DrillEvent[] {
  const { atMs, draw, untilMs } = scene
  const to = away(scene)
  const words = draw.oneOf([
    ...[`--to ${to}`, `--to ${to} --planned`, `--to ${to} --dry-run`, '--to auto'],
    ...[`evacuate ${someZone(scene).zone}`, 'back', 'resume', 'halt', `--to ${to} --waive replica-lag`],
    `--to ${to} --waive standby-capacity --waive cooldown`,
  ])
  const again = atMs + Math.round(draw.between(20, 2_000)) * SECOND_MS
  const then: readonly DrillEvent[] =
    draw.chance(40) && again < untilMs
      ? [{ kind: 'operator', atMs: again, run: draw.oneOf(['back', 'resume', `--to ${home(scene)}`]) }]
      : []
  return [{ kind: 'operator', atMs, run: words }, ...then]
}
