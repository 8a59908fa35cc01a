/** The global tables of the policy, and whether each can be restored to a point in time. */
import { DescribeContinuousBackupsCommand } from '@aws-sdk/client-dynamodb'
import type { Database } from '../../../audit/estate.js'
import type { Region } from '../../../model/place.js'
import type { ResourcePolicy } from '../../../policy/policy.js'
import type { Gathering } from './gathering.js'
import { ASK_MS, ofTypes, targetOf } from './tagged.js'

/** Those of `at`. */
export async function tablesIn(at: Region, { context, policy, seen, signal }: Gathering): Promise<readonly Database[]> {
  const own = ofTypes(policy, 'dynamodb-global').filter(({ settings: { regions } }) =>
    Array.isArray(regions) ? regions.includes(at) : true,
  )
  const found = await Promise.all(
    own.map((resource) => seen(`${resource.name} in ${at}`, async () => [await tableOf(resource, at)])),
  )
  return found.flat()

  async function tableOf(resource: ResourcePolicy, at: Region): Promise<Database> {
    const id = String(resource.settings.table)
    const command = new DescribeContinuousBackupsCommand({ TableName: id })
    const answer = await context.aws.call('dynamodb', targetOf(at, resource), command, signal, ASK_MS)
    const recovery = answer.ContinuousBackupsDescription?.PointInTimeRecoveryDescription
    const latest = recovery?.LatestRestorableDateTime?.getTime()
    return {
      ...{ resource: resource.name, id, region: at, engine: 'dynamodb', on: 'distributed', role: 'writer' },
      ...{ zones: [], isMultiZone: true },
      backups:
        recovery?.PointInTimeRecoveryStatus === 'ENABLED'
          ? { is: 'on', ...(latest === undefined ? {} : { latest }) }
          : { is: 'off' },
    }
  }
}
