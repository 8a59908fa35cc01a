/**
 * The least that IAM must allow for a given policy, generated from what each resource's type declares: one document for
 * looking (watch, plan, dry run, validate), and one for what acting needs beyond it. A test compares both with the calls
 * really made.
 */
import type { Policy } from '../../policy/policy.js'
import { resourceTypes } from '../registry.js'
import type { Grant } from './grants.js'
import { iamAction } from './operations.js'
import { watchGrants } from './watch-grants.js'

export interface IamStatement {
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
}
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html */
export interface IamDocument {
  readonly Version: '2012-10-17'
  readonly Statement: readonly IamStatement[]
}

export interface IamPolicies {
  readonly looking: IamDocument
  /** Beyond `looking`. */
  readonly acting: IamDocument
  /** Roles that must be assumed, and by whom they must be trusted. */
  readonly roles: readonly string[]
}

export function iamPoliciesOf(policy: Policy): IamPolicies {
  const wanted = policy.plan.resources.map(({ settings, type }) => {
    const { grants } = resourceTypes.get(type) ?? {}
    return grants?.(settings as never, policy.regions) ?? { looking: [], acting: [] }
  })
  const roles = rolesIn(policy)
  const assume: readonly IamStatement[] =
    roles.length > 0 ? [{ Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: roles }] : []
  return {
    looking: documentOf([...watchGrants(policy), ...wanted.flatMap(({ looking }) => looking)], assume),
    acting: documentOf(wanted.flatMap(({ acting }) => acting)),
    roles,
  }
}

/** Grants on the same things become one statement, in a stable order. */
function documentOf(grants: readonly Grant[], more: readonly IamStatement[] = []): IamDocument {
  const byResource = new Map<string, { actions: Set<string>; on: readonly string[] }>()
  for (const { also = [], on, operations, service } of grants) {
    const resources = [...new Set(on)].sort()
    const key = resources.join(' ')
    const entry = byResource.get(key) ?? { actions: new Set<string>(), on: resources }
    for (const operation of operations) entry.actions.add(iamAction(service, operation))
    for (const action of also) entry.actions.add(action)
    byResource.set(key, entry)
  }
  const statements = [...byResource.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { actions, on }]): IamStatement => ({ Effect: 'Allow', Action: [...actions].sort(), Resource: on }))
    .filter(({ Action, Resource }) => Action.length > 0 && Resource.length > 0)
  return { Version: '2012-10-17', Statement: [...statements, ...more] }
}

function rolesIn({ aws, plan }: Policy): readonly string[] {
  const named = plan.resources.flatMap(({ settings: { role } }): readonly unknown[] =>
    typeof role === 'object' && role !== null ? Object.values(role) : [role],
  )
  const texts = [aws.role, ...named].filter((role): role is string => typeof role === 'string')
  return [...new Set(texts)].sort()
}
