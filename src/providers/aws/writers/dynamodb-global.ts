/**
 * `dynamodb-global`: a DynamoDB global table, which takes writes in every region at once. There is nothing to promote and
 * nobody to fence; what matters is that the standby's replica is there and how far behind it is
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GlobalTables.html).
 */
import { z } from 'zod'
import { patterned } from '../../../policy/allowance.js'
import { regionCode } from '../../../policy/named.js'
import type { GrantsOf } from '../grants.js'
import { awsResource } from '../shared-settings.js'

/** What the policy says of it. */
export const settings = awsResource({
  table: patterned(/^[\w.-]{3,255}$/, 'a table name such as carts').describe(
    'The name of the global table, which is the same in every region.',
  ),
  regions: z
    .array(regionCode())
    .min(2)
    .optional()
    .describe("The regions that have a replica the app uses; by default all of the policy's."),
})
export type Settings = z.output<typeof settings>

/** Nothing of it is ever changed. */
export const grants: GrantsOf<Settings> = ({ regions: named, table }, regions) => {
  const on = (named ?? regions.map(({ region }) => region)).map((at) => `arn:aws:dynamodb:${at}:*:table/${table}`)
  return {
    looking: [
      { service: 'dynamodb', operations: ['DescribeTable', 'DescribeContinuousBackups'], on },
      { service: 'cloudwatch', operations: ['GetMetricData'], on: ['*'] },
    ],
    acting: [],
  }
}
