/** Volumes that carry the app's tag, attached or not. */
import { DescribeVolumesCommand, type Volume as Ec2Volume } from '@aws-sdk/client-ec2'
import type { Volume } from '../../../audit/estate.js'
import type { Region } from '../../../model/place.js'
import { everyPage } from '../watch/watch.js'
import { zoneNames } from '../zone-names.js'
import type { Gathering } from './gathering.js'
import { ASK_MS, TAG } from './tagged.js'

const PAGE = 500

/** Those of `region`. */
export async function volumesIn(region: Region, { context, policy, signal }: Gathering): Promise<readonly Volume[]> {
  const filter = { Name: `tag:${TAG}`, Values: [policy.app] }
  const found = await everyPage<Ec2Volume>(`volumes in ${region}`, async (NextToken) => {
    const command = new DescribeVolumesCommand({ Filters: [filter], MaxResults: PAGE, NextToken })
    const { NextToken: next, Volumes = [] } = await context.aws.call('ec2', { region }, command, signal, ASK_MS)
    return { items: Volumes, next }
  })
  if (found.length === 0) return []
  const names = await zoneNames(context.aws, region, undefined, signal)
  return found.map(({ Attachments = [], AvailabilityZone: name, Size = 0, VolumeId = 'a volume without id' }) => {
    const zone = name === undefined ? undefined : names.idOf(name)
    const attachedTo = Attachments[0]?.InstanceId
    return {
      ...{ id: VolumeId, region, sizeGib: Size },
      ...(zone === undefined ? {} : { zone }),
      ...(attachedTo === undefined ? {} : { attachedTo }),
    }
  })
}
