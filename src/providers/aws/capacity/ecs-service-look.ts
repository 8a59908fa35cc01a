/**
 * What an ECS service is and what its tasks run on, told once: the planes that the driver's tactics name and the block
 * storage that the audit counts both follow from it (law 9).
 */
import { DescribeServicesCommand, type Service } from '@aws-sdk/client-ecs'
import { OperatingError } from '../../../model/error.js'
import type { Target } from '../call/client-settings.js'
import type { AwsContext } from '../driver-context.js'

/** What tasks run on. */
export interface Ground {
  /**
   * `provided`: instances that a capacity provider launches as tasks need them; `instances`: those that run already;
   * `outside`: machines that are not AWS's (ECS Anywhere).
   */
  readonly on: 'fargate' | 'provided' | 'instances' | 'outside'
  /**
   * Names of the volumes of EBS that each task is given at its launch
   * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ebs-volumes.html).
   */
  readonly volumes: readonly string[]
}

/** The service; throws `OperatingError` (`not-found`), also where it was deleted and ECS still tells of it. */
export async function serviceIn(
  names: { readonly cluster: string; readonly service: string },
  target: Target,
  { aws }: Pick<AwsContext, 'aws'>,
  signal: AbortSignal,
  askMs: number,
): Promise<Service> {
  const { cluster, service: name } = names
  const command = new DescribeServicesCommand({ cluster, services: [name] })
  const { services = [] } = await aws.call('ecs', target, command, signal, askMs)
  const found = services.find(({ status }) => status !== 'INACTIVE')
  if (found) return found
  throw new OperatingError('not-found', `${target.region} has no ECS service "${name}" in cluster "${cluster}"`)
}

/** A deployment that is being replaced runs tasks too, as long as it is there. */
export function groundOf({ capacityProviderStrategy = [], deployments = [], launchType }: Service): Ground {
  const providers = capacityProviderStrategy.map(({ capacityProvider = '' }) => capacityProvider)
  const volumes = deployments.flatMap(({ volumeConfigurations = [] }) =>
    volumeConfigurations.map(({ name = 'volume' }) => name),
  )
  return { on: whereOf(providers, launchType), volumes: [...new Set(volumes)] }
}

function whereOf(providers: readonly string[], launchType: string | undefined): Ground['on'] {
  if (providers.length > 0) return providers.every((name) => name.startsWith('FARGATE')) ? 'fargate' : 'provided'
  if (launchType === 'FARGATE') return 'fargate'
  return launchType === 'EXTERNAL' ? 'outside' : 'instances'
}

/** Whether one more task may need a volume of EBS to be made: its own, or the root of the instance it runs on. */
export const makesVolumes = ({ on, volumes }: Ground): boolean => on === 'provided' || volumes.length > 0

/** Whether the root of what tasks run on is taken for EBS, since the policy does not name those instances. */
export const isRootOnEbs = ({ on }: Ground): boolean => on === 'provided' || on === 'instances'
