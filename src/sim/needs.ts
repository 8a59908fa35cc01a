/** The services an app cannot live without, as its policy has them, where neither its servers nor its databases stand for them. */
import { atRegion, type Region, type Service } from '../model/place.js'
import type { Cloud } from './cloud.js'
import { type Fate, WELL, worse } from './planes.js'

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
export function neededIn({ drill, nowMs, planes }: Cloud, region: Region): Fate {
  if (planes.areWell) return WELL
  return drill.policy.decide.regionImpairedWhen.planes
    .filter((service) => !STOOD_FOR.has(service))
    .map((service) => planes.fateOf({ service, side: 'data', at: atRegion(region) }, nowMs))
    .reduce(worse, WELL)
}
