/**
 * What may be gone on the day, by name: a region, the control planes of one, a global service. Control planes of Route 53
 * and IAM stand in us-east-1 alone, that of Global Accelerator in us-west-2
 * (https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/global-services.html).
 */
import { atRegion, type Plane, plane, type Region, region, SERVICES, type Subject } from '../model/place.js'
import type { Plan } from '../model/plan.js'
import type { Policy } from '../policy/policy.js'
import type { Access } from './facts.js'

export interface Loss {
  readonly name: string
  readonly says: string
  readonly takes: readonly Subject[]
  /** Gone whatever the plan is: what nobody plans steps for. */
  readonly means?: 'sts' | 'store'
}

const US_EAST_1 = region('us-east-1')
const US_WEST_2 = region('us-west-2')

/** The losses that are asked about, for the planes that `plans` need; each name once. */
export function lossesFor({ regions, world }: Policy, plans: readonly Plan[]): readonly Loss[] {
  const needs = plans.flatMap(({ steps }) => steps.flatMap((step) => step.needs))
  const own = regions.map((each) => each.region)
  const places = [...new Set(world === 'aws' ? [...own, US_EAST_1, US_WEST_2] : own)]
  return [
    ...places.map((at) => ({ name: at, says: `the region ${at}`, takes: [atRegion(at)] })),
    ...places.map((at) => ({
      name: `control:${at}`,
      says: `every control plane of ${at}`,
      takes: SERVICES.map((service) => plane(service, 'control', atRegion(at))),
    })),
    ...(world === 'aws' ? [...GLOBAL, STS] : []),
    ...servicesIn(needs),
    STORE,
  ]
}

const STS: Loss = { name: 'sts', says: 'STS, everywhere', takes: [], means: 'sts' }
const STORE: Loss = { name: 'store', says: 'the store of the journal', takes: [], means: 'store' }
const GLOBAL: readonly Loss[] = [
  {
    name: 'route53-changes',
    says: 'changes of records and health checks, made in us-east-1',
    takes: [plane('route53', 'control', atRegion(US_EAST_1))],
  },
  {
    name: 'iam-changes',
    says: 'changes of IAM, made in us-east-1',
    takes: [plane('iam', 'control', atRegion(US_EAST_1))],
  },
]

/** One for each service whose control plane a step needs, gone everywhere at once. */
function servicesIn(needs: readonly Plane[]): readonly Loss[] {
  const asked = needs.filter(({ service, side }) => side === 'control' && service !== 'route53')
  const services = [...new Set(asked.map(({ service }) => service))].sort()
  return services.map((service) => ({
    name: `${service}-control`,
    says: `the control planes of ${service}, everywhere`,
    takes: asked.filter((each) => each.service === service),
  }))
}

/** Whether new credentials need somebody who may be gone; those at hand serve until they expire. */
export const needsSts = ({ kind }: Access): boolean => kind === 'role' || kind === 'sso' || kind === 'web-identity'

/** The region itself, where a loss is one. */
export const regionLost = ({ takes }: Loss): Region | undefined => {
  const [only] = takes
  return takes.length === 1 && only?.kind === 'region' ? only.region : undefined
}
