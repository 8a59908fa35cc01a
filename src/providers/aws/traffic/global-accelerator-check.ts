/** Foot-guns of an accelerator, by https://docs.aws.amazon.com/global-accelerator/latest/dg/about-endpoints-endpoint-weights.unhealthy-endpoints.html. */
import type { EndpointGroup } from '@aws-sdk/client-global-accelerator'
import { asked } from '../driver-context.js'
import { type Finding, type LiveCheck, severityOf } from '../live-check.js'
import { globalAcceleratorControl } from '../places.js'
import type { Settings } from './global-accelerator.js'
import { asGroup, deploymentOf, groupsOf } from './global-accelerator-inspect.js'

/** What nearness an accelerator tries when endpoints fail. */
const GROUPS_TRIED = 3

export const check: LiveCheck = async ({ name: resource, settings }, context, signal) => {
  const of = settings as Settings
  const found = await asked(globalAcceleratorControl, async () => ({
    groups: await groupsOf(of, context, signal),
    status: await deploymentOf(of, context, signal),
  }))
  if (found.is === 'none') {
    const rule = found.code === 'not-found' ? 'accelerator-missing' : 'accelerator-unseen'
    const severity = severityOf(found)
    return [
      { rule, severity, resource, says: found.because, next: 'see the ARN of the accelerator and the permissions' },
    ]
  }
  const { groups, status } = found.answer
  const regions = context.regions.map(({ region }) => region)
  return [
    ...missingIn(resource, regions, groups),
    ...groups.flatMap((group) => [...dialTakenForOff(resource, group), ...acrossAccounts(resource, of, group)]),
    ...disabled(resource, status),
    ...tooMany(resource, regions),
  ]
}

const missingIn = (resource: string, regions: readonly string[], groups: readonly EndpointGroup[]): Finding[] =>
  regions
    .filter((region) => !groups.some((group) => asGroup(group).region === region && group.EndpointDescriptions?.length))
    .map((region) => ({
      ...{ rule: 'accelerator-without-region', severity: 'error', resource },
      says: `no endpoint of the accelerator stands in ${region}; traffic cannot be brought there`,
      next: `add an endpoint group with the load balancer of ${region}`,
    }))

function dialTakenForOff(resource: string, group: EndpointGroup): Finding[] {
  const { dial, region, weights } = asGroup(group)
  if (dial > 0 || Object.values(weights).every((weight) => weight === 0)) return []
  const rule = 'dial-zero-is-not-off'
  const says = `the dial of ${region} is 0, its endpoint weights are not: when the other regions have no healthy endpoint, Global Accelerator ignores dials and sends users there, whether its writer is ready or not`
  const next = 'set its endpoint weights to 0 as well, unless its reads may serve users; a failover gives them back'
  return [{ rule, severity: 'warning', resource, says, next }]
}

function acrossAccounts(resource: string, { accelerator }: Settings, group: EndpointGroup): Finding[] {
  const account = accelerator.split(':')[4]
  const foreign = (group.EndpointDescriptions ?? []).filter(({ EndpointId = '' }) => {
    const owner = EndpointId.split(':')[4]
    return owner !== undefined && owner !== '' && owner !== account
  })
  if (foreign.length === 0) return []
  const says = `${foreign.length} endpoints in ${asGroup(group).region} belong to another account: giving them weights may need the attachment they were added with, which the API does not tell`
  const next = 'try it on a quiet day: failover --dry-run cannot show it'
  return [{ rule: 'endpoint-of-another-account', severity: 'warning', resource, says, next }]
}

const disabled = (resource: string, status: string): Finding[] =>
  status === 'DISABLED'
    ? [
        {
          ...{ rule: 'accelerator-disabled', severity: 'error', resource },
          says: 'the accelerator is disabled: it takes no traffic, whatever its dials say',
          next: 'enable it',
        },
      ]
    : []

const tooMany = (resource: string, regions: readonly string[]): Finding[] =>
  regions.length > GROUPS_TRIED
    ? [
        {
          ...{ rule: 'accelerator-tries-three', severity: 'warning', resource },
          says: `the policy has ${regions.length} regions; when endpoints fail, Global Accelerator tries the ${GROUPS_TRIED} nearest groups only`,
          next: 'count on this controller for the others, not on Global Accelerator itself',
        },
      ]
    : []
