/**
 * Foot-guns of a Multi-Region Access Point: buckets that do not replicate both ways, of which the way back needs the
 * second (https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointBucketReplication.html), and routes
 * that leave nothing to fail over to.
 */
import { GetBucketReplicationCommand, GetBucketVersioningCommand, type ReplicationRule } from '@aws-sdk/client-s3'
import { type Region, region } from '../../../model/place.js'
import { type Asked, type AwsContext, asked, targetIn } from '../driver-context.js'
import { type Finding, type LiveCheck, severityOf } from '../live-check.js'
import { accessPointControl, dataOf } from '../places.js'
import type { Settings } from './s3-multi-region-access-point.js'
import { type Route, routesOf, sayRoutes } from './s3-multi-region-access-point-routes.js'

interface Bucket {
  readonly at: Region
  readonly name: string
  readonly rules: Asked<readonly ReplicationRule[]>
  readonly versioning: Asked<string>
}

export const check: LiveCheck = async ({ name: resource, settings }, context, signal) => {
  const of = settings as Settings
  const [found, buckets] = await Promise.all([
    asked(accessPointControl, () => routesOf(of, context, signal)),
    Promise.all(Object.entries(of.buckets).map(([at, name]) => bucketAt(region(at), name, of, context, signal))),
  ])
  const routes =
    found.is === 'answer'
      ? routesIn(resource, found.answer, of)
      : [finding(resource, severityOf(found), 'access-point-unseen', found.because, 'see its ARN and the permissions')]
  return [
    ...routes,
    ...buckets.flatMap((bucket) => versioned(resource, bucket)),
    ...oneWay(
      resource,
      buckets.filter(({ versioning }) => !isMissing(versioning)),
    ),
  ]
}

const finding = (
  resource: string,
  severity: Finding['severity'],
  rule: string,
  says: string,
  next: string,
): Finding => ({
  ...{ rule, severity, resource, says, next },
})

async function bucketAt(
  at: Region,
  name: string,
  { role }: Settings,
  { aws }: AwsContext,
  signal: AbortSignal,
): Promise<Bucket> {
  const target = targetIn(at, role)
  const Bucket = name
  const [rules, versioning] = await Promise.all([
    asked(dataOf('s3', at), async () => {
      const { ReplicationConfiguration: found } = await aws.call(
        's3',
        target,
        new GetBucketReplicationCommand({ Bucket }),
        signal,
      )
      return found?.Rules ?? []
    }),
    asked(dataOf('s3', at), async () => {
      const { Status } = await aws.call('s3', target, new GetBucketVersioningCommand({ Bucket }), signal)
      return Status ?? 'never enabled'
    }),
  ])
  return { at, name, rules, versioning }
}

function routesIn(resource: string, routes: readonly Route[], { buckets }: Settings): readonly Finding[] {
  const active = routes.filter((route) => route.active)
  const missing = Object.entries(buckets).filter(([, name]) => !routes.some(({ bucket }) => bucket === name))
  return [
    ...missing.map(([at, name]) =>
      finding(
        resource,
        'error',
        'bucket-not-behind-access-point',
        `${name} of ${at} is not behind the access point`,
        'a bucket cannot be added to one: make a new access point, or mend the policy',
      ),
    ),
    ...(active.length === 0 && routes.length > 0
      ? [
          finding(
            resource,
            'error',
            'all-buckets-passive',
            `every bucket is passive: ${sayRoutes(routes)}`,
            'make one of them active',
          ),
        ]
      : []),
    ...(active.length > 1
      ? [
          finding(
            resource,
            'warning',
            'buckets-active-in-several',
            `${sayRoutes(routes)}: requests go to the nearest, also to a standby`,
            'make the buckets of the standbys passive, unless writes in both are meant',
          ),
        ]
      : []),
  ]
}

function versioned(resource: string, { name, versioning }: Bucket): readonly Finding[] {
  if (versioning.is === 'none') {
    return isMissing(versioning)
      ? [finding(resource, 'error', 'bucket-missing', versioning.because, 'see the name of the bucket and its region')]
      : [finding(resource, 'unknown', 'bucket-unseen', versioning.because, 'see the permissions')]
  }
  if (versioning.answer === 'Enabled') return []
  const says = `versioning of ${name} is ${versioning.answer.toLowerCase()}: S3 replicates versioned buckets only`
  return [finding(resource, 'error', 'bucket-not-versioned', says, 'enable versioning')]
}

const isMissing = (found: Asked<unknown>): boolean => found.is === 'none' && found.code === 'not-found'

/** Each ordered pair of buckets of which the first does not replicate to the second. */
const oneWay = (resource: string, buckets: readonly Bucket[]): readonly Finding[] =>
  buckets.flatMap((from) => {
    const { rules } = from
    // A bucket without replication answers with an error of its own name.
    if (rules.is === 'none' && rules.code !== 'not-found')
      return [finding(resource, 'unknown', 'replication-unseen', rules.because, 'see the permissions')]
    const found = rules.is === 'answer' ? rules.answer : []
    return buckets
      .filter((to) => to !== from && !found.some((rule) => leadsTo(rule, to.name)))
      .map((to) =>
        finding(
          resource,
          'error',
          'replication-one-way',
          `nothing replicates ${from.name} (${from.at}) to ${to.name} (${to.at}): what is written in ${from.at} would be missing in ${to.at}`,
          'add a replication rule for this direction: the way there and the way back need one each',
        ),
      )
  })

const leadsTo = ({ Destination, Status }: ReplicationRule, bucket: string): boolean =>
  Status === 'Enabled' && (Destination?.Bucket ?? '').endsWith(`:::${bucket}`)
