import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { load } from '../../../src/policy/load.js'
import type { Policy } from '../../../src/policy/policy.js'
import type { AwsService } from '../../../src/providers/aws/call/catalogue.js'
import { iamAction, operationOf } from '../../../src/providers/aws/call/operations.js'
import type { IamDocument } from '../../../src/providers/aws/iam-document.js'
import { MANAGED_POLICY_MAX, sizeOf } from '../../../src/providers/aws/iam-document.js'
import { iamPoliciesOf } from '../../../src/providers/aws/iam-policy.js'
import { resourceTypes } from '../../../src/providers/registry.js'
import { failover } from '../../end-to-end/aws/fixtures/aws-command.js'
import { type AwsShop, openAwsShop } from '../../end-to-end/aws/fixtures/aws-shop.js'
import type { Recorded } from '../../fixtures/aws/gateway.js'
import { describeAws } from '../../fixtures/aws/stand.js'

function policyIn(text: string): Policy {
  const loaded = load(text, 'failover.yaml', resourceTypes)
  if (loaded.is === 'policy') return loaded.policy
  throw new Error(JSON.stringify(loaded.faults))
}

const OPS = 'arn:aws:iam::123456789012:role/failover'
const DATA = 'arn:aws:iam::210987654321:role/data'
const shop = (lines: { readonly orders?: string; readonly more?: string } = {}): Policy =>
  policyIn(`version: 1
app: shop
regions:
  us-east-1: { role: primary, zones: [use1-az1] }
  eu-west-1: { role: standby, zones: [euw1-az1] }
observe: { signals: { rds: { watch: rds, instances: { us-east-1: [orders], eu-west-1: [orders-eu] }, per: region } } }
plan:
  resources:
    web: { type: autoscaling-group, group: { us-east-1: web, eu-west-1: web }, capacity: 2 }
    orders: { type: rds-replica, instance: { us-east-1: orders, eu-west-1: orders-eu }${lines.orders ?? ''} }
${lines.more ?? ''}
`)

const actionsIn = ({ Statement }: IamDocument): readonly string[] => Statement.flatMap(({ Action }) => Action)
const resourcesOf = ({ Statement }: IamDocument, action: string): readonly string[] =>
  Statement.filter(({ Action }) => Action.includes(action)).flatMap(({ Resource }) => Resource)

describe('who needs which permissions', () => {
  it('is whoever runs this alone, where the policy names no role', () => {
    const { acting, looking, roles } = iamPoliciesOf(shop())
    expect(roles).toEqual([])
    expect(actionsIn(looking)).toEqual(expect.arrayContaining(['rds:DescribeDBInstances', 'cloudwatch:GetMetricData']))
    expect(actionsIn(acting)).toEqual(
      expect.arrayContaining(['rds:PromoteReadReplica', 'autoscaling:UpdateAutoScalingGroup']),
    )
    expect([...actionsIn(looking), ...actionsIn(acting)]).not.toContain('sts:AssumeRole')
  })

  it('is the policy’s role, which whoever runs this assumes and needs nothing else for', () => {
    const policies = iamPoliciesOf(shop({ more: `aws: { role: "${OPS}" }` }))
    const plain = iamPoliciesOf(shop())
    expect(policies.looking.Statement).toEqual([{ Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: [OPS] }])
    expect(policies.acting.Statement).toEqual([])
    expect(policies.roles).toEqual([
      { role: OPS, looking: plain.looking, acting: plain.acting, auditing: plain.auditing },
    ])
  })

  it('is a resource’s own role for that resource alone', () => {
    const { acting, looking, roles } = iamPoliciesOf(shop({ orders: `, role: "${DATA}"` }))
    expect(actionsIn(looking)).toContain('sts:AssumeRole')
    expect(actionsIn(acting)).not.toContain('rds:PromoteReadReplica')
    expect(roles.map(({ role }) => role)).toEqual([DATA])
    expect(roles.flatMap((each) => actionsIn(each.acting))).toContain('rds:PromoteReadReplica')
    expect(
      roles.flatMap((each) => actionsIn(each.acting)).filter((action) => action.startsWith('autoscaling')),
    ).toEqual([])
  })

  it('is a role for each region where a resource has one, with what is of use there', () => {
    const { roles } = iamPoliciesOf(shop({ orders: `, role: { us-east-1: "${OPS}", eu-west-1: "${DATA}" }` }))
    const of = (role: string) =>
      resourcesOf(roles.find((each) => each.role === role)?.acting ?? EMPTY, 'rds:PromoteReadReplica')
    expect(of(DATA).some((arn) => arn.includes(':eu-west-1:'))).toBe(true)
    expect(of(DATA).filter((arn) => arn.includes(':us-east-1:'))).toEqual([])
    expect(of(OPS).filter((arn) => arn.includes(':eu-west-1:'))).toEqual([])
  })

  it('counts whoever asks for the requests of balancers, where the policy names any', () => {
    const wants = (more: string) =>
      actionsIn(
        iamPoliciesOf({
          ...shop({ more }),
          observe: { ...shop().observe, signals: [] },
          plan: { ...shop().plan, resources: [] },
        }).looking,
      )
    expect(wants('')).toEqual([])
    expect(wants('verify: { balancers: { us-east-1: [app/web/50dc6c495c0c9188] } }')).toEqual([
      'cloudwatch:GetMetricData',
      'elasticloadbalancing:DescribeLoadBalancerAttributes',
      'elasticloadbalancing:DescribeLoadBalancers',
    ])
  })

  it.each([['policies/storefront.yaml']])('fits into managed policies for %s', (file) => {
    const { acting, looking } = iamPoliciesOf(policyIn(readFileSync(file, 'utf8')))
    expect(Math.max(sizeOf(looking), sizeOf(acting))).toBeLessThan(MANAGED_POLICY_MAX)
  })

  it('never allows everything of a service, nor to change everything', () => {
    const { acting, looking } = iamPoliciesOf(shop())
    expect([...actionsIn(looking), ...actionsIn(acting)].filter((action) => action.includes('*'))).toEqual([])
    expect(acting.Statement.filter(({ Resource }) => Resource.includes('*')).flatMap(({ Action }) => Action)).toEqual(
      [],
    )
  })
})

const EMPTY: IamDocument = { Version: '2012-10-17', Statement: [] }

/** The name requests are signed for, where it is not this project's. */
const SIGNED_AS: Readonly<Record<string, AwsService>> = { monitoring: 'cloudwatch', elasticloadbalancing: 'elbv2' }

/** What the calls recorded needed of IAM. */
const needed = (requests: readonly Recorded[]): readonly string[] =>
  [
    ...new Set(
      requests.map(({ operation, service }) => {
        const ours = SIGNED_AS[service] ?? (service as AwsService)
        return operationOf(ours, operation) ? iamAction(ours, operation) : `${service}:${operation} is not declared`
      }),
    ),
  ].sort()

/**
 * What this shop is granted and did not use here, since only another situation does. Whatever is neither used nor in this
 * list is granted for nothing, and fails the test.
 */
const ELSEWHERE: readonly string[] = [
  // A zone is left, and brought back: the group remembers its subnets in a tag.
  ...['autoscaling:CreateOrUpdateTags', 'autoscaling:DeleteTags'],
  // Instances that were asked for do not come.
  'autoscaling:DescribeScalingActivities',
  // The app is frozen, and thawed.
  ...['autoscaling:ResumeProcesses', 'autoscaling:SuspendProcesses'],
  // A health check follows an alarm.
  'cloudwatch:DescribeAlarms',
  // The way back: the database that was cut off is let in again,
  'ec2:AuthorizeSecurityGroupIngress',
  // and made a replica of the new writer, with a key of its own region where it is encrypted.
  ...['kms:CreateGrant', 'kms:DescribeKey', 'rds:CreateDBInstanceReadReplica'],
  // The switch, or the fence, is taken away.
  's3:DeleteObject',
]

describeAws('what failover iam prints, and what is really asked of AWS', () => {
  let open: AwsShop
  beforeAll(async () => {
    open = await openAwsShop()
  }, 300_000)
  afterAll(() => open?.close())
  beforeEach(() => open.stand.gateway.forget())

  const policies = () => iamPoliciesOf(policyIn(readFileSync(open.policy, 'utf8')))
  const used = new Set<string>()
  const run = async (
    ...args: string[]
  ): Promise<{ readonly code: number | null; readonly asked: readonly string[] }> => {
    const { code, err, out } = await failover(open, args)
    const asked = needed(open.stand.gateway.requests)
    for (const action of asked) used.add(action)
    expect({ code, err }, out).toEqual({ code: 0, err: expect.anything() })
    return { code, asked }
  }
  const missing = (asked: readonly string[], ...documents: readonly IamDocument[]): readonly string[] => {
    const allowed = documents.flatMap(actionsIn)
    return asked.filter((action) => !allowed.includes(action))
  }

  it('to check a policy live, looking is enough', async () => {
    const { asked } = await run('validate', '--live')
    expect(asked.length).toBeGreaterThan(0)
    expect(missing(asked, policies().looking)).toEqual([])
  }, 120_000)

  it('to rehearse a failover, looking is enough', async () => {
    const { asked } = await run('--to', 'eu-west-1', '--dry-run')
    expect(missing(asked, policies().looking)).toEqual([])
  }, 120_000)

  it('to fail over, looking and acting are enough', async () => {
    const { asked } = await run('--to', 'eu-west-1', '--yes')
    expect(asked).toContain('rds:PromoteReadReplica')
    expect(missing(asked, policies().looking, policies().acting)).toEqual([])
    expect(missing(asked, policies().looking)).not.toEqual([])
  }, 240_000)

  it('and nothing is allowed that no situation uses', () => {
    const { acting, looking } = policies()
    const granted = [...new Set([...actionsIn(looking), ...actionsIn(acting)])].sort()
    expect(granted.filter((action) => !used.has(action))).toEqual(ELSEWHERE)
  })
})
