/**
 * `watch: ebs`: the share of volumes in each zone that are stuck. Three reports are read together, since each is blind
 * on one side (https://docs.aws.amazon.com/ebs/latest/userguide/monitoring-volume-checks.html): volume status is made
 * every five minutes, keeps passing for volumes that enable I/O by themselves, says `warning` while a new volume
 * initialises, and does not know the state `error`; the attached-EBS check and stalled I/O exist on Nitro alone.
 * A volume of which only its status is known is not known to be well.
 */
import {
  DescribeVolumeStatusCommand,
  DescribeVolumesCommand,
  type Volume,
  type VolumeStatusItem,
} from '@aws-sdk/client-ec2'
import { isZoneId, type Region, type ZoneId } from '../../../model/place.js'
import { type Asked, type AwsContext, asked } from '../driver-context.js'
import { controlOf } from '../places.js'
import { ASK_MS, everyPage, inGroups, type MakeWatch } from './watch.js'
import { type Instance, instancesOf } from './watch-instances.js'
import { minutePaceMs } from './watch-pace.js'
import { stalledIn } from './watch-stalled.js'
import { type StatusChecks, statusChecks } from './watch-status.js'
import { type Thing, zoneWatch } from './watch-zones.js'

const FILTER_VALUES = 200
const VOLUMES_PAGE = 500
const STATUS_PAGE = 1_000

export const ebsWatch: MakeWatch = (parts) => {
  const { context, policy, signal } = parts
  const instances = instancesOf(signal, context)
  return zoneWatch({
    ...parts,
    ...{ what: 'volumes', everyMs: minutePaceMs(policy) },
    asks: (region) => controlOf('ec2', region),
    things: async (region, stop) => {
      const volumes = await attachedVolumes(context, region, await instances(region, stop), stop)
      if (volumes.length === 0) return []
      const [status, attached, stalled] = await Promise.all([
        volumeStatus(context, region, stop),
        asked(controlOf('ec2', region), () => statusChecks(context, region, stop)),
        asked(controlOf('cloudwatch', region), () => stalledIn(context, region, volumes, stop)),
      ])
      return volumes.map((volume) => thingOf(volume, { status: status.get(volume.id), attached, stalled }))
    },
  })
}

interface Attached {
  readonly id: string
  readonly zone: ZoneId
  readonly instance: string
  readonly isBroken: boolean
}

async function attachedVolumes(
  { aws }: AwsContext,
  region: Region,
  instances: readonly Instance[],
  stop: AbortSignal,
): Promise<readonly Attached[]> {
  const zones = new Map(instances.map(({ id, zone }) => [id, zone]))
  const groups = inGroups([...zones.keys()], FILTER_VALUES)
  const found = await Promise.all(
    groups.map((ids) =>
      everyPage<Volume>(`volumes in ${region}`, async (NextToken) => {
        const Filters = [{ Name: 'attachment.instance-id', Values: [...ids] }]
        const asking = new DescribeVolumesCommand({ Filters, MaxResults: VOLUMES_PAGE, NextToken })
        const { NextToken: next, Volumes: items = [] } = await aws.call('ec2', { region }, asking, stop, ASK_MS)
        return { items, next }
      }),
    ),
  )
  return found.flat().flatMap(({ Attachments = [], AvailabilityZoneId: own = '', State, VolumeId: id }) => {
    const instance = Attachments.find(({ InstanceId: name = '' }) => zones.has(name))?.InstanceId ?? ''
    // A volume stands in the zone of the instance it is attached to.
    const zone = isZoneId(own) ? own : zones.get(instance)
    return id === undefined || zone === undefined ? [] : [{ id, zone, instance, isBroken: State === 'error' }]
  })
}

async function volumeStatus(
  { aws }: AwsContext,
  region: Region,
  stop: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const found = await everyPage<VolumeStatusItem>(`volume status in ${region}`, async (NextToken) => {
    const asking = new DescribeVolumeStatusCommand({ MaxResults: STATUS_PAGE, NextToken })
    const { NextToken: next, VolumeStatuses: items = [] } = await aws.call('ec2', { region }, asking, stop, ASK_MS)
    return { items, next }
  })
  return new Map(found.map(({ VolumeId: id = '', VolumeStatus: status }) => [id, status?.Status ?? '']))
}

interface Reports {
  readonly status: string | undefined
  readonly attached: Asked<ReadonlyMap<string, StatusChecks>>
  readonly stalled: Asked<ReadonlyMap<string, boolean>>
}

/** What the three reports make of one volume. */
function thingOf({ id: name, instance, isBroken, zone }: Attached, { attached, stalled, status }: Reports): Thing {
  const ebs = attached.is === 'answer' ? attached.answer.get(instance)?.attachedEbs : undefined
  const isStalled = stalled.is === 'answer' ? stalled.answer.get(name) : undefined
  if (isBroken || status === 'impaired' || ebs === 'impaired' || isStalled === true) return { name, zone, is: 'bad' }
  if (ebs === 'ok' || isStalled === false) return { name, zone, is: 'good' }
  const whyNot = [attached, stalled].flatMap((report) => (report.is === 'none' ? [report.because] : []))
  const because = `of ${name} only its status is known, which passes while I/O is stuck`
  return { name, zone, is: 'unseen', because: [because, ...whyNot].join('; ') }
}
