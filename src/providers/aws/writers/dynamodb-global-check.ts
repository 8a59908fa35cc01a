/**
 * Foot-guns of global tables: a replica that is missing or not active, one that only one side knows of, and tables without
 * point-in-time recovery, since replication carries a bad write everywhere within a second.
 */
import { DescribeContinuousBackupsCommand } from '@aws-sdk/client-dynamodb'
import type { Region } from '../../../model/place.js'
import { type Asked, type AwsContext, asked, targetIn } from '../driver-context.js'
import { type Finding, type LiveCheck, severityOf } from '../live-check.js'
import { controlOf } from '../places.js'
import type { Settings } from './dynamodb-global.js'
import { regionsOf, type TableState, tableState } from './dynamodb-global-look.js'

type Said = Omit<Finding, 'resource'>
interface Found {
  readonly region: Region
  readonly table: Asked<TableState>
  readonly recovery: Asked<string>
}

export const check: LiveCheck = async ({ name, settings: given }, context, signal) => {
  const settings = given as Settings
  const found = await Promise.all(
    regionsOf(settings, context).map(async (region): Promise<Found> => {
      const control = controlOf('dynamodb', region)
      const [table, recovery] = await Promise.all([
        asked(control, () => tableState(settings, region, context, signal)),
        asked(control, () => recoveryIn(region, settings, context, signal)),
      ])
      return { region, table, recovery }
    }),
  )
  const said = found.flatMap((each) => [...tableRules(each), ...recoveryRules(each), ...replicaRules(each, found)])
  return said.map((finding) => ({ ...finding, resource: name }))
}

async function recoveryIn(
  at: Region,
  { role, table }: Settings,
  { aws }: AwsContext,
  signal: AbortSignal,
): Promise<string> {
  const command = new DescribeContinuousBackupsCommand({ TableName: table })
  const { ContinuousBackupsDescription: said } = await aws.call('dynamodb', targetIn(at, role), command, signal)
  return said?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus ?? 'DISABLED'
}

function tableRules({ table }: Found): readonly Said[] {
  if (table.is === 'answer') return []
  const severity = severityOf(table)
  return [{ rule: 'dynamodb-table-missing', severity, says: table.because, next: 'name the table as DynamoDB does' }]
}

function recoveryRules({ recovery, region, table }: Found): readonly Said[] {
  if (recovery.is === 'none') {
    const next = 'allow dynamodb:DescribeContinuousBackups'
    const says = `point-in-time recovery in ${region} could not be seen: ${recovery.because}`
    // A table that is not there is told already.
    return table.is === 'none' ? [] : [{ rule: 'dynamodb-no-recovery', severity: 'unknown', says, next }]
  }
  if (recovery.answer === 'ENABLED') return []
  const says = `the table in ${region} has no point-in-time recovery: a bad write is replicated everywhere and cannot be taken back`
  return [
    { rule: 'dynamodb-no-recovery', severity: 'warning', says, next: `enable point-in-time recovery in ${region}` },
  ]
}

/** What `region` tells of its replicas elsewhere; replication must go both ways, or the way back loses writes. */
function replicaRules({ region, table }: Found, found: readonly Found[]): readonly Said[] {
  if (table.is === 'none') return []
  return found
    .filter((other) => other.region !== region)
    .flatMap((other): readonly Said[] => {
      const status = table.answer.replicas[other.region]
      if (status === 'ACTIVE' || status === 'UPDATING') return []
      const says =
        status === undefined
          ? `${region} knows no replica in ${other.region}: what is written in ${region} does not get there`
          : `${region} tells of its replica in ${other.region}: ${status}`
      const next = `add ${other.region} as a replica of the table, or take it out of the policy`
      return [{ rule: 'dynamodb-replica-missing', severity: 'error', says, next }]
    })
}
