/** What every local driver is made with, and the words they share about the local cloud's planes and facts. */
import { OperatingError } from '../../model/error.js'
import { atRegion, plane, type Plane, type Region, region } from '../../model/place.js'
import type { Json } from '../../model/plan.js'
import type { Fact } from '../../model/resource.js'
import type { Clock } from '../../model/world.js'
import type { RegionPolicy } from '../../policy/policy.js'
import type { CloudDescription, LocalCloud } from './cloud/client.js'

export interface LocalContext {
  readonly cloud: LocalCloud
  readonly clock: Clock
  readonly regions: readonly RegionPolicy[]
}

type CloudRegion = CloudDescription['regions'][number]

/** The DNS server stands in neither region of the app. */
const DNS_HOME = region('us-west-2')
export const dnsControl: Plane = plane('dns', 'control', atRegion(DNS_HOME))
export const postgresData = (at: Region): Plane => plane('postgres', 'data', atRegion(at))
export const postgresControl = (at: Region): Plane => plane('postgres', 'control', atRegion(at))
export const computeControl = (at: Region): Plane => plane('compute', 'control', atRegion(at))

export const controlPlaneFact = (at: string): string => `control plane of ${at}`

/** Whether each region's control plane answers, as facts. */
export function controlPlaneFacts(regions: readonly CloudRegion[]): Readonly<Record<string, Fact>> {
  return Object.fromEntries(
    regions.map(({ controlPlane, region: at }): [string, Fact] => [
      controlPlaneFact(at),
      controlPlane === 'up'
        ? { is: 'met', because: `the control plane of ${at} answers` }
        : { is: 'unmet', because: `the control plane of ${at} does not answer` },
    ]),
  )
}

/** A text out of an action's data; a missing one is a plan this version did not draw. */
export function textOf(data: { readonly [key: string]: Json }, key: string): string {
  const value = data[key]
  if (typeof value === 'string') return value
  throw new OperatingError('unsupported', `the plan's action lacks "${key}"`, 'draw the plan again with this version')
}

/** A number out of an action's data; a missing one is a plan this version did not draw. */
export function numberOf(data: { readonly [key: string]: Json }, key: string): number {
  const value = data[key]
  if (typeof value === 'number') return value
  throw new OperatingError('unsupported', `the plan's action lacks "${key}"`, 'draw the plan again with this version')
}
