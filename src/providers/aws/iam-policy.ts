/**
 * The least that IAM must allow for a given policy, generated from what each resource's type declares: one document for
 * looking (watch, plan, dry run, validate), one for what acting needs beyond it, one for the audit. A test compares both with the calls
 * really made.
 *
 * A call is made either as whoever runs this, or under a role: the resource's own, else the policy's `aws.role`. Each of
 * these is an identity with documents of its own; whoever runs this must be let assume the roles.
 */
import type { Policy, ResourcePolicy } from '../../policy/policy.js'
import { resourceTypes } from '../registry.js'
import { auditGrants } from './audit/audit-grants.js'
import type { Grant, Grants } from './grants.js'
import { documentOf, type IamDocument, type IamStatement } from './iam-document.js'
import { watchGrants } from './watch/watch-grants.js'

export interface IamIdentity {
  /** Allowed to look. */
  readonly looking: IamDocument
  /** Allowed to act, beyond `looking`. */
  readonly acting: IamDocument
  /** Allowed to audit, beyond `looking`. */
  readonly auditing: IamDocument
}

export interface IamPolicies extends IamIdentity {
  /** What each role needs that is assumed; `looking` and `acting` beside it are for whoever runs this. */
  readonly roles: readonly (IamIdentity & { readonly role: string })[]
}

interface Wanted {
  readonly role: string | undefined
  readonly grants: Grants
}

export function iamPoliciesOf(policy: Policy): IamPolicies {
  const { aws } = policy
  const wanted: readonly Wanted[] = [
    { role: aws.role, grants: { looking: [...watchGrants(policy), ...stragglerGrants(policy)], acting: [] } },
    ...policy.plan.resources.flatMap((resource) => wantedBy(resource, policy)),
  ]
  const roles = [...new Set(wanted.flatMap(({ grants, role }) => (role && !isNothing(grants) ? [role] : [])))].sort()
  // The audit asks as whoever a resource is asked for, and as whom all else is.
  const auditing = (role: string | undefined): readonly Grant[] =>
    role === aws.role || wanted.some((each) => each.role === role && !isNothing(each.grants)) ? auditGrants : []
  const of = (role: string | undefined): Wants => {
    const own = wanted.filter((each) => each.role === role).map(({ grants }) => grants)
    return {
      looking: own.flatMap(({ looking }) => looking),
      acting: own.flatMap(({ acting }) => acting),
      auditing: auditing(role),
    }
  }
  const assume: readonly IamStatement[] =
    roles.length > 0 ? [{ Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: roles }] : []
  return {
    ...identityOf(of(undefined), policy, assume),
    roles: roles.map((role) => ({ role, ...identityOf(of(role), policy) })),
  }
}

interface Wants extends Grants {
  readonly auditing: readonly Grant[]
}

const isNothing = ({ acting, looking }: Grants): boolean => acting.length + looking.length === 0

function identityOf(
  { acting, auditing, looking }: Wants,
  policy: Policy,
  more: readonly IamStatement[] = [],
): IamIdentity {
  const partition = partitionOf(policy)
  const looks = documentOf(looking, { partition, more })
  return {
    looking: looks,
    acting: documentOf(acting, { partition, without: looks }),
    auditing: documentOf(auditing, { partition, without: looks }),
  }
}

/** By the roles of the resource, one for all regions or one for each; else by the policy's. */
function wantedBy({ settings, type }: ResourcePolicy, { aws, regions }: Policy) {
  const grants = resourceTypes.get(type)?.grants?.(settings as never, regions) ?? { looking: [], acting: [] }
  const { role } = settings
  if (typeof role !== 'object' || role === null) return [{ role: typeof role === 'string' ? role : aws.role, grants }]
  return regions.map(({ region }) => {
    const own = (role as Readonly<Record<string, unknown>>)[region]
    return { role: typeof own === 'string' ? own : aws.role, grants: within(region, grants) }
  })
}

/** What of `grants` can be of use in `region`: all but what names another one. */
function within(region: string, { acting, looking }: Grants): Grants {
  const isHere = (arn: string): boolean => {
    const at = arn.split(':')[3] ?? ''
    return !/^[a-z]{2,}-/.test(at) || at === region
  }
  const here = (grants: readonly Grant[]): readonly Grant[] =>
    grants.map((grant) => ({ ...grant, on: grant.on.filter(isHere) })).filter(({ on }) => on.length > 0)
  return { looking: here(looking), acting: here(acting) }
}

/** Whose users are still at the region left is asked of its balancers' metrics. */
const stragglerGrants = ({ verify }: Policy): readonly Grant[] =>
  verify.balancers === undefined
    ? []
    : [
        { service: 'cloudwatch', operations: ['GetMetricData'], on: ['*'] },
        { service: 'elbv2', operations: ['DescribeLoadBalancers', 'DescribeLoadBalancerAttributes'], on: ['*'] },
      ]

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
function partitionOf({ regions }: Policy): string {
  const code: string = regions[0]?.region ?? ''
  return code.startsWith('us-gov-') ? 'aws-us-gov' : code.startsWith('cn-') ? 'aws-cn' : 'aws'
}
