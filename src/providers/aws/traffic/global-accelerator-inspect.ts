/** What an accelerator's endpoint groups are like now, read from the one API of Global Accelerator, in us-west-2. */
import {
  DescribeAcceleratorCommand,
  DescribeEndpointGroupCommand,
  type EndpointGroup,
  ListEndpointGroupsCommand,
  ListListenersCommand,
} from '@aws-sdk/client-global-accelerator'
import { isRegion } from '../../../model/place.js'
import type { Json } from '../../../model/plan.js'
import type { Fact, Inspection } from '../../../model/resource.js'
import { type AwsContext, answers, asked, impairedIn, targetIn } from '../driver-context.js'
import { globalAcceleratorControl, US_WEST_2 } from '../places.js'
import { acceleratorOf, type Settings } from './global-accelerator.js'
import {
  calmWeights,
  DEFAULT_WEIGHT,
  endpointsFact,
  type Group,
  leading,
  saySetting,
  type Weights,
} from './global-accelerator-dials.js'

const READ_MS = 2_500

/** The endpoint groups that the policy names, or all of its accelerator or listener. */
export async function groupsOf(
  settings: Settings,
  context: AwsContext,
  signal: AbortSignal,
): Promise<readonly EndpointGroup[]> {
  const { accelerator, endpoint_groups: named } = settings
  if (named) return Promise.all(Object.values(named).map((arn) => groupAt(arn, settings, context, signal)))
  const listeners = accelerator.includes('/listener/')
    ? [accelerator]
    : await listenersOf(accelerator, settings, context, signal)
  const found = await Promise.all(listeners.map((arn) => groupsIn(arn, settings, context, signal)))
  return found.flat()
}

async function listenersOf(
  AcceleratorArn: string,
  { role }: Settings,
  { aws }: AwsContext,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const command = new ListListenersCommand({ AcceleratorArn })
  const { Listeners = [] } = await aws.call('globalaccelerator', targetIn(US_WEST_2, role), command, signal, READ_MS)
  return Listeners.flatMap(({ ListenerArn }) => ListenerArn ?? [])
}

async function groupsIn(
  ListenerArn: string,
  { role }: Settings,
  { aws }: AwsContext,
  signal: AbortSignal,
): Promise<readonly EndpointGroup[]> {
  const command = new ListEndpointGroupsCommand({ ListenerArn, MaxResults: 100 })
  const found = await aws.call('globalaccelerator', targetIn(US_WEST_2, role), command, signal, READ_MS)
  return found.EndpointGroups ?? []
}

/** One endpoint group as it is now. */
export async function groupAt(
  EndpointGroupArn: string,
  { role }: Settings,
  { aws }: AwsContext,
  signal: AbortSignal,
): Promise<EndpointGroup> {
  const command = new DescribeEndpointGroupCommand({ EndpointGroupArn })
  const found = await aws.call('globalaccelerator', targetIn(US_WEST_2, role), command, signal, READ_MS)
  return found.EndpointGroup ?? {}
}

/** Whether the accelerator's last change has reached the edge: `DEPLOYED`, else `IN_PROGRESS`. */
export async function deploymentOf(
  { accelerator, role }: Settings,
  { aws }: AwsContext,
  signal: AbortSignal,
): Promise<string> {
  const command = new DescribeAcceleratorCommand({ AcceleratorArn: acceleratorOf(accelerator) })
  const { Accelerator } = await aws.call('globalaccelerator', targetIn(US_WEST_2, role), command, signal, READ_MS)
  return Accelerator?.Enabled === false ? 'DISABLED' : (Accelerator?.Status ?? 'of no status')
}

/** Dial and weights of a group, without what a change of traffic does not touch. */
export const asGroup = (found: EndpointGroup): Group => ({
  arn: found.EndpointGroupArn ?? '',
  region: found.EndpointGroupRegion ?? '',
  dial: found.TrafficDialPercentage ?? 100,
  weights: Object.fromEntries(
    (found.EndpointDescriptions ?? []).map(({ EndpointId = '', Weight = DEFAULT_WEIGHT }) => [EndpointId, Weight]),
  ),
})

/** Everything the tactics are drawn from. */
export async function inspectAccelerator(
  settings: Settings,
  context: AwsContext,
  signal: AbortSignal,
): Promise<Omit<Inspection, 'resource' | 'type' | 'at'>> {
  const found = await asked(globalAcceleratorControl, () => groupsOf(settings, context, signal))
  const control = answers(globalAcceleratorControl, found)
  const base = { gauges: [], impaired: impairedIn([found]) }
  if (found.is === 'none') {
    const unseen: Fact = { is: 'unknown', because: found.because }
    return { ...base, facts: { ...control, ...byRegions(context, () => unseen) }, state: {} }
  }
  const seen = found.answer.map(asGroup)
  const active = leading(seen)
  return {
    ...base,
    ...(active !== undefined && isRegion(active) ? { active, left: [] } : {}),
    facts: { ...control, ...byRegions(context, (region) => endpointsIn(region, found.answer)) },
    state: { groups: seen as unknown as Json, ...calm(seen) },
  }
}

const byRegions = ({ regions }: AwsContext, fact: (region: string) => Fact): Readonly<Record<string, Fact>> =>
  Object.fromEntries(regions.map(({ region }) => [endpointsFact(region), fact(region)]))

/** Unmet without endpoints, or with nothing but unhealthy ones: Global Accelerator would turn away from them at once. */
function endpointsIn(region: string, all: readonly EndpointGroup[]): Fact {
  const groups = all.filter(({ EndpointGroupRegion }) => EndpointGroupRegion === region)
  const endpoints = groups.flatMap(({ EndpointDescriptions = [] }) => EndpointDescriptions)
  const sick = endpoints.filter(({ HealthState }) => HealthState === 'UNHEALTHY')
  if (endpoints.length === 0) return { is: 'unmet', because: `no endpoint of the accelerator stands in ${region}` }
  const settings = groups.map((group) => saySetting(asGroup(group))).join('; ')
  const because = `${endpoints.length - sick.length} of ${endpoints.length} endpoints are not unhealthy (${settings})`
  return { is: sick.length < endpoints.length ? 'met' : 'unmet', because }
}

function calm(seen: readonly Group[]): Readonly<Record<string, Weights>> {
  const weighty = seen.filter(({ weights }) => Object.values(weights).some((weight) => weight > 0))
  return Object.fromEntries(weighty.map(({ arn, weights }) => [calmWeights(arn), weights]))
}
