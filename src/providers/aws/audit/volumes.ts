/** Volumes that carry the app's tag, attached or not, and those that claims of Kubernetes had made in the clusters of its nodes. */
import { DescribeVolumesCommand, type Volume as Ec2Volume, type Filter, type Tag } from '@aws-sdk/client-ec2'
import type { Volume } from '../../../audit/estate.js'
import type { Region } from '../../../model/place.js'
import type { Target } from '../call/client-settings.js'
import { everyPage } from '../watch/watch.js'
import { zoneNames } from '../zone-names.js'
import type { Gathering } from './gathering.js'
import { ASK_MS, namedIn, ofTypes, TAG, targetOf } from './tagged.js'

const PAGE = 500
/**
 * What the EBS CSI driver marks volumes with, where it knows its cluster's name, as the add-on of EKS does; and before it what
 * Kubernetes did by itself (https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/tagging.md).
 */
const CLUSTER_TAG = 'KubernetesCluster'
const CLAIM_TAG = 'kubernetes.io/created-for/pvc'

/** Those of `region`, each once. */
export async function volumesIn(region: Region, gathering: Gathering): Promise<readonly Volume[]> {
  const { policy } = gathering
  const clusters = ofTypes(policy, 'eks-nodegroup').flatMap((resource) => {
    const cluster = namedIn(resource, 'cluster', region)
    return cluster === undefined ? [] : [{ by: tagged(CLUSTER_TAG, cluster), target: targetOf(region, resource) }]
  })
  const found = await Promise.all(
    [{ by: tagged(TAG, policy.app), target: targetOf(region) }, ...clusters].map(({ by, target }) =>
      volumesBy(by, region, target, gathering),
    ),
  )
  return [...new Map(found.flat().map((volume) => [volume.id, volume])).values()]
}

const tagged = (key: string, value: string): Filter => ({ Name: `tag:${key}`, Values: [value] })

async function volumesBy(
  filter: Filter,
  region: Region,
  target: Target,
  { context, signal }: Gathering,
): Promise<readonly Volume[]> {
  const found = await everyPage<Ec2Volume>(`volumes in ${region}`, async (NextToken) => {
    const command = new DescribeVolumesCommand({ Filters: [filter], MaxResults: PAGE, NextToken })
    const { NextToken: next, Volumes = [] } = await context.aws.call('ec2', target, command, signal, ASK_MS)
    return { items: Volumes, next }
  })
  if (found.length === 0) return []
  const names = await zoneNames(context.aws, region, target.role, signal)
  return found.map(({ Attachments = [], AvailabilityZone: name, Size = 0, Tags, VolumeId = 'a volume without id' }) => {
    const zone = name === undefined ? undefined : names.idOf(name)
    const attachedTo = Attachments[0]?.InstanceId
    const kubernetes = kubernetesIn(Tags)
    return {
      ...{ id: VolumeId, region, sizeGib: Size },
      ...(zone === undefined ? {} : { zone }),
      ...(attachedTo === undefined ? {} : { attachedTo }),
      ...(kubernetes ? { kubernetes } : {}),
    }
  })
}

/** The claim as `NAMESPACE/NAME`, where the driver was told to tell it; nodes have volumes in the cluster too, which nobody claimed. */
function kubernetesIn(tags: readonly Tag[] = []): Volume['kubernetes'] {
  const tagOf = (key: string): string | undefined => tags.find(({ Key }) => Key === key)?.Value
  const name = tagOf(`${CLAIM_TAG}/name`)
  if (name === undefined) return tagOf('CSIVolumeName') === undefined ? undefined : {}
  return { claim: [tagOf(`${CLAIM_TAG}/namespace`), name].filter((part) => part).join('/') }
}
