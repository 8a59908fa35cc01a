import { expect, it } from 'vitest'
import type { Group } from '../../../../src/audit/estate.js'
import { region } from '../../../../src/model/place.js'
import { quotasIn } from '../../../../src/providers/aws/audit/quotas.js'
import { describeAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { gatheringOn } from '../fixtures/gathering.js'

const AT = region('eu-west-1')
const ROLE = 'arn:aws:iam::123456789012:role/shop'
const group = (resource: string, kind?: string): Group => ({
  ...{ resource, name: resource, region: AT, by: 'autoscaling', desired: 1, useful: 1, zones: [] },
  launch: { is: 'whole', says: 'so', disks: [{ use: 'root', on: 'ebs', name: 'root' }], ...(kind ? { kind } : {}) },
})

describeAws('quotas of a region', () => {
  const stand = standForEach()

  it('are asked once for each account and family, as the role that the resource names', async () => {
    const roles: string[] = []
    // moto knows no quotas of EC2.
    stand.gateway.answer({ service: 'servicequotas' }, ({ headers }) => {
      roles.push(String(headers['x-amz-security-token'] ?? 'own') === 'own' ? 'own' : 'role')
      return {
        ...{ status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' } },
        body: JSON.stringify({ Quota: { Value: 32 } }),
      }
    })
    const resources = ['web', 'api', 'theirs', 'odd', 'mixed'].map((name) => ({
      ...{ name, type: 'autoscaling-group' },
      settings: name === 'theirs' ? { role: ROLE } : {},
    }))
    const gathering = gatheringOn(stand, resources)
    const groups = [
      ...[group('web', 'm5.large'), group('api', 'c5.large'), group('theirs', 'm5.large')],
      ...[group('odd', 'mac2.metal'), group('mixed')],
    ]
    const found = await quotasIn(AT, groups, gathering)
    expect(found.map(({ quota, resources: names, vcpus }) => [quota, names, vcpus])).toEqual([
      ['L-1216C47A', ['web', 'api'], 32],
      ['L-1216C47A', ['theirs'], 32],
    ])
    expect(roles.sort()).toEqual(['own', 'role'])
    expect(gathering.unseen).toEqual([[`quota of odd in ${AT}`, 'the quota of mac2.metal is not known here']])
  })
})
