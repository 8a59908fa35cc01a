/** The KMS keys that what is launched and what is kept is encrypted with, and whether each can be used where that is. */
import { DescribeKeyCommand } from '@aws-sdk/client-kms'
import type { Database, Group, Key } from '../../../audit/estate.js'
import { OperatingError } from '../../../model/error.js'
import type { Region } from '../../../model/place.js'
import type { Target } from '../call/client-settings.js'
import { regionOfArn } from '../rds/rds-instance.js'
import type { Gathering } from './gathering.js'
import { ASK_MS, targetOf } from './tagged.js'

/** One key, before it was asked about. */
interface KeyUse {
  readonly resource: string
  readonly region: Region
  /** Such as `volumes of web`. */
  readonly of: string
  readonly key: string
}

/** What of the app names a key. */
export const usesOf = (groups: readonly Group[], databases: readonly Database[]): readonly KeyUse[] => [
  ...groups.flatMap(({ launch, name, region, resource }) =>
    (launch?.keys ?? []).map((key) => ({ resource, region, of: `volumes of ${name}`, key })),
  ),
  ...databases.flatMap(({ id, key, region, resource = id }) =>
    key === undefined ? [] : [{ resource, region, of: `storage of ${id}`, key }],
  ),
]

/** Each of `uses` with its state; a key of another region is not asked about: it cannot be used there. */
export async function keysOf(uses: readonly KeyUse[], gathering: Gathering): Promise<readonly Key[]> {
  const each = [...new Map(uses.map((use) => [`${use.resource} ${use.region} ${use.of} ${use.key}`, use])).values()]
  const found = await Promise.all(
    each.map((use) => {
      const { key, of, region, resource } = use
      const at = key.startsWith('arn:') ? regionOfArn(key) : region
      if (at !== region) return [{ ...use, state: `a key of ${at}` }]
      const target = targetOf(
        region,
        gathering.policy.plan.resources.find(({ name }) => name === resource),
      )
      return gathering.seen(`key of ${of} in ${region}`, async () => [
        { ...use, state: await stateOf(key, target, gathering) },
      ])
    }),
  )
  return found.flat()
}

async function stateOf(key: string, target: Target, { context, signal }: Gathering): Promise<string> {
  try {
    const { KeyMetadata } = await context.aws.call(
      'kms',
      target,
      new DescribeKeyCommand({ KeyId: key }),
      signal,
      ASK_MS,
    )
    return KeyMetadata?.KeyState ?? 'unknown'
  } catch (thrown) {
    if (thrown instanceof OperatingError && thrown.code === 'not-found') return 'missing'
    throw thrown
  }
}
