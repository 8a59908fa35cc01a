/**
 * Which standby to move to: healthy ones first, then by the lag of their replica, then by capacity, then in the policy's
 * order, which stands for distance: the policy's author lists the nearest standby first.
 */
import { effective } from '../model/health.js'
import type { Region } from '../model/place.js'
import { formatMs, formatPercent } from '../model/units.js'
import { type Situation, vitalIn } from './situation.js'

export interface Ranked {
  readonly region: Region
  readonly healthy: boolean
  readonly lagMs: number
  readonly capacityPercent: number
  readonly because: string
}

/** Every region the app could move to, best first, each with the figures that placed it. */
export function rankStandbys(situation: Situation): readonly Ranked[] {
  return situation.policy.regions
    .filter(({ region }) => region !== situation.standing.active)
    .map(({ region }) => figures(situation, region))
    .sort(
      (a, b) =>
        Number(b.healthy) - Number(a.healthy) ||
        compare(a.lagMs, b.lagMs) ||
        compare(b.capacityPercent, a.capacityPercent),
    )
}

const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1)

function figures(situation: Situation, region: Region): Ranked {
  const vital = vitalIn(situation, region)
  const healthy = vital.length > 0 && vital.every((assessment) => effective(assessment) === 'healthy')
  const lagMs = worst(situation, region, 'replica-lag-ms', Math.max, Number.POSITIVE_INFINITY)
  const capacityPercent = worst(situation, region, 'capacity-percent', Math.min, Number.NEGATIVE_INFINITY)
  const lag = Number.isFinite(lagMs) ? `lag ${formatMs(lagMs)}` : 'lag unknown'
  const capacity = Number.isFinite(capacityPercent) ? `capacity ${formatPercent(capacityPercent)}` : 'capacity unknown'
  return {
    region,
    healthy,
    lagMs,
    capacityPercent,
    because: `${healthy ? 'healthy' : 'not healthy'}, ${lag}, ${capacity}`,
  }
}

function worst(
  { gauges }: Situation,
  region: Region,
  name: 'replica-lag-ms' | 'capacity-percent',
  pick: (...values: number[]) => number,
  unmeasured: number,
): number {
  const readings = gauges.filter((gauge) => gauge.in === region && gauge.name === name)
  if (readings.length === 0) return unmeasured
  return pick(...readings.map(({ reading }) => (reading.is === 'known' ? reading.value : unmeasured)))
}
