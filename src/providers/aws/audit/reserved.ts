/** What capacity reservations hold free of the type that a group launches, in the zones it may launch into. */
import { type CapacityReservation, DescribeCapacityReservationsCommand } from '@aws-sdk/client-ec2'
import type { Target } from '../call/client-settings.js'
import { everyPage } from '../watch/watch.js'
import type { Gathering } from './gathering.js'
import { ASK_MS } from './tagged.js'

/**
 * Instances of `kind` in `zones` (by name). Only open reservations count: a targeted one is used by those alone who name it
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/capacity-reservation-overview.html).
 */
export async function reservedOf(
  kind: string,
  zones: readonly string[],
  target: Target,
  { context, signal }: Pick<Gathering, 'context' | 'signal'>,
): Promise<number> {
  const Filters = [
    { Name: 'instance-type', Values: [kind] },
    { Name: 'state', Values: ['active'] },
  ]
  const found = await everyPage<CapacityReservation>(`capacity reservations in ${target.region}`, async (NextToken) => {
    const command = new DescribeCapacityReservationsCommand({ Filters, NextToken })
    const { CapacityReservations = [], NextToken: next } = await context.aws.call(
      'ec2',
      target,
      command,
      signal,
      ASK_MS,
    )
    return { items: CapacityReservations, next }
  })
  return found
    .filter(({ AvailabilityZone = '', InstanceMatchCriteria }) => {
      return InstanceMatchCriteria === 'open' && zones.includes(AvailabilityZone)
    })
    .reduce((sum, { AvailableInstanceCount = 0 }) => sum + AvailableInstanceCount, 0)
}
