/**
 * What a launch of the group would lean on: the version of its template, the image of that in this region, and whether the
 * root is a volume of EBS (law 9). Asked on calm days, kept for others.
 */
import {
  DescribeImagesCommand,
  DescribeLaunchTemplateVersionsCommand,
  type ResponseLaunchTemplateData,
} from '@aws-sdk/client-ec2'
import { OperatingError } from '../../../model/error.js'
import type { Region } from '../../../model/place.js'
import { type AwsContext, targetIn } from '../driver-context.js'
import type { Settings } from './autoscaling-group.js'
import type { GroupSeen } from './autoscaling-group-look.js'

export interface Launch {
  /** Whether its root, or any disk the template adds, is a volume of EBS. */
  readonly ebs: boolean
  /** What its root stands on, where its image tells. */
  readonly root?: 'ebs' | 'instance-store'
  /** Volumes of EBS that the template adds, by their devices. */
  readonly data: readonly string[]
  readonly type?: string
  /** The security groups that the template names, by id; absent where it names none. */
  readonly groups?: readonly string[]
  /** Keys of KMS that the template names for its volumes. */
  readonly keys: readonly string[]
  readonly says: string
}

/** Version, image and root of what the group launches; throws `not-found` where a part of it does not exist here. */
export async function launchOf(
  group: GroupSeen,
  { role }: Settings,
  at: Region,
  { aws }: AwsContext,
  signal: AbortSignal,
  ms: () => number,
): Promise<Launch> {
  const specification = templateOf(group)
  // A launch configuration or none: what cannot be seen is taken for EBS.
  if (!specification) return { ebs: true, data: [], keys: [], says: 'it launches by no launch template' }
  const { id, version } = specification
  const command = new DescribeLaunchTemplateVersionsCommand({
    ...(id.startsWith('lt-') ? { LaunchTemplateId: id } : { LaunchTemplateName: id }),
    Versions: [version],
  })
  const { LaunchTemplateVersions = [] } = await aws.call('ec2', targetIn(at, role), command, signal, ms())
  const data = LaunchTemplateVersions[0]?.LaunchTemplateData
  if (!data) throw new OperatingError('not-found', `launch template ${id} has no version ${version} in ${at}`)
  const says = `launch template ${id}, version ${version}`
  // Of several types the first is what it launches first, under the strategy `prioritized`.
  const [first] = group.raw.MixedInstancesPolicy?.LaunchTemplate?.Overrides ?? []
  const type = first?.InstanceType ?? data.InstanceType
  const named = {
    ...(type === undefined ? {} : { type }),
    ...groupsIn(data),
    keys: keysIn(data),
  }
  const image = data.ImageId
  if (image === undefined || !image.startsWith('ami-')) {
    return {
      ebs: true,
      data: volumesIn(data),
      ...named,
      says: `${says}; its image is found at launch, and its root taken for EBS`,
    }
  }
  const images = new DescribeImagesCommand({ ImageIds: [image] })
  const { Images = [] } = await aws.call('ec2', targetIn(at, role), images, signal, ms())
  const [found] = Images
  if (!found) throw new OperatingError('not-found', `${at} has no image ${image}, which ${says} launches`)
  const root = found.RootDeviceType === 'instance-store' ? 'instance-store' : 'ebs'
  const volumes = volumesIn(data).filter((device) => device !== found.RootDeviceName)
  const ebs = root === 'ebs' || volumes.length > 0
  return {
    ebs,
    root,
    data: volumes,
    ...named,
    says: `${says}, image ${image}, ${ebs ? 'with volumes of EBS' : 'without EBS'}`,
  }
}

const volumesIn = ({ BlockDeviceMappings = [] }: ResponseLaunchTemplateData): readonly string[] =>
  BlockDeviceMappings.flatMap(({ DeviceName = '', Ebs }) => (Ebs === undefined ? [] : [DeviceName]))

const keysIn = ({ BlockDeviceMappings = [] }: ResponseLaunchTemplateData): readonly string[] => [
  ...new Set(BlockDeviceMappings.flatMap(({ Ebs }) => Ebs?.KmsKeyId ?? [])),
]

function groupsIn({
  NetworkInterfaces = [],
  SecurityGroupIds = [],
}: ResponseLaunchTemplateData): Pick<Launch, 'groups'> {
  const groups = [...SecurityGroupIds, ...NetworkInterfaces.flatMap(({ Groups = [] }) => Groups)]
  return groups.length === 0 ? {} : { groups }
}

/** Id (or name) and version of the template that the group launches by. */
export function templateOf({ raw }: GroupSeen): { readonly id: string; readonly version: string } | undefined {
  const { LaunchTemplate, MixedInstancesPolicy } = raw
  const found = LaunchTemplate ?? MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification
  const id = found?.LaunchTemplateId ?? found?.LaunchTemplateName
  return id === undefined ? undefined : { id, version: found?.Version ?? '$Default' }
}
