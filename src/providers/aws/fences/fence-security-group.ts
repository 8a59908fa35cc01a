/**
 * A fence of the network: the ingress rules of a security group are revoked, so that nobody opens a connection any more.
 *
 * It is not tight at once. A connection that is tracked and open goes on until it is idle for long enough, since AWS
 * interrupts only what is untracked
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html). A policy that must be
 * sure names another fence before it, or stops the servers that write.
 */
import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupsCommand,
  type IpPermission,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2'
import { OperatingError } from '../../../model/error.js'
import { type Region, region } from '../../../model/place.js'
import type { Action, Json } from '../../../model/plan.js'
import { type AwsContext, asked, inRegion, targetIn, textIn } from '../driver-context.js'
import { controlOf } from '../places.js'
import type { FenceKind, Roles } from './fence-kind.js'
import { permissionsOf, ruleNames, rulesOf } from './fence-rules.js'
import type { FenceOf } from './fence-settings.js'

const ASK_MS = 2_500

export const securityGroupFence: FenceKind<FenceOf<'security-group'>> = {
  covers: ({ group }, at) => group[at] !== undefined,
  travels: false,
  outlasts: true,
  way: ({ group }, { at, resource, state }) => {
    const data = { at, group: inRegion(group, at, 'security group'), rules: state ?? [] }
    return {
      says: `cut ${resource} in ${at} off: revoke ingress of ${data.group} (connections that are open stay until idle)`,
      needs: [controlOf('ec2', at)],
      ...{ raise: data, lower: data, expectedMs: 1_000, deadlineMs: 30_000 },
    }
  },
  look: async ({ group }, at, { context, role, signal }) => {
    const id = inRegion(group, at, 'security group')
    const found = await asked(controlOf('ec2', at), () => permissionsIn(context, role, at, id, signal))
    if (found.is === 'none') {
      const isGone = found.code === 'not-found'
      return { fact: { is: isGone ? 'unmet' : 'unknown', because: found.because }, impaired: found.impaired }
    }
    const rules = rulesOf(found.answer)
    // Of a group without rules the ones it had on a calmer day are worth more than none.
    if (rules.length === 0)
      return { fact: { is: 'met', because: `${id} lets nothing in already` }, stands: true, impaired: [] }
    return {
      fact: { is: 'met', because: `${id} has ${count(rules.length)}` },
      state: rules,
      stands: false,
      impaired: [],
    }
  },
  acts: (context, role) => ({
    raise: {
      holds: async (data, { signal }) => {
        const { at, group } = placeIn(data)
        const rules = rulesOf(await permissionsIn(context, role, at, group, signal))
        if (rules.length === 0) return { is: 'yes', because: `${group} in ${at} lets nothing in` }
        return { is: 'no', because: `${group} in ${at} lets in ${count(rules.length)}` }
      },
      apply: async (data, { signal }) => {
        const { at, group, rules } = placeIn(data)
        const found = await permissionsIn(context, role, at, group, signal)
        const known = new Set(ruleNames(rules))
        const strange = ruleNames(rulesOf(found)).filter((name) => !known.has(name))
        if (strange.length > 0) throw unseen(group, at, strange)
        if (found.length === 0) return
        const command = new RevokeSecurityGroupIngressCommand({
          GroupId: group,
          IpPermissions: permissionsOf(rulesOf(found)),
        })
        await context.aws.call('ec2', targetIn(at, role), command, signal)
      },
    },
    lower: {
      holds: async (data, { signal }) => {
        const { at, group, rules } = placeIn(data)
        const there = new Set(ruleNames(rulesOf(await permissionsIn(context, role, at, group, signal))))
        const missing = ruleNames(rules).filter((name) => !there.has(name))
        if (missing.length === 0) return { is: 'yes', because: `${group} in ${at} lets in what it did` }
        return { is: 'no', because: `${group} in ${at} does not let in ${missing.join(', ')}` }
      },
      apply: async (data, { signal }) => {
        const { at, group, rules } = placeIn(data)
        const there = new Set(ruleNames(rulesOf(await permissionsIn(context, role, at, group, signal))))
        const missing = rules.filter((rule) => ruleNames([rule]).some((name) => !there.has(name)))
        if (missing.length === 0) return
        const command = new AuthorizeSecurityGroupIngressCommand({
          GroupId: group,
          IpPermissions: permissionsOf(missing),
        })
        await context.aws.call('ec2', targetIn(at, role), command, signal)
      },
    },
  }),
}

const count = (rules: number): string => (rules === 1 ? '1 ingress rule' : `${rules} ingress rules`)

const unseen = (group: string, at: Region, strange: readonly string[]): OperatingError =>
  new OperatingError(
    'conflict',
    `${group} in ${at} has ingress rules that were not there when the plan was drawn: ${strange.join(', ')}`,
    'draw the plan again, so that they can be put back',
  )

function placeIn(data: Action['with']): { at: Region; group: string; rules: readonly Json[] } {
  return {
    at: region(textIn(data, 'at')),
    group: textIn(data, 'group'),
    rules: Array.isArray(data.rules) ? data.rules : [],
  }
}

async function permissionsIn(
  { aws }: AwsContext,
  role: Roles,
  at: Region,
  group: string,
  signal: AbortSignal,
): Promise<readonly IpPermission[]> {
  const command = new DescribeSecurityGroupsCommand({ GroupIds: [group] })
  const { SecurityGroups = [] } = await aws.call('ec2', targetIn(at, role), command, signal, ASK_MS)
  const [found] = SecurityGroups
  if (!found) throw new OperatingError('not-found', `there is no security group ${group} in ${at}`)
  return found.IpPermissions ?? []
}
