import { CreateAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling'
import {
  CreateLaunchTemplateCommand,
  DescribeAvailabilityZonesCommand,
  DescribeImagesCommand,
} from '@aws-sdk/client-ec2'
import { CreateClusterCommand, CreateServiceCommand, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs'
import { CreateClusterCommand as CreateEksCluster, CreateNodegroupCommand } from '@aws-sdk/client-eks'
import { expect, it } from 'vitest'
import { isOnEbs } from '../../../../src/audit/ebs-score.js'
import { region } from '../../../../src/model/place.js'
import { load } from '../../../../src/policy/load.js'
import type { Policy } from '../../../../src/policy/policy.js'
import { gatherEstate } from '../../../../src/providers/aws/audit/gather.js'
import { make as scalingGroup } from '../../../../src/providers/aws/capacity/autoscaling-group-driver.js'
import { make as service } from '../../../../src/providers/aws/capacity/ecs-service-driver.js'
import { make as nodegroup } from '../../../../src/providers/aws/capacity/eks-nodegroup-driver.js'
import { resourceTypes } from '../../../../src/providers/registry.js'
import { type AwsStand, describeAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'

const HERE = region('us-east-1')
const THERE = region('eu-west-1')
const ROLE = 'arn:aws:iam::123456789012:role/any'
const SERVICES = ['plain', 'volumed', 'provided', 'placed', 'outside'] as const
const MAKE = { 'autoscaling-group': scalingGroup, 'ecs-service': service, 'eks-nodegroup': nodegroup }

const policyOn = ({ regions }: AwsStand): Policy => {
  const zones = (code: string): string => (regions.find((each) => each.region === code)?.zones ?? []).join(', ')
  const services = SERVICES.map(
    (name) =>
      `    ${name}: { type: ecs-service, cluster: { us-east-1: shop }, service: { us-east-1: ${name} }, capacity: 9 }`,
  )
  const text = `version: 1
app: shop
regions:
  us-east-1: { role: primary, zones: [${zones('us-east-1')}] }
  eu-west-1: { role: standby, zones: [${zones('eu-west-1')}] }
observe:
  vantages: [us-west-2, eu-central-1, ap-southeast-1]
  signals: { http: { probe: http, url: "https://{zone}.shop.example.com/", per: zone } }
plan:
  resources:
    web: { type: autoscaling-group, capacity: 9, group: { us-east-1: web } }
    cache: { type: autoscaling-group, capacity: 9, group: { us-east-1: cache } }
    workers: { type: eks-nodegroup, cluster: { us-east-1: shop }, nodegroup: { us-east-1: workers }, capacity: 9 }
${services.join('\n')}
`
  const loaded = load(text, 'one.yaml', resourceTypes)
  if (loaded.is === 'policy') return loaded.policy
  throw new Error(loaded.faults.map(({ line, message }) => `${line}: ${message}`).join('\n'))
}

/** Two groups; moto's images have roots on EBS, all of them: the cache's is said to have it inside the host. */
async function groups(stand: AwsStand): Promise<void> {
  const ec2 = await stand.sdk('ec2', HERE)
  const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Owners: ['amazon'] }))
  const [onEbs, onStore] = Images.filter(({ RootDeviceType }) => RootDeviceType === 'ebs').map(({ ImageId }) => ImageId)
  const { AvailabilityZones = [] } = await ec2.send(new DescribeAvailabilityZonesCommand({}))
  const autoscaling = await stand.sdk('autoscaling', HERE)
  for (const [name, ImageId, InstanceType] of [
    ['web', onEbs, 'm5.large'],
    ['cache', onStore, 'm3.large'],
  ] as const) {
    await ec2.send(
      new CreateLaunchTemplateCommand({ LaunchTemplateName: name, LaunchTemplateData: { ImageId, InstanceType } }),
    )
    await autoscaling.send(
      new CreateAutoScalingGroupCommand({
        ...{ AutoScalingGroupName: name, MinSize: 1, DesiredCapacity: 1, MaxSize: 12 },
        ...{ LaunchTemplate: { LaunchTemplateName: name, Version: '1' } },
        AvailabilityZones: AvailabilityZones.slice(0, 3).map(({ ZoneName = '' }) => ZoneName),
      }),
    )
  }
  stand.gateway.answer({ service: 'ec2', operation: 'DescribeImages' }, async ({ pass }) => {
    const reply = await pass()
    const body = reply.body
      .split('</item>')
      .map((part) =>
        part.includes(`<imageId>${onStore}<`)
          ? part.replace('<rootDeviceType>ebs<', '<rootDeviceType>instance-store<')
          : part,
      )
      .join('</item>')
    return { ...reply, body }
  })
}

/** moto keeps no volumes of a service, and runs none outside: the gateway tells of both. */
async function tasks(stand: AwsStand): Promise<void> {
  const ecs = await stand.sdk('ecs', HERE)
  await ecs.send(new CreateClusterCommand({ clusterName: 'shop' }))
  const containerDefinitions = [{ name: 'api', image: 'api:1', memory: 128 }]
  await ecs.send(new RegisterTaskDefinitionCommand({ family: 'api', containerDefinitions }))
  for (const serviceName of SERVICES) {
    await ecs.send(
      new CreateServiceCommand({
        cluster: 'shop',
        serviceName,
        taskDefinition: 'api',
        desiredCount: 1,
        launchType: 'EC2',
      }),
    )
  }
  const AS: { readonly [name: string]: object } = {
    plain: { launchType: 'FARGATE' },
    volumed: {
      launchType: 'FARGATE',
      deployments: [{ status: 'PRIMARY', volumeConfigurations: [{ name: 'scratch' }] }],
    },
    provided: { launchType: undefined, capacityProviderStrategy: [{ capacityProvider: 'web' }] },
    outside: { launchType: 'EXTERNAL' },
  }
  stand.gateway.answer({ service: 'ecs', operation: 'DescribeServices' }, async ({ pass }) => {
    const reply = await pass()
    const body = JSON.parse(reply.body) as { services: readonly { serviceName: string }[] }
    const services = body.services.map((each) => ({ ...each, ...AS[each.serviceName] }))
    return {
      ...{ status: reply.status, headers: { 'content-type': 'application/x-amz-json-1.1' } },
      body: JSON.stringify({ ...body, services }),
    }
  })
  const eks = await stand.sdk('eks', HERE)
  await eks.send(new CreateEksCluster({ name: 'shop', roleArn: ROLE, resourcesVpcConfig: {} }))
  await eks.send(
    new CreateNodegroupCommand({
      ...{ clusterName: 'shop', nodegroupName: 'workers', nodeRole: ROLE, subnets: ['subnet-1'] },
      ...{ scalingConfig: { minSize: 1, maxSize: 12, desiredSize: 1 }, instanceTypes: ['m5.large'] },
    }),
  )
}

describeAws('what a launch needs of block storage', () => {
  const stand = standForEach()

  it('is the same to the planner and to the audit, of every kind of capacity (law 9)', async () => {
    await groups(stand)
    await tasks(stand)
    const policy = policyOn(stand)
    const context = stand.context()
    const signal = AbortSignal.timeout(60_000)
    const { estate, unseen } = await gatherEstate({ policy, context, signal }, [])
    // moto has neither.
    expect(unseen.filter(({ what }) => !/^(quota|capacity reservations)/.test(what))).toEqual([])
    const told = await Promise.all(
      policy.plan.resources.map(async (resource) => {
        const driver = MAKE[resource.type as keyof typeof MAKE](resource, context)
        const end = { kind: 'capacity', at: HERE, from: THERE } as const
        const raise = driver.tactics(end, await driver.inspect(signal)).find(({ name }) => name === 'raise')
        const group = estate.groups.find(({ resource: name }) => name === resource.name)
        const planes = raise?.needs.map(({ service: each }) => each) ?? []
        return [resource.name, planes.includes('ebs'), group?.launch ? isOnEbs(group.launch) : undefined] as const
      }),
    )
    // Tasks that are placed on instances which run already need nothing made, and stand on those instances' roots: that alone differs.
    expect(told).toEqual([
      ['web', true, true],
      ['cache', false, false],
      ['workers', true, true],
      ['plain', false, false],
      ['volumed', true, true],
      ['provided', true, true],
      ['placed', false, true],
      ['outside', false, false],
    ])
  }, 180_000)
})
