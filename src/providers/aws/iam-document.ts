/**
 * Grants as a policy document of IAM, in a stable order and as short as it can be without allowing more: what is allowed
 * on everything is not allowed on single things again, and statements of the same actions, or on the same things, are one.
 */

import { iamAction } from './call/operations.js'
import type { Grant } from './grants.js'

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

interface Around {
  /** `aws`, or that of another part of the world. */
  readonly partition: string
  /** Allowed already by another document of the same identity. */
  readonly without?: IamDocument
  /** Statements of another kind, put last. */
  readonly more?: readonly IamStatement[]
}

/** Characters of one managed policy, white space not counted (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html). */
export const MANAGED_POLICY_MAX = 6_144

/** How many of those characters it takes. */
export const sizeOf = (document: IamDocument): number => JSON.stringify(document).length

export function documentOf(grants: readonly Grant[], { more = [], partition, without }: Around): IamDocument {
  const onWhat = new Map<string, Set<string>>()
  for (const { also = [], on, operations, service } of grants) {
    for (const action of [...operations.map((operation) => iamAction(service, operation)), ...also]) {
      const things = onWhat.get(action) ?? new Set<string>()
      for (const thing of on) things.add(thing.replace(/^arn:aws:/, `arn:${partition}:`))
      onWhat.set(action, things)
    }
  }
  const allowed = allowedIn(without)
  const needed = [...onWhat].map(([action, things]): [string, readonly string[]] => {
    const own = things.has('*') ? ['*'] : [...things].filter((thing) => ![...things].some((one) => covers(one, thing)))
    return [
      action,
      own.filter((thing) => !(allowed.get(action) ?? []).some((one) => one === thing || covers(one, thing))),
    ]
  })
  return { Version: '2012-10-17', Statement: [...statementsOf(needed), ...more] }
}

/** One statement for all actions on the same things. */
function statementsOf(needed: readonly (readonly [string, readonly string[]])[]): readonly IamStatement[] {
  const byThings = new Map<string, { readonly actions: string[]; readonly things: readonly string[] }>()
  for (const [action, unsorted] of needed) {
    const things = [...unsorted].sort()
    if (things.length === 0) continue
    const entry = byThings.get(things.join(' ')) ?? { actions: [], things }
    entry.actions.push(action)
    byThings.set(things.join(' '), entry)
  }
  return [...byThings.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { actions, things }]) => ({ Effect: 'Allow', Action: actions.sort(), Resource: things }))
}

function allowedIn(document: IamDocument | undefined): ReadonlyMap<string, readonly string[]> {
  const allowed = new Map<string, readonly string[]>()
  for (const { Action, Resource } of document?.Statement ?? [])
    for (const action of Action) allowed.set(action, [...(allowed.get(action) ?? []), ...Resource])
  return allowed
}

/** Whether whatever `thing` matches, another pattern `one` matches too. */
function covers(one: string, thing: string): boolean {
  if (one === thing) return false
  const pattern = one.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return one.includes('*') && new RegExp(`^${pattern.join('.*')}$`, 's').test(thing)
}
