/** The cloud as a drill's policy and world have it at minute 0. */
import { isRegion, type Region } from '../model/place.js'
import type { ResourcePolicy } from '../policy/policy.js'
import { Database } from './databases.js'
import type { Drill, Engine } from './drill.js'
import { FleetGroup } from './fleets.js'
import { PublicName } from './routing.js'
import { keysIn, numberIn, objectIn, textsIn } from './settings.js'

export type Groups = ReadonlyMap<string, FleetGroup>
export type Names = ReadonlyMap<string, PublicName>

const ENGINES: { readonly [type: string]: Engine } = {
  'rds-replica': 'rds',
  'rds-restore': 'rds',
  'aurora-global': 'aurora',
  'dynamodb-global': 'dynamodb',
  'self-managed-postgres': 'postgres',
}
/** Where the settings of each type of fleet name one for each region. */
const FLEETS: { readonly [type: string]: string } = {
  'autoscaling-group': 'group',
  'ecs-service': 'service',
  'eks-nodegroup': 'nodegroup',
}
/** As published for a healthy link: under a second for Aurora and DynamoDB, a little more for RDS. */
const LAG_MS: { readonly [engine in Engine]: number } = { rds: 2_000, aurora: 800, postgres: 500, dynamodb: 1_000 }

const homeOf = ({ policy }: Drill): Region => {
  const home = policy.regions.find(({ role }) => role === 'primary') ?? policy.regions[0]
  return home?.region ?? ('us-east-1' as Region)
}

/** The databases of the policy, each with its writer in the primary. */
export function buildDatabases(drill: Drill): ReadonlyMap<string, Database> {
  return new Map(
    drill.policy.plan.resources.flatMap((resource) => {
      const engine = engineOf(resource, drill)
      if (!engine) return []
      const placed = regionsOf(resource, drill).flatMap(({ region, zones: [zone] }) =>
        zone === undefined ? [] : [{ region, zone, isMultiAz: isMultiAz(resource, region, drill) }],
      )
      const lagMs = drill.world.databases[resource.name]?.lagMs ?? LAG_MS[engine]
      return [[resource.name, new Database(resource.name, engine, placed, homeOf(drill), lagMs)] as const]
    }),
  )
}

function engineOf({ name, type }: ResourcePolicy, { world }: Drill): Engine | undefined {
  const usual = ENGINES[type]
  return usual && (world.databases[name]?.engine ?? usual)
}

/** As the drill says; else as the policy wants a replica there made, and in one zone where it does not say. */
function isMultiAz({ name, settings }: ResourcePolicy, region: Region, { world }: Drill): boolean {
  return world.databases[name]?.isMultiAz ?? objectIn(objectIn(settings, 'replica'), region).multi_az === true
}

/** Regions that the resource stands in: those it names, where it names any. */
function regionsOf({ settings, type }: ResourcePolicy, { policy }: Drill): Drill['policy']['regions'] {
  const key = { 'rds-replica': 'instance', 'aurora-global': 'cluster', 'self-managed-postgres': 'dsn' }[type]
  const named = key ? keysIn(settings, key) : textsIn(settings, 'regions')
  const all = named.length > 0 ? policy.regions.filter(({ region }) => named.includes(region)) : policy.regions
  return all.length > 0 ? all : policy.regions
}

/** The fleets of the policy. */
export function buildGroups(drill: Drill): Groups {
  const { policy, world } = drill
  return new Map(
    policy.plan.resources.flatMap(({ name, settings, type }) => {
      const key = FLEETS[type]
      if (key === undefined) return []
      const named = keysIn(settings, key)
      const root = world.instances[name]?.root ?? (type === 'ecs-service' ? 'fargate' : 'ebs')
      const regions = policy.regions
        .filter(({ region }) => named.includes(region))
        .map(({ region, zones }) => ({ region, zones, percent: world.capacity[region] ?? 100 }))
      return [[name, new FleetGroup(name, root, numberIn(settings, 'capacity') ?? 1, regions)] as const]
    }),
  )
}

/** The public names of the policy, leading to the primary. */
export function buildNames(drill: Drill): Names {
  const regions = drill.policy.regions.map(({ region }) => region)
  const home = homeOf(drill)
  const records = drill.policy.plan.resources.filter(({ type }) => type === 'route53-record')
  return new Map(
    records.map(({ name, settings }, index) => {
      const objects = keysIn(objectIn(settings, 'switch'), 'objects').filter(isRegion)
      const controls = keysIn(objectIn(settings, 'routing_control'), 'controls').filter(isRegion)
      const standing = {
        weights: Object.fromEntries(regions.map((region) => [region, region === home ? 100 : 0])),
        objects: Object.fromEntries(objects.map((region) => [region, true])),
        controls: Object.fromEntries(controls.map((region) => [region, region === home])),
      }
      return [name, new PublicName(name, regions, standing, index === 0)] as const
    }),
  )
}
