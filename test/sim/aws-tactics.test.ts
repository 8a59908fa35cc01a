/** The simulated drivers offer what the drivers of AWS would, from what these would have seen of the same cloud. */
import { describe, expect, it } from 'vitest'
import { nameOf, region, zone } from '../../src/model/place.js'
import type { End, Json, Tactic } from '../../src/model/plan.js'
import type { Inspection } from '../../src/model/resource.js'
import { load } from '../../src/policy/load.js'
import type { Policy } from '../../src/policy/policy.js'
import { driverModule } from '../../src/providers/aws/drivers.js'
import { resourceTypes } from '../../src/providers/registry.js'
import { simulate } from '../../src/sim/simulate.js'
import { dayOf } from './fixtures/days.js'
import { finished } from './fixtures/play.js'

const [US, EU] = [region('us-east-1'), region('eu-west-1')]
const AZ1 = zone('use1-az1')
const ARN = 'arn:aws:elasticloadbalancing:us-east-1:123456789012'
const FENCES = `fence:
        - { by: security-group, group: { us-east-1: sg-0a1b2c3d4e5f60718, eu-west-1: sg-08192a3b4c5d6e7f0 } }
        - { by: scale-to-zero, group: { us-east-1: web, eu-west-1: web } }
        - { by: object, bucket: acme-failover-eu-west-1, region: eu-west-1, key: "fences/orders-{region}" }`

function policyWith(resource: string): Policy {
  const text = `version: 1
app: shop
regions:
  us-east-1: { role: primary, zones: [use1-az1, use1-az2] }
  eu-west-1: { role: standby, zones: [euw1-az1, euw1-az2] }
observe:
  vantages: [us-west-2, eu-central-1]
  signals:
    http: { probe: http, url: "https://{zone}.shop.example.com/healthz" }
plan:
  resources:
    ${resource}
`
  const loaded = load(text, 'test', resourceTypes)
  if (loaded.is !== 'policy') throw new Error(JSON.stringify(loaded))
  return loaded.policy
}

const ENDS: readonly (readonly [string, End])[] = [
  ['a zone left', { kind: 'zone-left', region: US, zone: AZ1 }],
  ['a zone restored', { kind: 'zone-restored', region: US, zone: AZ1 }],
  ['a region frozen', { kind: 'frozen', region: US }],
  ['a replica of the writer', { kind: 'replica', at: EU, of: US }],
  ['a replica of the next writer', { kind: 'replica', at: US, of: EU }],
  ['capacity', { kind: 'capacity', at: EU, from: US }],
  ...[false, true].flatMap((planned): readonly (readonly [string, End])[] => {
    const how = planned ? ', planned' : ''
    return [
      [`the writer fenced${how}`, { kind: 'fenced', at: US, successor: EU, planned }],
      [`the replica caught up${how}`, { kind: 'caught-up', at: EU, of: US, planned }],
      [`the writer moved${how}`, { kind: 'writer', at: EU, from: US, planned }],
    ]
  }),
  ['traffic', { kind: 'traffic', at: EU, from: US, without: [], percent: 100, final: true }],
  ['a first stage of traffic', { kind: 'traffic', at: EU, from: US, without: [], percent: 10, final: false }],
]

/** What of a tactic is the same in every world: not the data it carries, nor its words. */
const told = ({ action, deadlineMs, expectedMs, leave, name, needs, onFailure, prerequisites, undo }: Tactic) => ({
  ...{ name, needs: needs.map(nameOf), prerequisites, onFailure, leave, expectedMs, deadlineMs },
  verb: action.verb,
  undo: undo.kind === 'action' ? undo.action.verb : undo.kind,
})

interface Case {
  readonly type: string
  readonly resource: string
  /** What the AWS driver's inspection would keep, of a cloud in which all is as it was at minute 0. */
  readonly state: { readonly [key: string]: Json }
}

/** 90 GiB: a replica of it is built in an hour. */
const instance = (id: string, at: string, source?: string): Json => ({
  ...{ id, arn: `arn:aws:rds:${at}:123456789012:db:${id}`, status: 'available', replicas: [], engine: 'postgres' },
  ...{ version: '16.3', class: 'db.r6g.large', isMultiAz: false, sizeGib: 90, isEncrypted: false },
  ...{ securityGroups: [], retentionDays: 7, isProtected: false, epoch: 0, ...(source ? { source } : {}) },
})
const RDS_STATE = {
  'instance-us-east-1': instance('orders', US),
  'instance-eu-west-1': instance('orders-eu', EU, `arn:aws:rds:${US}:123456789012:db:orders`),
  ...{ 'next-us-east-1': 'orders-2', 'next-eu-west-1': 'orders-eu-2' },
}
const group = { desired: 12, useful: 12, min: 0, max: 24, suspended: [], left: {}, launch: 'lt' }
const subnets = (...zones: readonly string[]): Json =>
  zones.map((at) => ({ id: `subnet-${at}`, zone: at, name: at, free: 100 }))

const CASES: readonly Case[] = [
  {
    type: 'rds-replica',
    resource: `orders:
      type: rds-replica
      instance: { us-east-1: orders, eu-west-1: orders-eu }
      ${FENCES}`,
    state: RDS_STATE,
  },
  {
    type: 'rds-replica',
    resource: `orders:
      type: rds-replica
      instance: { us-east-1: orders, eu-west-1: orders-eu }
      automated_backup: { eu-west-1: "arn:aws:rds:eu-west-1:123456789012:auto-backup:ab-0123456789" }
      fence:
        - { by: stop }
        - { by: read-only, dsn: { us-east-1: ORDERS_US, eu-west-1: ORDERS_EU } }`,
    state: {
      ...RDS_STATE,
      'backup-eu-west-1': {
        arn: 'arn:aws:rds:eu-west-1:123456789012:auto-backup:ab-0123456789',
        status: 'replicating',
        sizeGib: 90,
      },
    },
  },
  {
    type: 'aurora-global',
    resource: `orders:
      type: aurora-global
      global_cluster: orders
      cluster: { us-east-1: orders, eu-west-1: orders-eu }
      allow_data_loss: true
      ${FENCES}`,
    state: { following: [EU], arns: {} },
  },
  {
    type: 'aurora-global',
    resource: `orders:
      type: aurora-global
      global_cluster: orders
      cluster: { us-east-1: orders, eu-west-1: orders-eu }`,
    state: { following: [EU], arns: {} },
  },
  {
    type: 'self-managed-postgres',
    resource: 'orders: { type: self-managed-postgres, dsn: { us-east-1: ORDERS_US, eu-west-1: ORDERS_EU } }',
    state: { streaming: [EU], timelines: {} },
  },
  { type: 'dynamodb-global', resource: 'carts: { type: dynamodb-global, table: carts }', state: {} },
  {
    type: 'zonal-shift',
    resource: `shift:
      type: zonal-shift
      resources: { us-east-1: ["${ARN}:loadbalancer/app/shop/50dc6c495c0c9188"] }`,
    state: {},
  },
  {
    type: 'load-balancer-zone',
    resource: `targets:
      type: load-balancer-zone
      target_groups: { us-east-1: ["${ARN}:targetgroup/web/73e2d6bc24d8a067"] }`,
    state: {
      [`targets of ${ARN}:targetgroup/web/73e2d6bc24d8a067 in ${AZ1}`]: [{ Id: 'i-0a1b2c3d4e5f60718', Port: 80 }],
    },
  },
  {
    type: 'autoscaling-group',
    resource: 'web: { type: autoscaling-group, group: { us-east-1: web, eu-west-1: web }, capacity: 12 }',
    state: {
      ...{ [US]: group, [EU]: group, [`${US} ebs`]: true, [`${EU} ebs`]: true },
      ...{ [`${US} subnets`]: subnets('use1-az1', 'use1-az2'), [`${EU} subnets`]: subnets('euw1-az1', 'euw1-az2') },
    },
  },
  {
    type: 'ecs-service',
    resource: `web:
      type: ecs-service
      cluster: { us-east-1: shop, eu-west-1: shop }
      service: { us-east-1: web, eu-west-1: web }
      capacity: 12`,
    state: { [US]: { ...group, ebs: false, ec2: false }, [EU]: { ...group, ebs: false, ec2: false } },
  },
  {
    type: 'eks-nodegroup',
    resource: `web:
      type: eks-nodegroup
      cluster: { us-east-1: shop, eu-west-1: shop }
      nodegroup: { us-east-1: web, eu-west-1: web }
      capacity: 12`,
    state: { [US]: group, [EU]: group },
  },
  {
    type: 'route53-record',
    resource: `front:
      type: route53-record
      zone: shop.example.com
      name: www
      by: [routing-control, health-switch, record-weight]
      routing_control:
        endpoints: { us-east-1: "https://a.us-east-1.example.com/v1", eu-west-1: "https://b.eu-west-1.example.com/v1" }
        controls: { us-east-1: "arn:aws:route53-recovery-control::123456789012:controlpanel/0123456789abcdef0123456789abcdef/routingcontrol/0123456789abcdef", eu-west-1: "arn:aws:route53-recovery-control::123456789012:controlpanel/0123456789abcdef0123456789abcdef/routingcontrol/fedcba9876543210" }
      switch: { bucket: acme-failover-eu-west-1, region: eu-west-1, objects: { us-east-1: off/us-east-1 } }`,
    state: {
      ...{ zone: 'Z1', controls: { [US]: true, [EU]: false }, objects: { [US]: true } },
      sets: [US, EU].map((at, index) => ({
        ...{ Name: 'www.shop.example.com.', Type: 'A', SetIdentifier: at, Weight: index === 0 ? 100 : 0 },
        ...{ TTL: 60, ResourceRecords: [{ Value: '192.0.2.1' }] },
      })),
    },
  },
]

async function both({ resource, state, type }: Case, capacity: number) {
  const policy = policyWith(resource)
  const [found] = policy.plan.resources
  const module = await driverModule(type)
  if (!found || !module) throw new Error(`no ${type}`)
  const clock = { now: () => 0, monotonic: () => 0, sleep: async () => undefined, after: () => () => undefined }
  const context = { aws: undefined as never, clock, random: () => 0, app: policy.app, regions: policy.regions }
  const simulation = simulate(dayOf({ policy, world: { capacity: { [EU]: capacity } } }))
  const [driver] = simulation.world('host-1').drivers
  if (!driver) throw new Error(`no simulated ${type}`)
  const seen = await finished(simulation, driver.inspect(new AbortController().signal))
  const { active } = seen
  const real: Inspection = {
    ...{ resource: found.name, type, at: 0, facts: {}, gauges: [], impaired: [] },
    state: Object.fromEntries(Object.entries(state).map(([key, value]) => [key, scaled(key, value, capacity)])),
    ...(active ? { active } : {}),
  }
  return {
    aws: (end: End) => module.make(found, context).tactics(end, real).map(told),
    sim: (end: End) => driver.tactics(end, seen).map(told),
  }
}

/** Fleets of the standby run what the drill says. */
const scaled = (key: string, value: Json, percent: number): Json =>
  key === EU && typeof value === 'object' && value !== null
    ? { ...value, desired: (12 * percent) / 100, useful: (12 * percent) / 100 }
    : value

describe.each(CASES)('a simulated $type', (of) => {
  it.each(ENDS)('offers for %s what AWS’s does', async (_, end) => {
    const found = await both(of, 100)
    expect(found.sim(end)).toEqual(found.aws(end))
  })

  it('raises capacity as AWS’s does where there is too little', async () => {
    const found = await both(of, 50)
    const end: End = { kind: 'capacity', at: EU, from: US }
    expect(found.sim(end)).toEqual(found.aws(end))
  })
})

describe('a fence that scales to zero', () => {
  it('takes the servers of the group it names away, and gives them back when it is lifted', async () => {
    const fenced = CASES[0]?.resource ?? ''
    const policy = policyWith(`${fenced}
    web: { type: autoscaling-group, group: { us-east-1: web, eu-west-1: web }, capacity: 12 }`)
    const simulation = simulate(dayOf({ policy }))
    const driver = simulation.world('host-1').drivers.find(({ resource }) => resource === 'orders')
    const act = async (verb: string) => {
      const leash = { epoch: 1, signal: new AbortController().signal }
      await finished(
        simulation,
        driver?.apply({ resource: 'orders', verb, with: { at: US } }, leash) ?? Promise.resolve(),
      )
      simulation.clock.advanceTo(simulation.clock.elapsedMs + 10 * 60_000)
      return simulation.trace().scenes.at(-1)?.capacity
    }
    expect(await act('fence-scale-to-zero')).toEqual({ [US]: 0, [EU]: 100 })
    expect(await act('unfence-scale-to-zero')).toEqual({ [US]: 100, [EU]: 100 })
  })
})
