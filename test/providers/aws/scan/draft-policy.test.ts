import { describe, expect, it } from 'vitest'
import { region } from '../../../../src/model/place.js'
import { load } from '../../../../src/policy/load.js'
import { draftPolicy } from '../../../../src/providers/aws/scan/draft-policy.js'
import type { Found } from '../../../../src/providers/aws/scan/found.js'
import { resourceTypes } from '../../../../src/providers/registry.js'

const A = region('us-east-1')
const B = region('eu-central-1')

const nothing: Found = {
  ...{ app: 'shop', lookedFor: 'Shop', account: '123456789012' },
  regions: [
    { region: A, role: 'primary', zones: ['use1-az1', 'use1-az2'], because: 'all of its zones' },
    {
      region: B,
      role: 'standby',
      zones: ['euc1-az1', 'euc1-az2'],
      because: 'GUESSED, since EC2 did not say: correct them',
    },
  ],
  ...{ resources: [], signals: [{ name: 'api', settings: { watch: 'api' }, because: ['Our own calls.'] }] },
  ...{ notFound: [], leftOut: [], unread: [] },
}
const some: Found = {
  ...nothing,
  resources: [
    {
      ...{ type: 'rds-replica', name: 'orders', settings: { instance: { [A]: 'orders', [B]: 'orders-eu' } } },
      because: ['RDS: orders-eu replicates orders.'],
      offered: { fence: [{ by: 'stop' }] },
    },
  ],
}
const read = (found: Found) => {
  const loaded = load(draftPolicy(found), 'failover.yaml', resourceTypes)
  if (loaded.is === 'faults') throw new Error(JSON.stringify(loaded.faults))
  return loaded.policy
}

describe('draftPolicy', () => {
  it('loads where nothing was found, and where everything was', () => {
    expect(read(nothing)).toMatchObject({ app: 'shop', world: 'aws', store: 'file:.failover/shop' })
    const url = 'https://www.example.com/'
    const all = read({
      ...{
        ...some,
        url,
        profile: 'acme',
        bucket: 'b',
        endpoints: { [A]: 'one.example.com:80', [B]: 'two.example.com:80' },
      },
      balancers: { [A]: ['app/web/50dc6c495c0c9188'] },
    })
    expect(all).toMatchObject({
      verify: { url, balancers: { [A]: ['app/web/50dc6c495c0c9188'] } },
      aws: { profile: 'acme' },
    })
  })

  it('moves nothing by itself, and looks from here until a person says more', () => {
    const { decide, observe } = read(some)
    expect(decide.automatic).toEqual([])
    expect(observe).toMatchObject({ vantages: ['here'], quorum: 1 })
  })

  it('offers vantages outside the regions of the app, which load when they are taken', () => {
    const text = draftPolicy(nothing)
    expect(text).toContain('  # vantages: [us-west-2, ap-southeast-1, ca-central-1]')
    const taken = text
      .replace('  vantages: [here]\n', '')
      .replace(/^ {2}# (vantages|quorum|vantage_function): /gm, '  $1: ')
    expect(load(taken, 'failover.yaml', resourceTypes)).toMatchObject({ is: 'policy' })
  })

  it('loads with every line it offers taken', () => {
    const taken = draftPolicy(some)
      .replace('  vantages: [here]\n', '')
      .replace(/^( +)# ([a-z_]+:( .*)?)$/gm, '$1$2')
    expect(taken).toContain('\n    front: { type: route53-record')
    const loaded = load(taken, 'failover.yaml', resourceTypes)
    expect(loaded).toMatchObject({
      is: 'policy',
      policy: {
        decide: { automatic: ['evacuate', 'failover'], regionImpairedWhen: { planes: ['ebs'] } },
        plan: { resources: [{ name: 'orders', settings: { fence: [{ by: 'stop' }] } }, { name: 'front' }] },
        verify: { url: 'https://www.example.com/' },
      },
    })
  })

  it('says how zones were found, and where they are a guess', () => {
    expect(draftPolicy(nothing)).toContain('  # GUESSED, since EC2 did not say: correct them.\n  eu-central-1: {')
  })

  it('ends with what was not found, not read and left out, and what comes next', () => {
    const text = draftPolicy({
      ...nothing,
      notFound: ['A database'],
      leftOut: [{ what: 'Group x', because: 'it is alone' }],
      unread: [{ permission: 'rds:DescribeDBInstances', region: A, code: 'denied', because: 'AccessDenied: no' }],
    })
    const end = text.slice(text.indexOf('# Could not be read'))
    expect(
      end
        .split('\n')
        .filter((line) => /^# \S|^# {3}- /.test(line))
        .slice(0, 6),
    ).toEqual([
      '# Could not be read, so that what it would have shown is missing here:',
      '#   - rds:DescribeDBInstances in us-east-1: AccessDenied: no',
      '# Not found, though not all could be read:',
      '#   - A database',
      '# Seen, and left out because:',
      '#   - Group x: it is alone',
    ])
    expect(end).toMatch(/# {3}failover validate --live .*[\s\S]*# {3}failover --to eu-central-1 --dry-run /)
  })

  it('lets no text of an account out of its comment', () => {
    const evil = 'x\nstore: s3://somebody-elses'
    const found = { ...nothing, lookedFor: evil, leftOut: [{ what: evil, because: evil }], notFound: [evil] }
    expect(read(found).store).toBe('file:.failover/shop')
  })
})
