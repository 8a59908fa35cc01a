/** Ingress rules as plain data: one rule for one source, so that what is revoked can be put back exactly. Pure. */
import type { IpPermission, UserIdGroupPair } from '@aws-sdk/client-ec2'
import type { Json } from '../../../model/plan.js'

type Source = 'cidr' | 'cidr6' | 'prefixList' | 'group'
type Rule = { readonly [key: string]: Json } & {
  readonly protocol: string
  readonly from: Source
  readonly source: string
}

/** One rule for each source that is let in. */
export function rulesOf(permissions: readonly IpPermission[]): readonly Rule[] {
  return permissions.flatMap((permission) => {
    const { FromPort, IpProtocol = '-1', IpRanges = [], Ipv6Ranges = [], PrefixListIds = [], ToPort } = permission
    const rule = (from: Source, source: string | undefined, description: string | undefined, owner?: string): Rule[] =>
      source === undefined
        ? []
        : [
            {
              protocol: IpProtocol,
              ...(FromPort === undefined ? {} : { fromPort: FromPort }),
              ...(ToPort === undefined ? {} : { toPort: ToPort }),
              ...{ from, source },
              ...(description === undefined ? {} : { description }),
              ...(owner === undefined ? {} : { owner }),
            },
          ]
    return [
      ...IpRanges.flatMap(({ CidrIp, Description }) => rule('cidr', CidrIp, Description)),
      ...Ipv6Ranges.flatMap(({ CidrIpv6, Description }) => rule('cidr6', CidrIpv6, Description)),
      ...PrefixListIds.flatMap(({ Description, PrefixListId }) => rule('prefixList', PrefixListId, Description)),
      ...(permission.UserIdGroupPairs ?? []).flatMap(({ Description, GroupId, UserId }) =>
        rule('group', GroupId, Description, UserId),
      ),
    ]
  })
}

/** The rules as EC2 wants them. */
export const permissionsOf = (rules: readonly Json[]): IpPermission[] => rules.filter(isRule).map(permissionOf)

function permissionOf({ description, from, fromPort, owner, protocol, source, toPort }: Rule): IpPermission {
  const told = typeof description === 'string' ? { Description: description } : {}
  const pair: UserIdGroupPair = { GroupId: source, ...(typeof owner === 'string' ? { UserId: owner } : {}), ...told }
  return {
    IpProtocol: protocol,
    ...(typeof fromPort === 'number' ? { FromPort: fromPort } : {}),
    ...(typeof toPort === 'number' ? { ToPort: toPort } : {}),
    ...(from === 'cidr' ? { IpRanges: [{ CidrIp: source, ...told }] } : {}),
    ...(from === 'cidr6' ? { Ipv6Ranges: [{ CidrIpv6: source, ...told }] } : {}),
    ...(from === 'prefixList' ? { PrefixListIds: [{ PrefixListId: source, ...told }] } : {}),
    ...(from === 'group' ? { UserIdGroupPairs: [pair] } : {}),
  }
}

/** What tells one rule from another, and names it for people: `tcp 5432 from 10.0.0.0/16`. Descriptions do not count. */
export const ruleNames = (rules: readonly Json[]): readonly string[] =>
  rules.filter(isRule).map(({ fromPort, protocol, source, toPort }) => {
    const all = protocol === '-1' ? 'everything' : protocol
    const ports = typeof fromPort !== 'number' ? '' : fromPort === toPort ? ` ${fromPort}` : ` ${fromPort}-${toPort}`
    return `${all}${ports} from ${source}`
  })

const isRule = (found: Json): found is Rule =>
  typeof found === 'object' && found !== null && 'protocol' in found && 'source' in found && 'from' in found
