/** What a policy asks of the local cloud, as plain data: what is to be built, before any address is chosen. */
import { OperatingError } from '../../../model/error.js'
import type { Region, Vantage, ZoneId } from '../../../model/place.js'
import type { Policy, ResourcePolicy } from '../../../policy/policy.js'

export interface Blueprint {
  readonly publicName: string
  readonly ttlMs: number
  /** Name of the database that the shop writes to. */
  readonly database: string
  readonly vantages: readonly Vantage[]
  /** The primary region, whose database begins as the writer, comes first. */
  readonly regions: readonly RegionBlueprint[]
}

export interface RegionBlueprint {
  readonly region: Region
  readonly zones: readonly ZoneId[]
  /** Slots all its servers have together when the cloud comes up. */
  readonly slots: number
  /** The most one server can be given: each zone can carry the whole app. */
  readonly slotsMax: number
}

/** A standby runs warm: most of the capacity is there, and a move adds the rest. */
const STANDBY_SHARE = 0.9
const DEFAULTS = { name: 'www.shop.test', ttlMs: 2_000, capacity: 12, database: 'shop' }

/** The cloud that `policy` describes. Throws `OperatingError` (`unsupported`) for a policy of another world. */
export function blueprintOf(policy: Policy, file: string): Blueprint {
  if (policy.world !== 'local') {
    const next = 'give a policy that says "world: local", such as policies/local.yaml'
    throw new OperatingError('unsupported', `${file} is for ${policy.world}, not for the local cloud`, next)
  }
  const settings = (type: string): ResourcePolicy['settings'] =>
    policy.plan.resources.find((resource) => resource.type === type)?.settings ?? {}
  const capacity = numberIn(settings('app-servers'), 'capacity', DEFAULTS.capacity)
  const primaryFirst = [...policy.regions].sort((a, b) => Number(b.role === 'primary') - Number(a.role === 'primary'))
  return {
    publicName: textIn(settings('dns-record'), 'name', DEFAULTS.name),
    ttlMs: numberIn(settings('dns-record'), 'ttlMs', DEFAULTS.ttlMs),
    database: textIn(settings('postgres'), 'database', DEFAULTS.database),
    vantages: policy.observe.vantages,
    regions: primaryFirst.map(({ region, role, zones }) => {
      const slots = role === 'primary' ? capacity : Math.ceil(capacity * STANDBY_SHARE)
      return { region, zones, slots: Math.max(slots, zones.length), slotsMax: capacity }
    }),
  }
}

/** `total` over `count` servers, as even as whole numbers go. */
export const spread = (total: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => Math.floor(total / count) + (index < total % count ? 1 : 0))

function textIn(settings: ResourcePolicy['settings'], key: string, otherwise: string): string {
  const found = settings[key]
  return typeof found === 'string' ? found : otherwise
}

function numberIn(settings: ResourcePolicy['settings'], key: string, otherwise: number): number {
  const found = settings[key]
  return typeof found === 'number' ? found : otherwise
}
