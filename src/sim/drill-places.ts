/** The places and things a drill may name: those of its policy, and where AWS keeps its control planes. */
import { isRegion } from '../model/place.js'
import type { Policy } from '../policy/policy.js'
import type { Engine, Root } from './drill.js'

/**
 * Regions that hold control planes of global services, whatever regions an app runs in: Route 53 and IAM in us-east-1,
 * ARC and Global Accelerator in us-west-2
 * (https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/global-services.html).
 */
const CONTROL_REGIONS = ['us-east-1', 'us-west-2']

/** Databases by their resource's type. */
const ENGINES: ReadonlyMap<string, Engine> = new Map([
  ['rds-replica', 'rds'],
  ['aurora-global', 'aurora'],
  ['dynamodb-global', 'dynamodb'],
  ['self-managed-postgres', 'postgres'],
  ['postgres', 'postgres'],
])
/** What takes requests, by its resource's type, and what it boots from unless told. */
const ROOTS: ReadonlyMap<string, Root> = new Map([
  ['autoscaling-group', 'ebs'],
  ['eks-nodegroup', 'ebs'],
  ['ecs-service', 'fargate'],
  ['app-servers', 'instance-store'],
])

export interface Places {
  readonly regions: readonly string[]
  readonly zones: readonly string[]
  /** Regions where a plane may fail. */
  readonly planeRegions: readonly string[]
  /** The sides of a partition. */
  readonly sides: readonly string[]
  readonly databases: ReadonlyMap<string, Engine>
  readonly groups: ReadonlyMap<string, Root>
}

export function placesOf({ observe, plan, regions }: Policy): Places {
  const codes = regions.map(({ region }) => region)
  const zones = regions.flatMap((each) => each.zones)
  const vantages: readonly string[] = observe.vantages
  const named = <T>(kinds: ReadonlyMap<string, T>): ReadonlyMap<string, T> =>
    new Map(
      plan.resources.flatMap(({ name, type }) => {
        const kind = kinds.get(type)
        return kind === undefined ? [] : [[name, kind] as const]
      }),
    )
  return {
    regions: codes,
    zones,
    planeRegions: [...new Set([...codes, ...vantages.filter(isRegion), ...CONTROL_REGIONS])],
    sides: [...new Set([...vantages, ...codes, ...zones, 'store', 'controller'])],
    databases: named(ENGINES),
    groups: named(ROOTS),
  }
}
