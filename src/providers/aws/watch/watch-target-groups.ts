/** The target groups a signal is about: named, of named load balancers, or by tag; asked every few minutes only. */
import {
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { asOperatingError } from '../../../model/error.js'
import type { Region } from '../../../model/place.js'
import type { AwsContext } from '../driver-context.js'
import { ASK_MS, everyPage, inGroups, namedIn, type WatchedSignal } from './watch.js'

const KEPT_MS = 5 * 60_000
/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTags.html: 20 resources a request. */
const TAGGED_AT_ONCE = 20

/** Gives the ARNs of the target groups of `signal` in a region; the last list stands when they cannot be listed. */
export function targetGroupsOf(signal: WatchedSignal, context: AwsContext) {
  const kept = new Map<Region, { readonly at: number; readonly arns: readonly string[] }>()
  return async (region: Region, stop: AbortSignal): Promise<readonly string[]> => {
    const named = namedIn(signal.targetGroups, region)
    if (signal.targetGroups) return named
    const now = context.clock.monotonic()
    const known = kept.get(region)
    if (known && now - known.at < KEPT_MS) return known.arns
    try {
      const arns = signal.tag
        ? await tagged(context, region, signal.tag, stop)
        : await behind(context, region, namedIn(signal.loadBalancers, region), stop)
      kept.set(region, { at: now, arns })
      return arns
    } catch (thrown) {
      const error = asOperatingError(thrown, `list the target groups of ${signal.name} in ${region}`)
      if (!known) throw error
      return known.arns
    }
  }
}

const arnsOf = (groups: readonly TargetGroup[]): readonly string[] =>
  groups.flatMap(({ TargetGroupArn: arn }) => (arn === undefined ? [] : [arn]))

async function behind(
  { aws }: AwsContext,
  region: Region,
  balancers: readonly string[],
  stop: AbortSignal,
): Promise<readonly string[]> {
  const found = await Promise.all(
    balancers.map(async (LoadBalancerArn) => {
      const asking = new DescribeTargetGroupsCommand({ LoadBalancerArn })
      return (await aws.call('elbv2', { region }, asking, stop, ASK_MS)).TargetGroups ?? []
    }),
  )
  return arnsOf(found.flat())
}

async function tagged(
  { aws }: AwsContext,
  region: Region,
  tag: { readonly key: string; readonly value: string },
  stop: AbortSignal,
): Promise<readonly string[]> {
  const groups = await everyPage<TargetGroup>(`target groups in ${region}`, async (Marker) => {
    const asking = new DescribeTargetGroupsCommand({ Marker })
    const { NextMarker: next, TargetGroups: items = [] } = await aws.call('elbv2', { region }, asking, stop, ASK_MS)
    return { items, next }
  })
  const found = await Promise.all(
    inGroups(arnsOf(groups), TAGGED_AT_ONCE).map(async (ResourceArns) => {
      const asking = new DescribeTagsCommand({ ResourceArns: [...ResourceArns] })
      return (await aws.call('elbv2', { region }, asking, stop, ASK_MS)).TagDescriptions ?? []
    }),
  )
  return found.flat().flatMap(({ ResourceArn: arn, Tags = [] }) => {
    const carries = Tags.some(({ Key, Value }) => Key === tag.key && Value === tag.value)
    return arn !== undefined && carries ? [arn] : []
  })
}
