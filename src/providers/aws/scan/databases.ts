/** RDS instances of the app, and the automated backups that RDS keeps of them in other regions. */
import { DescribeDBInstanceAutomatedBackupsCommand, DescribeDBInstancesCommand } from '@aws-sdk/client-rds'
import { type Instance, instanceOf, regionOfArn } from '../rds/rds-instance.js'
import { matchOf } from './match.js'
import type { Questions } from './questions.js'

/** An instance, and how it is known to be the app's if it is. */
export interface Database extends Instance {
  readonly region: string
  readonly because?: string
}

/** A backup in `region` of an instance elsewhere. */
export interface KeptBackup {
  readonly region: string
  readonly arn: string
  /** The ARN of the instance it is of. */
  readonly of: string
}

/** Clusters have instances too, and are no RDS for what this looks for. */
const OTHERS = /^(aurora|docdb|neptune)/

/** Every RDS instance that stands alone or replicates another; those of clusters are not among them. */
export const readDatabases = (questions: Questions): Promise<readonly Database[]> =>
  questions.inEach(async (region) => {
    const all = await questions.list(
      'rds',
      region,
      (Marker) => new DescribeDBInstancesCommand({ Marker }),
      ({ DBInstances: items = [], Marker: next }) => ({ items, next }),
    )
    return all.flatMap((found): readonly Database[] => {
      const instance = instanceOf(found)
      const isOfCluster = (found.DBClusterIdentifier ?? '') !== ''
      if (!instance || isOfCluster || OTHERS.test(instance.engine)) return []
      const because = matchOf(questions.app, instance.id, found.TagList)
      return [{ ...instance, region, ...(because === undefined ? {} : { because }) }]
    })
  })

/** Backups whose instance stands in another region. */
export const readBackups = (questions: Questions): Promise<readonly KeptBackup[]> =>
  questions.inEach(async (region) => {
    const all = await questions.list(
      'rds',
      region,
      (Marker) => new DescribeDBInstanceAutomatedBackupsCommand({ Marker }),
      ({ DBInstanceAutomatedBackups: items = [], Marker: next }) => ({ items, next }),
    )
    return all.flatMap(({ DBInstanceArn: of = '', DBInstanceAutomatedBackupsArn: arn }): readonly KeptBackup[] => {
      const isForeign = arn !== undefined && regionOfArn(of) !== '' && regionOfArn(of) !== region
      return isForeign ? [{ region, arn, of }] : []
    })
  })
