import { describe, expect, it } from 'vitest'
import { type Unfit, unfitFor } from '../../../src/drill/local/fits.js'
import { drillIn, drillWith } from '../../sim/fixtures/drill-text.js'
import { localDrill, readLocal } from './fixtures/local-drill.js'

const flaws = (lines: string): readonly Unfit[] => unfitFor(localDrill(lines))

describe('a drill for the local cloud', () => {
  it('fits with events that can be brought about and expectations that can be seen', () => {
    const events = 'events: [{ at: 5s, for: 5s, impair: { service: power, zone: use1-az1, errors: 100% } }]'
    expect(flaws(`${events}\nuntil: 1m\nexpect: [{ writers: 1 }, { lost_writes: 0 }, { moves: 1 }]`)).toEqual([])
  })

  it('has a policy of the local cloud, and keeps its journal there', () => {
    expect(unfitFor(drillIn(drillWith('until: 1m')))[0]).toMatchObject({
      at: 'policy',
      because: expect.stringContaining('for aws, with autoscaling-group, rds-replica'),
    })
    const drill = localDrill('until: 1m')
    expect(unfitFor({ ...drill, policy: { ...drill.policy, store: 'file:/var/lib/x' } })).toMatchObject([
      { at: 'policy', because: expect.stringContaining('keeps its journal in its own cloud') },
    ])
  })

  it('runs nothing else on this machine', () => {
    const drill = localDrill('until: 1m')
    const page = { name: 'page', type: 'exec-action', settings: {} }
    const plan = { ...drill.policy.plan, resources: [...drill.policy.plan.resources, page] }
    expect(unfitFor({ ...drill, policy: { ...drill.policy, plan } as typeof drill.policy })).toMatchObject([
      { at: 'policy', because: expect.stringContaining('has no exec-action') },
    ])
  })

  it.each([
    ['world: { noise: true }', 'noise'],
    ['world: { latencies: { promote-replica: 6m } }', 'as long there as they take'],
    ['world: { capacity: { eu-west-1: 60% } }', 'nine tenths'],
    ['world: { databases: { orders: { lag: 30s } } }', 'lag as they lag'],
    ['world: { instances: { web: { root: ebs } } }', 'boot from no volume'],
    ['world: { stubborn_clients: 20% }', 'honour the TTL'],
    ['world: { ttl: 5m }', 'how long an answer is kept'],
  ])('says nothing of its world that is not so: %s', (world, because) => {
    expect(flaws(`${world}\nuntil: 1m`)).toMatchObject([{ at: 'world', because: expect.stringContaining(because) }])
  })

  it('may say what is so', () => {
    expect(flaws('world: { ttl: 2s, stubborn_clients: 0%, controllers: 2 }\nuntil: 1m')).toEqual([])
  })

  it('lasts no longer than somebody watches', () => {
    expect(flaws('until: 3h')).toMatchObject([{ at: 'until', because: expect.stringContaining('it lasts 3 h') }])
  })

  it('expects nothing of calls, which are not seen', () => {
    const expected = '{ never_calls: { service: ec2, side: control } }'
    expect(flaws(`until: 1m\nexpect: [{ moves: 0 }, ${expected}]`)).toMatchObject([{ at: 'expect', index: 1 }])
  })

  it('heals no place where something else is to stay broken', () => {
    const power = 'impair: { service: power, region: us-east-1, errors: 100% }'
    const zone = 'impair: { service: ec2, zone: use1-az1, errors: 50% }'
    const both = (long: string, brief: string) =>
      flaws(`events:\n  - { at: 1s, for: 10s, ${brief} }\n  - { at: 5s, ${long} }\nuntil: 1m`)
    expect(both(zone, power)).toMatchObject([
      { at: 'events', index: 0, because: expect.stringContaining('heals us-east-1') },
    ])
    expect(both('impair: { service: power, region: eu-west-1, errors: 100% }', power)).toEqual([])
  })
})

describe('the place of a flaw', () => {
  it('is that of the event as it was written, whatever the order of time', () => {
    const found = readLocal(
      'events:\n  - { at: 9s, lag: { database: orders, is: 1s } }\n  - { at: 1s, operator: { run: back } }\nuntil: 1m',
    )
    if (found.is !== 'drill') throw new Error('a sound drill was not read')
    const [flaw] = unfitFor(found.drill)
    expect(flaw).toMatchObject({ at: 'events', index: 1 })
    expect(found.text.faultAt(flaw ?? { at: '' }, 'no')).toEqual({
      file: 'day.yaml',
      line: 5,
      column: 5,
      message: 'no',
    })
  })

  it('is that of the key for what is no list', () => {
    const found = readLocal('until: 3h')
    if (found.is !== 'drill') throw new Error('a sound drill was not read')
    expect(found.text.faultAt({ at: 'until' }, 'no')).toMatchObject({ line: 4, column: 8 })
    expect(found.text.policy).toMatchObject({ file: 'local.yaml', text: expect.stringContaining('world: local') })
  })
})
