/** Whether what the tasks of a service fetch from their own region is there: images, secrets, parameters. Nothing of it is read. */
import { DescribeImagesCommand } from '@aws-sdk/client-ecr'
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager'
import { DescribeParametersCommand } from '@aws-sdk/client-ssm'
import type { Fetched } from '../../../audit/estate.js'
import { OperatingError } from '../../../model/error.js'
import type { Target } from '../call/client-settings.js'
import type { Gathering } from './gathering.js'
import { ASK_MS } from './tagged.js'

/**
 * Each of `fetches` that is of the target's region, marked where it is missing there; one that nobody may ask for is unseen,
 * and so is a parameter of another account than `account`, since Systems Manager lists one's own alone.
 */
export async function marked(
  fetches: readonly Fetched[],
  target: Target,
  account: string | undefined,
  gathering: Gathering,
): Promise<readonly Fetched[]> {
  const each = fetches.map(async (fetched): Promise<Fetched> => {
    if (fetched.region !== target.region || fetched.what === 'log') return fetched
    const ask = ASKS[fetched.what]
    const [isThere] = await gathering.seen(`${fetched.what} ${fetched.name} in ${target.region}`, async () => {
      if (fetched.what === 'parameter') ownOnly(fetched.name, account)
      return [await ask(fetched.name, target, gathering)]
    })
    return isThere === false ? { ...fetched, isMissing: true } : fetched
  })
  return Promise.all(each)
}

function ownOnly(name: string, account: string | undefined): void {
  const owner = name.startsWith('arn:') ? name.split(':')[4] : account
  if (owner !== account) throw new OperatingError('unsupported', `it is of the account ${owner}`)
}

type Ask = (name: string, target: Target, gathering: Pick<Gathering, 'context' | 'signal'>) => Promise<boolean>

const ASKS: Readonly<Record<'image' | 'secret' | 'parameter', Ask>> = {
  image: (name, target, { context, signal }) => {
    const { imageId, registryId, repositoryName } = imageOf(name)
    const command = new DescribeImagesCommand({ registryId, repositoryName, imageIds: [imageId] })
    return isFound(context.aws.call('ecr', target, command, signal, ASK_MS))
  },
  secret: async (SecretId, target, { context, signal }) => {
    const answer = context.aws.call('secretsmanager', target, new DescribeSecretCommand({ SecretId }), signal, ASK_MS)
    // One that is scheduled for deletion cannot be read any more.
    return (await isFound(answer)) && (await answer).DeletedDate === undefined
  },
  parameter: async (name, target, { context, signal }) => {
    // An ARN names a path without its first slash, as it does a plain name.
    const plain = name.replace(/^arn:[^/]*\//, '')
    const Values = name.startsWith('arn:') ? [plain, `/${plain}`] : [name]
    const command = new DescribeParametersCommand({ ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values }] })
    const { Parameters = [] } = await context.aws.call('ssm', target, command, signal, ASK_MS)
    return Parameters.length > 0
  },
}

/** `ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY:TAG`, or `@DIGEST`. */
export function imageOf(name: string): {
  readonly registryId: string
  readonly repositoryName: string
  readonly imageId: { readonly imageDigest: string } | { readonly imageTag: string }
} {
  const [registryId = ''] = name.split('.')
  const path = name.slice(name.indexOf('/') + 1)
  const [byDigest = '', imageDigest] = path.split('@')
  const [repositoryName = '', imageTag = 'latest'] = byDigest.split(':')
  return { registryId, repositoryName, imageId: imageDigest === undefined ? { imageTag } : { imageDigest } }
}

async function isFound(answer: Promise<unknown>): Promise<boolean> {
  try {
    await answer
    return true
  } catch (thrown) {
    if (thrown instanceof OperatingError && thrown.code === 'not-found') return false
    throw thrown
  }
}
