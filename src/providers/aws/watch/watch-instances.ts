/**
 * The instances a signal is about, with their zones by id: by tag, by id, or as members of Auto Scaling groups, which
 * AWS tags with the group's name. Which they are is asked every few minutes only; when that fails, the last list stands.
 */
import { DescribeInstancesCommand, type Instance as Ec2Instance, type Filter } from '@aws-sdk/client-ec2'
import { asOperatingError } from '../../../model/error.js'
import { isZoneId, type Region, type ZoneId } from '../../../model/place.js'
import type { AwsContext } from '../driver-context.js'
import { zoneNames } from '../zone-names.js'
import { ASK_MS, everyPage, inGroups, namedIn, type WatchedSignal } from './watch.js'

export interface Instance {
  readonly id: string
  readonly zone: ZoneId
}

/** https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html */
const GROUP_TAG = 'tag:aws:autoscaling:groupName'
const KEPT_MS = 5 * 60_000
/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html: 200 values a filter, 1,000 a page. */
const FILTER_VALUES = 200
const PAGE = 1_000

/** Gives the instances of `signal` in a region. */
export function instancesOf(signal: WatchedSignal, context: AwsContext) {
  const kept = new Map<Region, { readonly at: number; readonly instances: readonly Instance[] }>()
  return async (region: Region, stop: AbortSignal): Promise<readonly Instance[]> => {
    const now = context.clock.monotonic()
    const known = kept.get(region)
    if (known && now - known.at < KEPT_MS) return known.instances
    try {
      const found = await Promise.all(filtersFor(signal, region).map((filter) => listed(context, region, filter, stop)))
      const instances = found.flat()
      kept.set(region, { at: now, instances })
      return instances
    } catch (thrown) {
      const error = asOperatingError(thrown, `list the instances of ${signal.name} in ${region}`)
      if (!known) throw error
      return known.instances
    }
  }
}

function filtersFor({ groups, instances, tag }: WatchedSignal, region: Region): readonly Filter[] {
  const grouped = (name: string, values: readonly string[]): readonly Filter[] =>
    inGroups(values, FILTER_VALUES).map((some) => ({ Name: name, Values: [...some] }))
  if (tag) return [{ Name: `tag:${tag.key}`, Values: [tag.value] }]
  return [...grouped('instance-id', namedIn(instances, region)), ...grouped(GROUP_TAG, namedIn(groups, region))]
}

async function listed(
  { aws }: AwsContext,
  region: Region,
  filter: Filter,
  stop: AbortSignal,
): Promise<readonly Instance[]> {
  const running = { Name: 'instance-state-name', Values: ['running'] }
  const found = await everyPage<Ec2Instance>(`instances in ${region}`, async (NextToken) => {
    const asking = new DescribeInstancesCommand({ Filters: [filter, running], MaxResults: PAGE, NextToken })
    const { NextToken: next, Reservations = [] } = await aws.call('ec2', { region }, asking, stop, ASK_MS)
    return { items: Reservations.flatMap(({ Instances = [] }) => Instances), next }
  })
  return placed(
    found.map(({ InstanceId: name, Placement }) => ({ name, zone: Placement?.AvailabilityZone })),
    { aws, region, stop },
  )
}

interface Place {
  readonly aws: AwsContext['aws']
  readonly region: Region
  readonly stop: AbortSignal
}

/** Zone names turned to ids; what stands in a zone this account does not know is left out. */
async function placed(
  found: readonly { readonly name: string | undefined; readonly zone: string | undefined }[],
  { aws, region, stop }: Place,
): Promise<readonly Instance[]> {
  if (found.length === 0) return []
  const names = await zoneNames(aws, region, undefined, stop)
  return found.flatMap(({ name: id, zone: text = '' }) => {
    const zone = isZoneId(text) ? text : names.idOf(text)
    return id === undefined || zone === undefined ? [] : [{ id, zone }]
  })
}
