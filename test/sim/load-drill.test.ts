import { describe, expect, it } from 'vitest'
import { resourceTypes } from '../../src/providers/registry.js'
import { drillFaults, drillIn, drillWith, loaded, withEvent, withExpectation } from './fixtures/drill-text.js'

describe('a drill', () => {
  it('is read with its policy, its units and what follows from the policy', () => {
    const drill = drillIn(
      drillWith(`world: { databases: { orders: { lag: 2s } }, capacity: { eu-west-1: 60% } }
events:
  - { at: 12m, for: 5m, partition: { between: [us-west-2, us-east-1] } }
  - { at: 2m, for: 12h, impair: { service: ebs, zone: use1-az1, errors: 100%, ramp: 60m, gray: true } }
until: 3h`),
    )
    expect(drill).toMatchObject({ file: 'day.yaml', title: 'A day', seed: 1, untilMs: 10_800_000, sources: [] })
    expect(drill.policy.app).toBe('shop')
    expect(drill.world).toEqual({
      instances: { web: { root: 'ebs' } },
      databases: { orders: { engine: 'rds', lagMs: 2_000 } },
      capacity: { 'us-east-1': 100, 'eu-west-1': 60 },
      ...{ latencies: {}, ttlMs: 60_000, stubbornPercent: 1, noise: false, controllers: 1 },
    })
    expect(drill.events).toEqual([
      {
        ...{ atMs: 120_000, forMs: 43_200_000, kind: 'impair', service: 'ebs', side: 'data' },
        of: { kind: 'zone', region: 'us-east-1', zone: 'use1-az1' },
        effect: { errorsPercent: 100, latencyMs: 0, hang: false, gray: true, rampMs: 3_600_000 },
      },
      { atMs: 720_000, forMs: 300_000, kind: 'partition', between: ['us-west-2', 'us-east-1'] },
    ])
  })

  it.each([
    ['{ at: 0m, impair: { service: route53, side: control, global: true, latency: 30s } }', { of: { kind: 'global' } }],
    ['{ at: 10m, lag: { database: orders, is: 45s } }', { kind: 'lag', database: 'orders', isMs: 45_000 }],
    ['{ at: 15m, capacity: { region: eu-west-1, launches: refused } }', { kind: 'capacity', launches: 'refused' }],
    ['{ at: 15m, capacity: { region: eu-west-1, launches: 30% } }', { kind: 'capacity', launches: 30 }],
    ['{ at: 16m, release: { regions: [us-east-1], errors: 40% } }', { kind: 'release', errorsPercent: 40 }],
    ['{ at: 20m, controller: { crash: leader } }', { kind: 'controller', does: 'crash', who: 'leader' }],
    ['{ at: 20m, for: 1m, controller: { pause: all } }', { kind: 'controller', does: 'pause', forMs: 60_000 }],
    ['{ at: 22m, clock: { host: leader, skew: -90s } }', { kind: 'clock', skewMs: -90_000 }],
    ['{ at: 25m, operator: { run: "--to eu-west-1 --waive replica-lag" } }', { kind: 'operator' }],
  ])('has the event %s', (text, event) => {
    expect(drillIn(withEvent(text)).events).toMatchObject([event])
  })

  it.each([
    ['{ do: failover, to: eu-west-1, by: 30m }', { kind: 'do', do: 'failover', to: 'eu-west-1', afterMs: 0 }],
    ['{ recovered: eu-west-1, by: 45m }', { kind: 'recovered', region: 'eu-west-1', byMs: 2_700_000 }],
    ['{ hold: standby-capacity, at: 20m }', { kind: 'hold', reason: 'standby-capacity', atMs: 1_200_000 }],
    ['{ never: act }', { kind: 'never', never: 'act', afterMs: 0, beforeMs: 10_800_000 }],
    ['{ never: evacuate, zone: use1-az2, before: 2m }', { zone: 'use1-az2', beforeMs: 120_000 }],
    ['{ never_calls: { service: ebs, side: control, region: us-east-1 } }', { kind: 'never-calls', service: 'ebs' }],
    ['{ serving: 99%, from: 45m }', { kind: 'serving', percent: 99, fromMs: 2_700_000 }],
    ['{ writers: 1 }', { kind: 'writers', atMost: 1 }],
    ['{ lost_writes: 0 }', { kind: 'lost-writes', atMost: { writes: 0 } }],
    ['{ lost_writes: { at_most: 120 } }', { kind: 'lost-writes', atMost: { writes: 120 } }],
    ['{ lost_writes: { at_most: 3s } }', { kind: 'lost-writes', atMost: { ms: 3_000 } }],
    ['{ moves: 1 }', { kind: 'moves', count: 1 }],
  ])('expects %s', (text, expected) => {
    expect(drillIn(withExpectation(text)).expect).toMatchObject([expected])
  })
})

describe('the databases of a drill', () => {
  const faults = (told: string) => drillFaults(drillWith(`world: { databases: { orders: ${told} } }\nuntil: 3h`))

  it('stand in one zone or several, where they are RDS', () => {
    const drill = drillIn(drillWith('world: { databases: { orders: { multi_az: true } } }\nuntil: 3h'))
    expect(drill.world.databases.orders).toEqual({ engine: 'rds', lagMs: 1_000, isMultiAz: true })
  })

  it('are of the engine that their type in the policy is', () => {
    expect(faults('{ engine: rds }')).toEqual([])
    expect(faults('{ engine: aurora }')).toEqual(['3:41: engine: found "aurora", allowed: rds'])
  })
})

describe('the durations of a drill', () => {
  it('are those of the table, by its names', () => {
    const faults = (told: string) => drillFaults(drillWith(`world: { latencies: { ${told} } }\nuntil: 3h`))
    expect(faults('promote-replica: 6m, zonal-shift: 1m')).toEqual([])
    expect(faults('promote-replca: 6m')).toEqual([
      expect.stringMatching(
        /^3:23: unknown key "promote-replca", did you mean "promote-replica"\? allowed: api-call, /,
      ),
    ])
  })
})

describe('the policy of a drill', () => {
  it('names no resource that the simulated cloud does not have: it is refused with its place, not left out', () => {
    const queue = '      queue: { type: lambda, function: { us-east-1: work, eu-west-1: work }, reserved: 10 }\n'
    expect(drillFaults(`${drillWith('until: 3h')}${queue}`)).toEqual([
      expect.stringMatching(/^19:22: type: found "lambda", allowed: in a drill what the simulated cloud has: route53-/),
    ])
  })
})

const KINDS = 'impair, lag, partition, capacity, release, controller, clock, operator'

describe('a drill that cannot be read or cannot be', () => {
  it.each([
    ['{ at: 0m, imapir: {} }', `4:15: unknown key "imapir", did you mean "impair"? allowed: ${KINDS}`],
    ['{ at: 0m }', `4:5: found none of its keys, allowed: one of ${KINDS}`],
    ['3', '4:5: events[0]: found 3, a number, allowed: a mapping'],
    [
      '{ at: -5m, lag: { database: orders, is: 45s } }',
      '4:11: at: found "-5m", allowed: an instant from minute 0 on, such as 0m, 90s or 2h',
    ],
    ['{ at: 3h, lag: { database: orders, is: 45s } }', '4:11: at: found 3 h, allowed: before the end, "until" at 3 h'],
    [
      '{ at: 1m, lag: { database: ordres, is: 45s } }',
      '4:32: database: found "ordres", did you mean "orders"? allowed: orders',
    ],
    [
      '{ at: 1m, impair: { service: ebs, zone: use1-az4, errors: 1% } }',
      '4:45: zone: found "use1-az4", did you mean "use1-az1"? allowed: use1-az1, use1-az2, euw1-az1, euw1-az2',
    ],
    [
      '{ at: 1m, impair: { service: ebs, region: eu-west-3, errors: 1% } }',
      '4:47: region: found "eu-west-3", did you mean "eu-west-1"? allowed: us-east-1, eu-west-1, us-west-2, eu-central-1',
    ],
    [
      '{ at: 1m, impair: { service: ebs, zone: use1-az1, region: us-east-1, hang: true } }',
      '4:55: impair: found both "zone" and "region", allowed: one of zone, region, global: true',
    ],
    [
      '{ at: 1m, impair: { service: ebs, zone: use1-az1 } }',
      '4:15: impair: found no effect, allowed: errors: 60%, latency: 30s, hang: true, or several of them',
    ],
    [
      '{ at: 1m, partition: { between: [us-east-1] } }',
      '4:37: between: found a list, allowed: two places, such as [us-west-2, us-east-1]',
    ],
    [
      '{ at: 1m, partition: { between: [store, store] } }',
      '4:45: between[1]: found "store", allowed: another place than the first',
    ],
    [
      '{ at: 1m, capacity: { region: eu-west-1, launches: some } }',
      '4:56: launches: found "some", allowed: refused, granted, or a percentage such as 30%',
    ],
    [
      '{ at: 1m, controller: { pause: leader } }',
      '4:27: pause: found no "for", allowed: how long it pauses, such as for: 30s',
    ],
    [
      '{ at: 1m, operator: { run: "--to eu-west-2" } }',
      '4:32: run: found "eu-west-2", did you mean "eu-west-1"? allowed: us-east-1, eu-west-1',
    ],
  ])('is told what is wrong with the event %s', (event, fault) => {
    expect(drillFaults(withEvent(event))).toEqual([fault])
  })

  it.each([
    ['{ do: failover, after: 2m, by: 1m }', '4:36: by: found 1 min, allowed: later than "after" at 2 min'],
    ['{ never: act, after: 2m, before: 2m }', '4:38: before: found 2 min, allowed: later than "after" at 2 min'],
    ['{ hold: steady, at: 4h }', '4:25: at: found 4 h, allowed: no later than the end, "until" at 3 h'],
    ['{ hold: replica-lagg, at: 1m }', expect.stringMatching(/^4:13: hold: .* did you mean "replica-lag"\? allowed: /)],
    ['{ moves: 1.5 }', '4:14: moves: found 1.5, a number, allowed: a whole number'],
    [
      '{ recovered: eu-west-2, by: 1m }',
      '4:18: recovered: found "eu-west-2", did you mean "eu-west-1"? allowed: us-east-1, eu-west-1',
    ],
    [
      '{ never_calls: { service: ebs, side: contrl } }',
      '4:42: side: found "contrl", did you mean "control"? allowed: data, control',
    ],
    ['{ do: fly, by: 1m }', '4:11: do: found "fly", allowed: evacuate, freeze, thaw, failover, switchover, failback'],
    [
      '{ lost_writes: many }',
      '4:20: lost_writes: found "many", allowed: a number of writes such as 0, or { at_most: 120 }, or { at_most: 3s }',
    ],
  ])('is told what is wrong with the expectation %s', (expected, fault) => {
    expect(drillFaults(withExpectation(expected))).toEqual([fault])
  })

  it('is told everything at once, also past a fault of another entry', () => {
    const text = drillWith(`sed: 2
world: { capacity: { eu-wst-1: 60% }, databases: { oders: {} } }
events:
  - { at: 1m, lag: { database: orders, is: lots } }
  - { at: 9h, lag: { database: orders, is: 1s } }
until: 3h`)
    expect(drillFaults(text)).toEqual([
      expect.stringMatching(/^3:1: unknown key "sed", did you mean "seed"\?/),
      '4:22: unknown key "eu-wst-1", did you mean "eu-west-1"? allowed: us-east-1, eu-west-1',
      '4:52: unknown key "oders", did you mean "orders"? allowed: orders',
      expect.stringMatching(/^6:44: is: found "lots", allowed: a duration/),
      '7:11: at: found 9 h, allowed: before the end, "until" at 3 h',
    ])
  })

  it.each([
    ['', ['1:1: the drill: found an empty file, allowed: a mapping that begins with version: 1']],
    [drillWith('policy: x\nuntil: 3h'), ['5:1: the key "policy" is given twice, allowed: once']],
    [
      'version: 1\ntitle: x\nuntil: 1h',
      ['1:1: missing key "policy", allowed: a path from this file, or one policy as a mapping'],
    ],
    [
      'version: 1\ntitle: x\nuntil: 1h\npolicy: [a, b]',
      ['4:9: policy: found a list, allowed: a path from this file, or one policy as a mapping'],
    ],
    [
      'version: 1\ntitle: x\nuntil: 1h\npolicy: gone.yaml',
      ['4:9: policy: there is no gone.yaml here, allowed: a path from this file, or one policy as a mapping'],
    ],
  ])('has one policy, and it can be read: %#', (text, faults) => {
    expect(drillFaults(text)).toEqual(faults)
  })

  it('has the faults of an inline policy at their places in the drill', () => {
    const text = drillWith('until: 3h').replace('role: standby', 'role: standbye')
    expect(drillFaults(text)).toEqual([
      expect.stringMatching(/^9:24: role: found "standbye", did you mean "standby"\? allowed: primary, standby$/),
    ])
  })

  it('has the faults of a policy beside it under that file’s name', () => {
    const found = loaded('version: 1\ntitle: x\nuntil: 1h\npolicy: shop.yaml\nseed: many', {
      types: resourceTypes,
      read: () => ({ is: 'text', file: 'drills/shop.yaml', text: 'version: 2' }),
    })
    expect(found).toMatchObject({
      is: 'faults',
      faults: [
        { file: 'day.yaml', line: 5 },
        ...Array.from({ length: 4 }, () => ({ file: 'drills/shop.yaml', line: 1 })),
      ],
    })
  })
})
