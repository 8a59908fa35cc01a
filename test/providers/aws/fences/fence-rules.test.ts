import { describe, expect, it } from 'vitest'
import { permissionsOf, ruleNames, rulesOf } from '../../../../src/providers/aws/fences/fence-rules.js'

const PERMISSIONS = [
  {
    ...{ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432 },
    IpRanges: [{ CidrIp: '10.0.0.0/16', Description: 'the app' }, { CidrIp: '10.1.0.0/16' }],
    Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }],
    PrefixListIds: [{ PrefixListId: 'pl-1' }],
    UserIdGroupPairs: [{ GroupId: 'sg-1', UserId: '123456789012' }],
  },
  { IpProtocol: '-1', IpRanges: [{ CidrIp: '192.0.2.0/24' }] },
]

describe('ingress rules', () => {
  it('are told apart by protocol, ports and source', () => {
    expect(ruleNames(rulesOf(PERMISSIONS))).toEqual([
      'tcp 5432 from 10.0.0.0/16',
      'tcp 5432 from 10.1.0.0/16',
      'tcp 5432 from 2001:db8::/32',
      'tcp 5432 from pl-1',
      'tcp 5432 from sg-1',
      'everything from 192.0.2.0/24',
    ])
  })

  it('come back as they were, through plain data', () => {
    const rules = rulesOf(PERMISSIONS)
    expect(rulesOf(permissionsOf(JSON.parse(JSON.stringify(rules))))).toEqual(rules)
  })
})
