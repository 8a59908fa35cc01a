/**
 * `global-accelerator`: brings traffic to a region by dials and endpoint weights.
 *
 * A change is made group by group, what opens before what closes, so that no moment has nothing open (law 26). It goes on
 * from where a plan began or from any of its stages; a group that stands elsewhere was changed by someone else. Its way
 * leads through us-west-2 alone: the steps say so, and a plan that leaves us-west-2 will not take it.
 */
import { type EndpointGroup, UpdateEndpointGroupCommand } from '@aws-sdk/client-global-accelerator'
import { OperatingError } from '../../../model/error.js'
import type { Action } from '../../../model/plan.js'
import type { Holding, Leash } from '../../../model/resource.js'
import { type AwsContext, driverOf, type MakeDriver, targetIn } from '../driver-context.js'
import { US_WEST_2 } from '../places.js'
import { carriedIn } from '../plan-data.js'
import type { Settings } from './global-accelerator.js'
import {
  type Change,
  changes,
  closedBy,
  isOnTheWay,
  openingFirst,
  sameSetting,
  saySetting,
  type Weights,
} from './global-accelerator-dials.js'
import { asGroup, deploymentOf, groupAt, inspectAccelerator } from './global-accelerator-inspect.js'
import { acceleratorTactics, SET_DIALS } from './global-accelerator-tactics.js'

export { check } from './global-accelerator-check.js'

export const make: MakeDriver = (resource, context) => {
  const settings = resource.settings as Settings
  return driverOf(resource, context, {
    inspect: (signal) => inspectAccelerator(settings, context, signal),
    tactics: (end, seen) => acceleratorTactics(resource.name, end, seen),
    acts: {
      [SET_DIALS]: {
        holds: (data, leash) => holding(carriedIn(data, 'changes', changes), settings, context, leash),
        apply: (data, leash) => apply(data, settings, context, leash),
      },
    },
  })
}

/** Yes once every group stands as it is to, and the edge has it. */
async function holding(
  wanted: readonly Change[],
  settings: Settings,
  context: AwsContext,
  { signal }: Leash,
): Promise<Holding> {
  const found = await Promise.all(wanted.map(({ arn }) => groupAt(arn, settings, context, signal)))
  const seen = found.map(asGroup)
  const because = seen.map((group) => `${group.region}: ${saySetting(group)}`).join('; ')
  const missing = wanted.some(({ to }, index) => !sameSetting(seen[index] ?? { dial: -1, weights: {} }, to))
  if (missing) return { is: 'no', because }
  const status = await deploymentOf(settings, context, signal)
  const isDeployed = status === 'DEPLOYED'
  return { is: isDeployed ? 'yes' : 'no', because: isDeployed ? because : `${because}; the accelerator is ${status}` }
}

async function apply(data: Action['with'], settings: Settings, context: AwsContext, { signal }: Leash): Promise<void> {
  const wanted = openingFirst(carriedIn(data, 'changes', changes))
  const closed = closedBy(wanted)
  if (closed.length > 0) {
    throw new OperatingError('refused', `no endpoint group of ${closed.join(', ')} would be open any more`)
  }
  const found = await Promise.all(wanted.map(({ arn }) => groupAt(arn, settings, context, signal)))
  const pairs = wanted.map((change, index) => [change, found[index] ?? {}] as const)
  for (const [change, group] of pairs) if (!isOnTheWay(asGroup(group), change)) throw changedMeanwhile(change, group)
  for (const [change, group] of pairs) {
    if (!sameSetting(asGroup(group), change.to)) await update(change, group, settings, context, signal)
  }
}

async function update(
  { arn, to }: Change,
  found: EndpointGroup,
  { role }: Settings,
  { aws }: AwsContext,
  signal: AbortSignal,
): Promise<void> {
  const isWeighted = sameSetting({ ...asGroup(found), dial: 0 }, { ...to, dial: 0 })
  const command = new UpdateEndpointGroupCommand({
    EndpointGroupArn: arn,
    TrafficDialPercentage: to.dial,
    ...(isWeighted ? {} : { EndpointConfigurations: configurations(found, to.weights) }),
  })
  await aws.call('globalaccelerator', targetIn(US_WEST_2, role), command, signal)
}

/** The list replaces the one before: an endpoint that is not in it is gone, a flag that is not in it is the default's. */
const configurations = ({ EndpointDescriptions = [] }: EndpointGroup, weights: Weights) =>
  EndpointDescriptions.map(({ ClientIPPreservationEnabled, EndpointId = '', Weight }) => ({
    EndpointId,
    Weight: weights[EndpointId] ?? Weight,
    ...(ClientIPPreservationEnabled === undefined ? {} : { ClientIPPreservationEnabled }),
  }))

function changedMeanwhile({ arn, region, to, was }: Change, group: EndpointGroup): OperatingError {
  const expected = `expected ${saySetting(was)}, or on the way to ${saySetting(to)}`
  const what = `the endpoint group of ${region} was changed since the plan was drawn: found ${saySetting(asGroup(group))}, ${expected}`
  return new OperatingError('conflict', `${what} (${arn})`, 'see who changed it, then draw the plan again')
}
