import { describe, expect, it } from 'vitest'
import { nameOf, region } from '../../../../src/model/place.js'
import type { Inspection } from '../../../../src/model/resource.js'
import type { Fence } from '../../../../src/providers/aws/fences/fence-settings.js'
import { fenceList } from '../../../../src/providers/aws/fences/fence-settings.js'
import { fenceTactics, liftsFor } from '../../../../src/providers/aws/fences/fences.js'

const [us, eu] = [region('us-east-1'), region('eu-west-1')]
const GROUP = { 'us-east-1': 'sg-0123456789abcdef0', 'eu-west-1': 'sg-0fedcba9876543210' }
const DSN = { 'us-east-1': 'ORDERS_DSN', 'eu-west-1': '/run/secrets/orders-eu' }
const ALL: readonly Fence[] = [
  { by: 'read-only', dsn: DSN },
  { by: 'security-group', group: GROUP },
  { by: 'scale-to-zero', group: { 'us-east-1': 'writers' } },
  { by: 'object', bucket: 'fences', region: 'eu-west-1', key: 'orders/{region}' },
  { by: 'stop' },
]
const RULE = { protocol: 'tcp', fromPort: 5432, toPort: 5432, from: 'cidr', source: '10.0.0.0/16' }
const seen: Inspection = {
  ...{ resource: 'orders', type: 'rds-replica', at: 0, facts: {}, gauges: [], impaired: [] },
  state: { 'fence-2-us-east-1': [RULE], 'fence-3-us-east-1': { min: 2, desired: 6 }, 'fence-5-us-east-1': 'orders' },
}
const leave = (planned: boolean) => ({ kind: 'fenced', at: us, successor: eu, planned }) as const

describe('fences', () => {
  it('go up in the order of the policy, each with the plane it leans on', () => {
    const tactics = fenceTactics('orders', ALL, leave(true), seen, 'rds')
    expect(tactics.map(({ name, needs }) => [name, ...needs.map(nameOf)])).toEqual([
      ['read-only', 'rds/data@us-east-1'],
      ['security-group', 'ec2/control@us-east-1'],
      ['scale-to-zero', 'autoscaling/control@us-east-1'],
      ['object', 's3/data@eu-west-1'],
      ['stop', 'rds/control@us-east-1'],
    ])
  })

  it('rest each on one fact of its own, and can each be taken back', () => {
    const tactics = fenceTactics('orders', ALL, leave(true), seen, 'rds')
    expect(tactics.map(({ prerequisites }) => prerequisites[0])).toEqual([
      'fence 1 (read-only) in us-east-1',
      'fence 2 (security-group) in us-east-1',
      'fence 3 (scale-to-zero) in us-east-1',
      'fence 4 (object) in us-east-1',
      'fence 5 (stop) in us-east-1',
    ])
    expect(tactics.map(({ undo }) => undo.kind === 'action' && undo.action.verb)).toEqual(
      ALL.map(({ by }) => `unfence-${by}`),
    )
  })

  it('carry in the action what taking them back wants: rules, sizes', () => {
    const undone = fenceTactics('orders', ALL, leave(true), seen, 'rds').map(({ undo }) => undo)
    expect(undone[1]).toMatchObject({ action: { with: { group: GROUP['us-east-1'], rules: [RULE] } } })
    expect(undone[2]).toMatchObject({ action: { with: { group: 'writers', min: 2, desired: 6 } } })
  })

  it('never hold a connection string, only where one is found', () => {
    process.env.ORDERS_DSN = 'postgresql://app:hush@orders.example.com/orders'
    const text = JSON.stringify(fenceTactics('orders', ALL, leave(false), seen, 'rds'))
    delete process.env.ORDERS_DSN
    expect(text).toContain('ORDERS_DSN')
    expect(text).not.toContain('hush')
  })

  it('leave a writer that may be unreachable with a last one, which wants leave and stops nothing', () => {
    const last = fenceTactics('orders', ALL, leave(false), seen, 'rds').at(-1)
    expect(last).toMatchObject({ name: 'on-return', leave: 'unreachable_writer', onFailure: 'carry-on', needs: [] })
    const named = fenceTactics('orders', ALL, leave(true), seen, 'rds')
    expect(last?.tries, 'nobody leans on the planes it tries').toEqual(named.flatMap(({ needs }) => needs))
    expect(fenceTactics('orders', [], leave(true), seen)).toEqual([])
    expect(fenceTactics('orders', [], leave(false), seen).map(({ name }) => name)).toEqual(['on-return'])
  })

  it('put no object into the region it is to fence', () => {
    const back = { kind: 'fenced', at: eu, successor: us, planned: true } as const
    expect(fenceTactics('orders', ALL, back, seen, 'rds').map(({ name }) => name)).not.toContain('object')
  })

  it('make nothing read-only that nobody could make writable again after the promotion', () => {
    const onlyHere: readonly Fence[] = [{ by: 'read-only', dsn: { 'us-east-1': 'ORDERS_DSN' } }]
    expect(fenceTactics('orders', onlyHere, leave(true), seen)).toEqual([])
  })

  it('come down where the writer comes to: what travels with the data, and what an earlier move left', () => {
    const verbs = (at: typeof us, state: Inspection['state']): readonly string[] =>
      liftsFor('orders', ALL, at, { ...seen, state: { ...seen.state, ...state } }).map(({ verb }) => verb)
    expect(verbs(eu, {})).toEqual(['unfence-read-only'])
    expect(verbs(us, { 'fence-2-us-east-1-stands': true, 'fence-4-us-east-1-stands': true })).toEqual([
      'unfence-read-only',
      'unfence-security-group',
      'unfence-object',
    ])
    expect(verbs(us, { 'fence-2-us-east-1-stands': false })).toEqual(['unfence-read-only'])
  })
})

describe('the setting fence', () => {
  it.each([
    [{ by: 'security-group', group: { 'us-east-1': 'web' } }],
    [{ by: 'object', bucket: 'fences', region: 'eu-west-1', key: 'orders' }],
    [{ by: 'read-only', dsn: { 'us-east-1': 'postgresql://app:hush@orders.example.com/orders' } }],
    [{ by: 'shout' }],
  ])('refuses %j', (fence) => {
    expect(fenceList().safeParse([fence]).success).toBe(false)
  })

  it('can leave out what cannot fence a type', () => {
    expect(fenceList().safeParse([{ by: 'stop' }]).success).toBe(true)
    expect(fenceList(['stop']).safeParse([{ by: 'stop' }]).success).toBe(false)
    expect(fenceList(['stop']).safeParse([{ by: 'security-group', group: GROUP }]).success).toBe(true)
  })
})
