/**
 * Targets of a target group with the zone each stands in. ELB tells the zone of an IP target only; that of an instance is
 * EC2's to tell (https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetDescription.html).
 */
import { DescribeInstancesCommand, type Instance } from '@aws-sdk/client-ec2'
import { DescribeTargetHealthCommand, type TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2'
import { z } from 'zod'
import type { Region } from '../../../model/place.js'
import type { AwsContext } from '../driver-context.js'
import { type ZoneNames, zoneNames } from '../zone-names.js'

/** What registering it again takes, word for word. */
export const registration = z.object({
  Id: z.string(),
  Port: z.number().optional(),
  AvailabilityZone: z.string().optional(),
  QuicServerId: z.string().optional(),
})
export type Registration = z.output<typeof registration>

export interface Target {
  readonly registration: Registration
  /** As ELB says: `healthy`, `unhealthy`, `draining`, `unused`, `initial`, `unavailable`. */
  readonly health: string
  /** The zone's id; absent where it cannot be told, as of a Lambda function. */
  readonly zone?: string
  /** The Auto Scaling group that made the instance, and registers it as it sees fit. */
  readonly group?: string
}

const READ_MS = 2_500
/** EC2 takes no more values for one filter. */
const IDS_AT_ONCE = 200
const GROUP_TAG = 'aws:autoscaling:groupName'

/** Whether requests still reach it, or will: it is neither taken out nor on its way out. */
export const isRegistered = ({ health }: Target): boolean => health !== 'draining'
export const isHealthy = ({ health }: Target): boolean => health === 'healthy'

/** What is registered, without zones: one question to ELB. */
export async function registeredIn(
  { aws }: AwsContext,
  at: { readonly region: Region; readonly role?: string },
  TargetGroupArn: string,
  signal: AbortSignal,
): Promise<readonly Target[]> {
  const command = new DescribeTargetHealthCommand({ TargetGroupArn })
  const { TargetHealthDescriptions = [] } = await aws.call('elbv2', at, command, signal, READ_MS)
  return TargetHealthDescriptions.map(asTarget)
}

function asTarget({
  Target: { AvailabilityZone, ...rest } = { Id: '' },
  TargetHealth,
}: TargetHealthDescription): Target {
  // An instance cannot be registered with a zone, even where one is told of it.
  const isInstance = rest.Id?.startsWith('i-') ?? false
  return {
    registration: registration.parse(
      isInstance || AvailabilityZone === undefined ? rest : { ...rest, AvailabilityZone },
    ),
    health: TargetHealth?.State ?? 'unknown',
  }
}

/** The targets with their zones, as far as these can be told. */
export async function targetsIn(
  context: AwsContext,
  at: { readonly region: Region; readonly role?: string },
  groupArn: string,
  signal: AbortSignal,
): Promise<readonly Target[]> {
  const [targets, names] = await Promise.all([
    registeredIn(context, at, groupArn, signal),
    zoneNames(context.aws, at.region, at.role, signal),
  ])
  const ids = targets.map(({ registration: { Id } }) => Id).filter((id) => id.startsWith('i-'))
  const instances = await instancesOf(context, at, ids, signal)
  return targets.map((target) => placed(target, names, instances.get(target.registration.Id)))
}

function placed(target: Target, names: ZoneNames, instance: Instance | undefined): Target {
  const name = instance?.Placement?.AvailabilityZone ?? target.registration.AvailabilityZone
  const zone = name === undefined ? undefined : names.idOf(name)
  const group = instance?.Tags?.find(({ Key }) => Key === GROUP_TAG)?.Value
  return { ...target, ...(zone === undefined ? {} : { zone }), ...(group === undefined ? {} : { group }) }
}

/** Instances by id; one that is gone is not in it. */
export async function instancesOf(
  { aws }: AwsContext,
  at: { readonly region: Region; readonly role?: string },
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Instance>> {
  const unique = [...new Set(ids)]
  const parts = Array.from({ length: Math.ceil(unique.length / IDS_AT_ONCE) }, (_, part) =>
    unique.slice(part * IDS_AT_ONCE, (part + 1) * IDS_AT_ONCE),
  )
  const answers = await Promise.all(
    parts.map((Values) => {
      const command = new DescribeInstancesCommand({ Filters: [{ Name: 'instance-id', Values }], MaxResults: 1_000 })
      return aws.call('ec2', at, command, signal, READ_MS)
    }),
  )
  const found = answers.flatMap(({ Reservations = [] }) => Reservations.flatMap(({ Instances = [] }) => Instances))
  return new Map(found.map((instance) => [instance.InstanceId ?? '', instance]))
}
