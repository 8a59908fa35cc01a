/** The subnets that capacity is launched in, and the addresses left in them: each instance, node or task takes one. */
import { DescribeSubnetsCommand } from '@aws-sdk/client-ec2'
import { z } from 'zod'
import type { Region } from '../../../model/place.js'
import { type AwsContext, asked, targetIn } from '../driver-context.js'
import { type Finding, severityOf } from '../live-check.js'
import { controlOf } from '../places.js'

/** The role to call under, as the settings of a resource name it. */
interface Roles {
  readonly role?: Parameters<typeof targetIn>[1]
}

export const subnet = z.object({ id: z.string(), zone: z.string(), name: z.string(), free: z.int() })
/** A subnet: its zone by id and by name, and the addresses left in it. */
export type Subnet = Readonly<z.output<typeof subnet>>

/** The subnets `ids`; throws `OperatingError` where one is missing or EC2 does not say. */
export async function subnetsOf(
  ids: readonly string[],
  { role }: Roles,
  at: Region,
  { aws }: AwsContext,
  signal: AbortSignal,
  ms: number,
): Promise<readonly Subnet[]> {
  if (ids.length === 0) return []
  const command = new DescribeSubnetsCommand({ SubnetIds: [...ids] })
  const { Subnets = [] } = await aws.call('ec2', targetIn(at, role), command, signal, ms)
  return Subnets.map(
    ({ AvailabilityZone = '', AvailabilityZoneId = '', AvailableIpAddressCount = 0, SubnetId = '' }): Subnet => ({
      id: SubnetId,
      zone: AvailabilityZoneId,
      name: AvailabilityZone,
      free: AvailableIpAddressCount,
    }),
  ).sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** What is to be launched in subnets. */
export interface Arrivals {
  /** The policy's name of the resource. */
  readonly resource: string
  /** For people: `api in eu-west-1`. */
  readonly what: string
  /** What each is called: `tasks`. */
  readonly noun: string
  /** How many more than there are now. */
  readonly more: number
  readonly subnets: readonly string[]
}

/** That the subnets in `at` have an address left for each; nothing is asked where none is to come. */
export async function addressesFor(
  { more, noun, resource, subnets, what }: Arrivals,
  settings: Roles,
  at: Region,
  context: AwsContext,
  signal: AbortSignal,
  ms: number,
): Promise<readonly Finding[]> {
  if (more <= 0 || subnets.length === 0) return []
  const found = await asked(controlOf('ec2', at), () => subnetsOf(subnets, settings, at, context, signal, ms))
  if (found.is === 'none') {
    const next = 'see that its subnets exist, and that this user may look ("failover iam")'
    return [{ rule: 'subnet-missing', severity: severityOf(found), resource, says: found.because, next }]
  }
  const free = found.answer.reduce((sum, each) => sum + each.free, 0)
  if (free >= more) return []
  const says = `${what}: ${free} addresses are free in ${subnets.join(', ')}, and ${more} more ${noun} take one each at least`
  return [{ rule: 'addresses-short', severity: 'error', resource, says, next: 'give it larger subnets there' }]
}
