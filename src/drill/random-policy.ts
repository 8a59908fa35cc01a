/**
 * Policies of random days: an app in two regions that stands on one engine and one kind of capacity, turns its name one
 * way or the other, and keeps limits that a sober team might choose. What is read from text is read once for each kind.
 */
import { invariant } from '../model/invariant.js'
import type { MoveKind } from '../model/move.js'
import { formatFault, load } from '../policy/load.js'
import type { Policy } from '../policy/policy.js'
import { resourceTypes } from '../providers/registry.js'
import type { Engine } from '../sim/drill.js'
import type { Draw } from './draw.js'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** What an app stands on. */
export interface Profile {
  readonly engine: Engine
  readonly capacity: 'autoscaling-group' | 'ecs-service'
  readonly name: 'switched' | 'records'
  /** What of the provider's own word it listens to. */
  readonly watches: readonly ('ebs' | 'api')[]
}

export function randomProfile(draw: Draw): Profile {
  return {
    engine: draw.oneOf(['rds', 'aurora', 'dynamodb', 'postgres'] as const),
    capacity: draw.chance(70) ? 'autoscaling-group' : 'ecs-service',
    name: draw.chance(70) ? 'switched' : 'records',
    watches: draw.oneOf([['ebs', 'api'], ['ebs'], ['api'], []] as const),
  }
}

/** A policy for `profile`, with limits drawn. */
export function randomPolicy(profile: Profile, draw: Draw): Policy {
  const base = basePolicy(profile)
  const everyMs = draw.oneOf([5, 10, 10, 10, 20, 20, 20, 30, 30]) * SECOND_MS
  const zones = draw.oneOf([2, 2, 2, 3])
  const stages = draw.oneOf([[100], [100], [10, 50, 100]])
  return {
    ...base,
    observe: { ...base.observe, everyMs, quorum: draw.oneOf([2, 2, 2, 3]) },
    assess: { impairedAfter: draw.whole(2, 4), healthyAfter: draw.oneOf([5, 10]) },
    decide: {
      ...base.decide,
      automatic: draw.oneOf(AUTOMATIC),
      regionImpairedWhen: { ...base.decide.regionImpairedWhen, zones },
      guards: { ...base.decide.guards, ...randomLimits(draw), evidenceMs: 3 * everyMs },
    },
    plan: {
      ...base.plan,
      unreachableWriter: draw.oneOf(['hold', 'promote'] as const),
      traffic: { ...base.plan.traffic, stages, inFailover: draw.chance(20) ? 'staged' : 'at-once' },
    },
  }
}

const AUTOMATIC: readonly (readonly MoveKind[])[] = [
  ...[['evacuate', 'failover'] as const, ['evacuate', 'failover'] as const, ['evacuate', 'failover'] as const],
  ...[['evacuate', 'freeze', 'failover'] as const, ['failover'] as const, ['evacuate'] as const, [] as const],
]

const randomLimits = (draw: Draw) => ({
  replicaLagMs: draw.oneOf([10_000, 30_000, 5 * MINUTE_MS]),
  standbyCapacityPercent: draw.oneOf([50, 80, 100]),
  cooldownMs: draw.oneOf([5, 30, 60]) * MINUTE_MS,
  directionMs: draw.oneOf([1, 4]) * HOUR_MS,
  holdDownMs: draw.oneOf([0.5, 1]) * HOUR_MS,
  disturbanceMs: draw.oneOf([1, 1, 2]) * MINUTE_MS,
  partitionMs: draw.oneOf([5, 5, 10]) * MINUTE_MS,
  handPercent: draw.oneOf([34, 34, 50]),
})

const known = new Map<string, Policy>()

/** A policy for `profile` with every limit as it is by default. */
export function basePolicy(profile: Profile): Policy {
  const text = textOf(profile)
  const before = known.get(text)
  if (before) return before
  const read = load(text, 'a random policy', resourceTypes)
  invariant(
    read.is === 'policy',
    `a random policy is a valid one: ${read.is === 'faults' ? read.faults.map(formatFault).join('\n') : ''}`,
  )
  known.set(text, read.policy)
  return read.policy
}

const FENCE = `
      fence:
        - { by: security-group, group: { us-east-1: sg-0a1b2c3d4e5f60718, eu-west-1: sg-08192a3b4c5d6e7f0 } }
        - { by: object, bucket: acme-failover-eu-west-1, region: eu-west-1, key: "fences/orders-{region}" }`

const DATABASES: Readonly<Record<Engine, string>> = {
  rds: `orders:
      type: rds-replica
      instance: { us-east-1: orders, eu-west-1: orders-eu }${FENCE}`,
  aurora: `orders:
      type: aurora-global
      global_cluster: orders
      cluster: { us-east-1: orders, eu-west-1: orders-eu }
      allow_data_loss: true${FENCE}`,
  dynamodb: 'orders: { type: dynamodb-global, table: orders }',
  postgres: 'orders: { type: self-managed-postgres, dsn: { us-east-1: ORDERS_US, eu-west-1: ORDERS_EU } }',
}

/** The plane a self-managed database stands on is its volumes. */
const PLANES: Readonly<Record<Engine, string>> = {
  rds: 'rds',
  aurora: 'aurora',
  dynamodb: 'dynamodb',
  postgres: 'postgres',
}

const FLEETS = {
  'autoscaling-group': 'web: { type: autoscaling-group, group: { us-east-1: web, eu-west-1: web }, capacity: 12 }',
  'ecs-service': `web:
      type: ecs-service
      cluster: { us-east-1: shop, eu-west-1: shop }
      service: { us-east-1: web, eu-west-1: web }
      capacity: 12`,
} as const

const NAMES = {
  switched: `front:
      type: route53-record
      zone: shop.example.com
      name: www
      by: [health-switch, record-weight]
      switch: { bucket: acme-failover-eu-west-1, region: eu-west-1, objects: { us-east-1: off/us-east-1 } }`,
  records: 'front: { type: route53-record, zone: shop.example.com, name: www, by: [record-weight] }',
} as const

const WATCHES = { ebs: 'ebs: { watch: ebs, per: zone }', api: 'api: { watch: api }' } as const

const textOf = ({ capacity, engine, name, watches }: Profile): string => `
version: 1
app: storefront
regions:
  us-east-1: { role: primary, zones: [use1-az1, use1-az2, use1-az4] }
  eu-west-1: { role: standby, zones: [euw1-az1, euw1-az2, euw1-az3] }
store: s3://acme-failover-eu-west-1/storefront
observe:
  vantages: [us-west-2, eu-central-1, ap-southeast-1]
  vantage_function: failover-vantage
  signals:
    http: { probe: http, url: "https://{zone}.shop.example.com/healthz", per: zone, timeout: 2s }
    writes:
      probe: http
      url: "https://{region}.shop.example.com/healthz/write"
      per: region
      tells: ${PLANES[engine]}
      timeout: 3s
    ${watches.map((watch) => WATCHES[watch]).join('\n    ')}
decide:
  automatic: [evacuate, failover]
  region_impaired_when: { zones: 2, planes: [${PLANES[engine]}${watches.includes('ebs') ? ', ebs' : ''}] }
plan:
  resources:
    ${NAMES[name]}
    shift:
      type: zonal-shift
      resources:
        us-east-1: ["arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/shop/50dc6c495c0c9188"]
        eu-west-1: ["arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shop/73e2d6bc24d8a067"]
    ${FLEETS[capacity]}
    ${DATABASES[engine]}
verify:
  url: https://www.shop.example.com/
  write: { url: "https://www.shop.example.com/healthz/write", method: POST }
  resolvers: [1.1.1.1, 8.8.8.8]
report:
  objectives: { recovery_time: 10m, recovery_point: 30s }
`
