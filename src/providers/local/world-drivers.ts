/** From the resources of a policy to their drivers, and what must be so before these mean anything. */
import { OperatingError } from '../../model/error.js'
import { invariant } from '../../model/invariant.js'
import type { Driver } from '../../model/resource.js'
import type { Policy, ResourcePolicy } from '../../policy/policy.js'
import type { ActionContext } from '../actions/action-driver.js'
import { execAction } from '../actions/exec-action-driver.js'
import { httpAction } from '../actions/http-action-driver.js'
import { appServersDriver } from './app-servers-driver.js'
import type { CloudLayout } from './cloud/layout.js'
import { dnsRecordDriver } from './dns-record-driver.js'
import type { LocalContext } from './driver-context.js'
import { postgresDriver } from './postgres-driver.js'

/** One driver for each resource, in the policy's order. */
export const driversOf = ({ app, plan }: Policy, context: LocalContext, mayChange: boolean): readonly Driver[] =>
  plan.resources.map((resource) => driverOf(resource, context, { ...context, app, mayChange }))

function driverOf(resource: ResourcePolicy, context: LocalContext, anyWorld: ActionContext): Driver {
  const { name, settings, type } = resource
  switch (type) {
    case 'exec-action':
      return execAction(resource, anyWorld)
    case 'http-action':
      return httpAction(resource, anyWorld)
    case 'app-servers':
      return appServersDriver(name, numberIn(settings, 'capacity'), context)
    case 'dns-record':
      return dnsRecordDriver(name, textIn(settings, 'name'), context)
    case 'postgres':
      return postgresDriver(name, context)
    default:
      throw new OperatingError('unsupported', `${name}: the local cloud has no "${type}"`)
  }
}

function textIn(settings: ResourcePolicy['settings'], key: string): string {
  const found = settings[key]
  invariant(typeof found === 'string', `a loaded policy gives "${key}" as a text`)
  return found
}

function numberIn(settings: ResourcePolicy['settings'], key: string): number {
  const found = settings[key]
  invariant(typeof found === 'number', `a loaded policy gives "${key}" as a number`)
  return found
}

/** Throws `OperatingError` (`not-found`) with all that the policy speaks of and the running cloud does not have. */
export function matchOrThrow(policy: Policy, layout: CloudLayout): void {
  const misses = [...missingPlaces(policy, layout), ...missingNames(policy, layout)]
  if (misses.length === 0) return
  const what = `the policy and the running local cloud do not match: ${misses.join('; ')}`
  const next = 'give its own policy, or "failover local down" and "failover local up" with this one'
  throw new OperatingError('not-found', what, next)
}

function missingPlaces({ regions }: Policy, layout: CloudLayout): readonly string[] {
  const has = new Map(layout.regions.map(({ region, zones }) => [region, zones.map(({ zone }) => zone)]))
  return regions.flatMap(({ region, zones }) => {
    const there = has.get(region)
    if (!there) return [`the policy has ${region}, the cloud has ${[...has.keys()].join(', ')}`]
    const missing = zones.filter((zone) => !there.includes(zone))
    return missing.length === 0
      ? []
      : [`the policy has ${missing.join(', ')} in ${region}, the cloud has ${there.join(', ')}`]
  })
}

function missingNames({ plan }: Policy, { database, publicName }: CloudLayout): readonly string[] {
  return plan.resources.flatMap(({ name, settings, type }) => {
    const [wanted, found] =
      type === 'dns-record'
        ? [settings.name, publicName]
        : type === 'postgres'
          ? [settings.database, database.name]
          : [undefined, undefined]
    return wanted === found ? [] : [`${name} is ${String(wanted)} in the policy, and ${found} in the cloud`]
  })
}
