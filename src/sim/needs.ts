/** The services an app cannot live without, as its policy has them, where neither its servers nor its databases stand for them. */
import { atRegion, type Region, type Service } from '../model/place.js'
import type { Policy } from '../policy/policy.js'
import { type Fate, type Planes, WELL, worse } from './planes.js'

/** By servers and databases. */
const STOOD_FOR: ReadonlySet<Service> = new Set([
  'power',
  'network',
  'ec2',
  'ebs',
  'elb',
  'rds',
  'aurora',
  'dynamodb',
  'postgres',
])

/** How those services fare in `region`. */
export function neededIn({ decide }: Pick<Policy, 'decide'>, planes: Planes, region: Region, nowMs: number): Fate {
  if (planes.areWell) return WELL
  return decide.regionImpairedWhen.planes
    .filter((service) => !STOOD_FOR.has(service))
    .map((service) => planes.fateOf({ service, side: 'data', at: atRegion(region) }, nowMs))
    .reduce(worse, WELL)
}
