/** `s3-multi-region-access-point`: one name for buckets in several regions, of which some take requests. */
import type { z } from 'zod'
import { patterned } from '../../../policy/allowance.js'
import { byRegion } from '../../../policy/named.js'
import type { GrantsOf } from '../grants.js'
import { awsResource } from '../shared-settings.js'

const bucketName = () => patterned(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket')

/** What the policy says of it. */
export const settings = awsResource({
  access_point: patterned(
    /^arn:aws[a-z-]*:s3::\d{12}:accesspoint\/[a-z0-9]{1,50}\.mrap$/,
    'an ARN such as arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap',
  ).describe('The Multi-Region Access Point, by the ARN that ends in its alias.'),
  buckets: byRegion(bucketName()).describe('The bucket of each region behind it.'),
})
export type Settings = z.output<typeof settings>

/** The account that owns the access point. */
export const accountOf = (arn: string): string => arn.split(':')[4] ?? ''

/** What it wants of IAM. */
export const grants: GrantsOf<Settings> = ({ access_point: arn, buckets }) => ({
  looking: [
    { service: 's3control', operations: ['GetMultiRegionAccessPointRoutes'], on: [arn] },
    {
      service: 's3',
      operations: ['GetBucketReplication', 'GetBucketVersioning'],
      on: Object.values(buckets).map((bucket) => `arn:aws:s3:::${bucket}`),
    },
  ],
  acting: [{ service: 's3control', operations: ['SubmitMultiRegionAccessPointRoutes'], on: [arn] }],
})
