/** What the tasks of a service fetch before they run: images, secrets, parameters, and where their log goes. */
import { type ContainerDefinition, DescribeTaskDefinitionCommand } from '@aws-sdk/client-ecs'
import type { Fetched } from '../../../audit/estate.js'
import type { Target } from '../call/client-settings.js'
import type { Gathering } from './gathering.js'
import { ASK_MS } from './tagged.js'

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html */
const ECR = /^\d{12}\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\./
const ARN = /^arn:aws[a-z-]*:(secretsmanager|ssm):([a-z0-9-]+):/

/** Of the task definition `arn`; none where the service names none. */
export async function fetchedBy(
  arn: string | undefined,
  target: Target,
  { context, signal }: Pick<Gathering, 'context' | 'signal'>,
): Promise<readonly Fetched[]> {
  if (arn === undefined) return []
  const command = new DescribeTaskDefinitionCommand({ taskDefinition: arn })
  const { taskDefinition } = await context.aws.call('ecs', target, command, signal, ASK_MS)
  return (taskDefinition?.containerDefinitions ?? []).flatMap(fetchedIn)
}

/** What names no region is fetched from the task's own. */
export function fetchedIn({
  image = '',
  logConfiguration: log,
  secrets = [],
}: ContainerDefinition): readonly Fetched[] {
  const registry = ECR.exec(image)?.[1]
  const logs = log?.options?.['awslogs-region']
  const values = [...secrets, ...(log?.secretOptions ?? [])].flatMap(({ valueFrom = '' }): readonly Fetched[] => {
    const [, service, region] = ARN.exec(valueFrom) ?? []
    if (service === undefined || region === undefined) return []
    return [{ what: service === 'ssm' ? 'parameter' : 'secret', name: valueFrom, region }]
  })
  return [
    ...(registry === undefined ? [] : [{ what: 'image' as const, name: image, region: registry }]),
    ...values,
    ...(logs === undefined
      ? []
      : [{ what: 'log' as const, name: log?.options?.['awslogs-group'] ?? 'its log', region: logs }]),
  ]
}
