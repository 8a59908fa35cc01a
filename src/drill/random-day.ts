/**
 * A day nobody thought of: world, policy and events drawn from one seed, sober enough to have happened. Five minutes
 * of calm at least, then trouble, and as a rule more trouble on top of it while it lasts.
 */
import type { Drill, DrillEvent, DrillWorld } from '../sim/drill.js'
import { seeded } from '../sim/seeded.js'
import { type Draw, drawing } from './draw.js'
import { type Profile, randomPolicy, randomProfile } from './random-policy.js'
import { type Scene, TROUBLES, WORSE } from './random-troubles.js'

const MINUTE_MS = 60_000
const CALM_MS = 5 * MINUTE_MS

/** The day of `seed`: the same seed, the same day, on any machine. */
export function randomDay(seed: number): Drill {
  const draw = drawing(seeded(seed, 'random day'))
  const profile = randomProfile(draw)
  const policy = randomPolicy(profile, draw)
  const untilMs = draw.whole(40, 100) * MINUTE_MS
  const base = { draw, policy, profile, untilMs }
  const events: DrillEvent[] = []
  for (let left = draw.oneOf([1, 1, 1, 2]); left > 0; left--) events.push(...trouble(base))
  return {
    ...{ file: `random day ${seed}`, title: `random day ${seed}`, sources: [], seed, policy, untilMs },
    world: randomWorld(profile, draw),
    events: events.filter(({ atMs }) => atMs < untilMs).sort((a, b) => a.atMs - b.atMs),
    expect: [],
  }
}

/** One trouble, and what comes on top of it within the half-hour in which it is being dealt with. */
function trouble(base: Omit<Scene, 'atMs'>): readonly DrillEvent[] {
  const { draw, untilMs } = base
  const atMs = seconds(draw.between(CALM_MS, untilMs / 3))
  const first = draw.oneOf(TROUBLES)({ ...base, atMs })
  const more = Array.from({ length: draw.oneOf([0, 1, 1, 2]) }, () => {
    const later = seconds(Math.max(CALM_MS, atMs + draw.between(-2 * MINUTE_MS, 25 * MINUTE_MS)))
    return draw.oneOf(WORSE)({ ...base, atMs: Math.min(later, untilMs - 1_000) })
  })
  return [...first, ...more.flat()]
}

const seconds = (ms: number): number => Math.round(ms / 1_000) * 1_000

function randomWorld({ capacity, engine }: Profile, draw: Draw): DrillWorld {
  const root = capacity === 'ecs-service' ? 'fargate' : draw.oneOf(['ebs', 'ebs', 'instance-store'] as const)
  return {
    instances: { web: { root } },
    databases: { orders: { engine, lagMs: draw.oneOf([200, 1_000, 4_000]) } },
    capacity: { 'us-east-1': 100, 'eu-west-1': draw.oneOf([100, 100, 100, 80, 40]) },
    latencies: draw.chance(20) ? { 'promote-replica': draw.whole(2, 20) * MINUTE_MS } : {},
    ttlMs: draw.oneOf([30_000, 60_000, 60_000, 300_000]),
    stubbornPercent: draw.oneOf([0, 1, 5]),
    noise: draw.chance(5),
    controllers: draw.oneOf([1, 2, 2, 3]),
  }
}
