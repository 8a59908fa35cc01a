/** How far the replication of the app's buckets is behind, as S3 measures it where a rule asks for metrics. */
import { GetBucketReplicationCommand, type ReplicationRule } from '@aws-sdk/client-s3'
import type { Replication } from '../../../audit/estate.js'
import { OperatingError } from '../../../model/error.js'
import { isRegion, type Region } from '../../../model/place.js'
import type { ResourcePolicy } from '../../../policy/policy.js'
import { newestOf } from '../writers/newest-metric.js'
import type { Gathering } from './gathering.js'
import { ASK_MS, ofTypes, targetOf } from './tagged.js'

const SECOND_MS = 1_000

interface Bucket {
  readonly at: Region
  readonly name: string
}

/** From the buckets of `at`; replication that is not there is a check of the driver's. */
export async function replicationsIn(at: Region, gathering: Gathering): Promise<readonly Replication[]> {
  const found = await Promise.all(
    ofTypes(gathering.policy, 's3-multi-region-access-point').flatMap((resource) => {
      const buckets = bucketsOf(resource)
      const from = buckets.find((each) => each.at === at)
      return from
        ? [gathering.seen(`replication of ${from.name}`, () => outOf(from, buckets, resource, gathering))]
        : []
    }),
  )
  return found.flat()
}

const bucketsOf = ({ settings: { buckets } }: ResourcePolicy): readonly Bucket[] =>
  Object.entries((buckets ?? {}) as { readonly [at: string]: string }).flatMap(([at, name]) =>
    isRegion(at) ? [{ at, name }] : [],
  )

async function outOf(
  from: Bucket,
  buckets: readonly Bucket[],
  resource: ResourcePolicy,
  gathering: Gathering,
): Promise<readonly Replication[]> {
  const rules = await rulesOf(from, resource, gathering)
  const found = buckets.flatMap((to) => {
    const rule = rules.find(
      ({ Destination, Status }) => Status === 'Enabled' && Destination?.Bucket === `arn:aws:s3:::${to.name}`,
    )
    return rule === undefined ? [] : [measured(from, to, rule, resource, gathering)]
  })
  return (await Promise.all(found)).flat()
}

async function rulesOf(
  { at, name }: Bucket,
  resource: ResourcePolicy,
  { context, signal }: Gathering,
): Promise<readonly ReplicationRule[]> {
  try {
    const command = new GetBucketReplicationCommand({ Bucket: name })
    const found = await context.aws.call('s3', targetOf(at, resource), command, signal, ASK_MS)
    return found.ReplicationConfiguration?.Rules ?? []
  } catch (thrown) {
    if (thrown instanceof OperatingError && thrown.code === 'not-found') return []
    throw thrown
  }
}

/** The region that keeps the metric is not documented: both ends are asked. */
async function measured(
  from: Bucket,
  to: Bucket,
  { Destination, ID = '' }: ReplicationRule,
  resource: ResourcePolicy,
  { context, seen, signal }: Gathering,
): Promise<readonly Replication[]> {
  const told = { resource: resource.name, from: from.name, to: to.name, region: from.at }
  if (Destination?.Metrics?.Status !== 'Enabled') return [{ ...told, isMeasured: false }]
  const dimensions = { SourceBucket: from.name, DestinationBucket: to.name, RuleId: ID }
  const metric = { namespace: 'AWS/S3', name: 'ReplicationLatency', dimensions }
  return seen(`how far ${to.name} is behind ${from.name}`, async () => {
    const ends = [from, to].map(({ at }) => newestOf([metric], targetOf(at, resource), context, signal, ASK_MS))
    const answers = await Promise.all(ends)
    const seconds = answers.flatMap((each) => (each.is === 'answer' ? (each.answer ?? []) : []))
    const failed = answers.find((each) => each.is === 'none')
    if (seconds.length === 0 && failed?.is === 'none') throw new OperatingError('unreachable', failed.because)
    // Nothing to replicate is nothing to measure.
    return [{ ...told, isMeasured: true, behindMs: Math.max(0, ...seconds) * SECOND_MS }]
  })
}
