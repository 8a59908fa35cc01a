/** What the tasks of a service need before they run: images, secrets, parameters, files of their environment, their log, vCPUs. */
import { type ContainerDefinition, DescribeTaskDefinitionCommand } from '@aws-sdk/client-ecs'
import type { Fetched } from '../../../audit/estate.js'
import type { Target } from '../call/client-settings.js'
import type { Gathering } from './gathering.js'
import { ASK_MS } from './tagged.js'

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html */
const ECR = /^\d{12}\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\./
const ARN = /^arn:aws[a-z-]*:(secretsmanager|ssm):([a-z0-9-]+):/
/** What follows a secret's ARN names a key, a stage and a version of it (Amazon ECS Developer Guide, "Pass Secrets Manager secrets"). */
const SECRET_PARTS = 7
const UNITS_PER_VCPU = 1_024

export interface TaskNeeds {
  readonly fetches: readonly Fetched[]
  /** Of a whole task, where its definition says so; on Fargate it does. */
  readonly vcpus?: number
}

/** Of the task definition `arn`; nothing where the service names none. */
export async function needsOf(
  arn: string | undefined,
  target: Target,
  { context, signal }: Pick<Gathering, 'context' | 'signal'>,
): Promise<TaskNeeds> {
  if (arn === undefined) return { fetches: [] }
  const command = new DescribeTaskDefinitionCommand({ taskDefinition: arn })
  const { taskDefinition: found } = await context.aws.call('ecs', target, command, signal, ASK_MS)
  const fetches = (found?.containerDefinitions ?? []).flatMap((each) => fetchedIn(each, target.region))
  const units = Number(found?.cpu)
  return { fetches, ...(units > 0 ? { vcpus: units / UNITS_PER_VCPU } : {}) }
}

/** What names no region is fetched from the task's own, `at`. A file of its environment in S3 says none, and is not told. */
export function fetchedIn(
  { image = '', logConfiguration: log, repositoryCredentials, secrets = [] }: ContainerDefinition,
  at: string,
): readonly Fetched[] {
  const registry = ECR.exec(image)?.[1]
  const logs = log?.options?.['awslogs-region']
  const values = [...secrets, ...(log?.secretOptions ?? [])].map(({ valueFrom = '' }) => valueFrom)
  const login = repositoryCredentials?.credentialsParameter
  return [
    ...(registry === undefined ? [] : [{ what: 'image' as const, name: image, region: registry }]),
    ...(login === undefined ? [] : [valueIn(login, at, 'secret')]),
    ...values.filter((value) => value !== '').map((value) => valueIn(value, at, 'parameter')),
    ...(logs === undefined
      ? []
      : [{ what: 'log' as const, name: log?.options?.['awslogs-group'] ?? 'its log', region: logs }]),
  ]
}

/** A name that is no ARN is a parameter's, but of a login it is a secret's. */
function valueIn(value: string, at: string, byName: 'secret' | 'parameter'): Fetched {
  const [, service, region] = ARN.exec(value) ?? []
  if (service === undefined || region === undefined) return { what: byName, name: value, region: at }
  if (service === 'ssm') return { what: 'parameter', name: value, region }
  return { what: 'secret', name: value.split(':').slice(0, SECRET_PARTS).join(':'), region }
}
