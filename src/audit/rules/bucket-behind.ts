import { formatMs } from '../../model/units.js'
import type { Rule } from '../finding.js'

/** What S3 Replication Time Control promises for 99.99 % of objects (Amazon S3 User Guide, "Using S3 Replication Time Control"). */
const LIMIT_MS = 15 * 60_000

/** A bucket that lacks what was put into the other lately, or of which nobody knows. */
export const bucketBehind: Rule = {
  id: 'bucket-behind',
  severity: 'warning',
  title: 'the replication of a bucket is behind, or not measured',
  why: 'S3 replicates in the background, most objects within minutes and large ones in hours. What has not arrived when the region is lost cannot be had until it is back.',
  find: ({ estate }) =>
    estate.replications.flatMap(({ behindMs = 0, from, isMeasured, resource, to }) => {
      if (!isMeasured) {
        return [
          {
            ...{ resource, severity: 'note' as const },
            evidence: `nobody measures how far ${to} is behind ${from}: the rule that replicates it has no metrics`,
            mend: 'turn them on (Terraform: aws_s3_bucket_replication_configuration rule destination metrics { status = "Enabled" })',
          },
        ]
      }
      if (behindMs <= LIMIT_MS) return []
      return [
        {
          resource,
          evidence: `${to} is ${formatMs(behindMs)} behind ${from}; ${formatMs(LIMIT_MS)} is the limit`,
          mend: 'see what fails to be replicated (s3:Replication events, inventory of both buckets); Replication Time Control keeps it within 15 min (Terraform: replication_time { status = "Enabled" })',
        },
      ]
    }),
}
