import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { formatFault, load } from '../../src/policy/load.js'
import { resourceTypes } from '../../src/providers/registry.js'
import { faultsIn, policyIn, SHOP, shopWith, TYPES } from './fixtures/shop.js'

const shipped = (name: string): string => readFileSync(join(import.meta.dirname, '../../policies', name), 'utf8')

describe('the shipped policies', () => {
  it('local.yaml is for the local cloud, may act by itself, and is set to be watched in seconds', () => {
    const policy = policyIn(shipped('local.yaml'))
    expect(policy).toMatchObject({ app: 'shop', world: 'local' })
    expect(policy.store).toBeUndefined()
    expect(policy.regions.map(({ region, role, zones }) => `${region} ${role} ${zones.join(' ')}`)).toEqual([
      'us-east-1 primary use1-az1 use1-az2 use1-az4',
      'eu-west-1 standby euw1-az1 euw1-az2 euw1-az3',
    ])
    expect(policy.observe).toMatchObject({ everyMs: 1_000, quorum: 2, confirm: { times: 3, everyMs: 100 } })
    expect(policy.observe.signals).toEqual([
      expect.objectContaining({ name: 'http', per: 'zone', tells: 'domain', timeoutMs: 500 }),
      expect.objectContaining({ name: 'writes', per: 'region', tells: 'postgres', timeoutMs: 700 }),
    ])
    expect(policy.decide).toMatchObject({
      automatic: ['evacuate', 'failover'],
      regionImpairedWhen: { zones: 2, planes: ['postgres'] },
      guards: { replicaLagMs: 5_000, disturbanceMs: 1_000, partitionMs: 2_000, cooldownMs: 10_000 },
    })
    expect(policy.plan.unreachableWriter).toBe('promote')
    expect(policy.plan.resources).toEqual([
      { name: 'front', type: 'dns-record', settings: { name: 'www.shop.test', ttlMs: 2_000 } },
      { name: 'web', type: 'app-servers', settings: { capacity: 12 } },
      { name: 'orders', type: 'postgres', settings: { database: 'shop' } },
    ])
    expect(policy.report.objectives).toEqual({ recoveryTimeMs: 30_000, recoveryPointMs: 5_000 })
  })

  it('storefront.yaml is for AWS', () => {
    const policy = policyIn(shipped('storefront.yaml'))
    expect(policy).toMatchObject({
      app: 'storefront',
      world: 'aws',
      store: 'file:/var/lib/failover/storefront',
      assess: { impairedAfter: 3, healthyAfter: 10 },
      plan: { avoid: ['ebs'], unreachableWriter: 'hold' },
    })
    expect(policy.observe.signals).toEqual([
      expect.objectContaining({ name: 'http', probe: 'http', timeoutMs: 2_000, maxBodyBytes: 65_536 }),
      {
        ...{ name: 'ebs', watch: 'ebs', per: 'zone', tells: 'ebs', timeoutMs: 2_000, quorum: 1 },
        tag: { key: 'failover:app', value: 'storefront' },
      },
    ])
    expect(policy.decide.freezeWindows).toEqual([
      {
        kind: 'span',
        from: Date.UTC(2026, 11, 24),
        to: Date.UTC(2026, 11, 27),
        why: 'the Christmas change freeze',
      },
      {
        kind: 'schedule',
        cron: '0 2 * * SUN',
        forMs: 3_600_000,
        timeZone: 'Europe/Dublin',
        why: 'the weekly rehearsal of the standby',
      },
    ])
    expect(policy.plan.resources.map(({ settings }) => settings)).toMatchObject([
      { zone: 'shop.example.com', name: 'www', by: ['health-switch', 'record-weight'] },
      { group: { 'us-east-1': 'web', 'eu-west-1': 'web' }, capacity: 12 },
      { instance: { 'us-east-1': 'orders', 'eu-west-1': 'orders-eu' } },
    ])
  })

  it.each(['local.yaml', 'storefront.yaml'])('%s names its schema for editors on its first line', (name) => {
    expect(shipped(name).split('\n')[0]).toBe('# yaml-language-server: $schema=./schema.json')
  })
})

describe('what a policy leaves out', () => {
  it('takes the sober defaults of the laws', () => {
    expect(policyIn(SHOP)).toEqual({
      version: 1,
      app: 'shop',
      world: 'local',
      regions: [
        { region: 'us-east-1', role: 'primary', zones: ['use1-az1', 'use1-az2'], fate: 'us-east-1' },
        { region: 'eu-west-1', role: 'standby', zones: ['euw1-az1', 'euw1-az2', 'euw1-az3'], fate: 'eu-west-1' },
      ],
      observe: {
        everyMs: 10_000,
        jitterPercent: 10,
        vantages: ['us-west-2', 'eu-central-1'],
        quorum: 2,
        confirm: { times: 0, everyMs: 500 },
        signals: [
          {
            ...{ name: 'http', probe: 'http', target: 'http://{endpoint}/healthz', method: 'GET', status: [200] },
            ...{ per: 'zone', tells: 'domain', timeoutMs: 2_000 },
          },
        ],
      },
      assess: { impairedAfter: 3, healthyAfter: 10 },
      decide: {
        automatic: [],
        regionImpairedWhen: { zones: 2, planes: [] },
        guards: {
          ...{ replicaLagMs: 30_000, standbyCapacityPercent: 80, cooldownMs: 1_800_000, directionMs: 14_400_000 },
          ...{ holdDownMs: 3_600_000, disturbanceMs: 60_000, partitionMs: 300_000, evidenceMs: 30_000 },
          handPercent: 34,
        },
        freezeWindows: [],
      },
      plan: {
        avoid: ['ebs'],
        forbid: [],
        unreachableWriter: 'hold',
        traffic: { stages: [100], settleMs: 30_000, inFailover: 'at-once', tricklePercent: 0 },
        resources: [{ name: 'orders', type: 'postgres', settings: { database: 'shop' } }],
      },
      verify: {
        servedBy: 'x-served-by',
        resolvers: [],
        nameServers: [],
        stragglersPercent: 5,
        stragglerPatienceMs: 600_000,
      },
      aws: { fips: false, dualStack: false },
      report: { objectives: { recoveryTimeMs: 300_000, recoveryPointMs: 30_000 } },
      audit: { suppress: [], rehearsedWithinMs: 90 * 86_400_000 },
      drills: [],
    })
  })

  it('is for AWS unless it says otherwise, and keeps its journal in a file then', () => {
    const policy = policyIn(shopWith({ 3: '', 13: '', 14: '', 15: '' }))
    expect(policy).toMatchObject({ world: 'aws', store: 'file:.failover/shop' })
  })

  it('has one vantage, here, whose word is enough, when none is named', () => {
    expect(policyIn(shopWith({ 9: '' })).observe).toMatchObject({ vantages: ['here'], quorum: 1 })
  })

  it('waits half of a short interval for an answer', () => {
    expect(policyIn(shopWith({ 8: '  every: 1s' })).observe.signals[0]).toMatchObject({ timeoutMs: 500 })
  })

  it.each([
    [1, 1],
    [2, 2],
    [3, 2],
    [4, 3],
    [5, 3],
    [6, 4],
  ])('of %d zones in its smallest region takes %d for the region', (zones, most) => {
    const ids = Array.from({ length: zones }, (_, index) => `use1-az${index + 1}`)
    const west = '  eu-west-1: { role: standby, zones: [euw1-az1, euw1-az2, euw1-az3, euw1-az4, euw1-az5, euw1-az6] }'
    const text = shopWith({ 5: `  us-east-1: { role: primary, zones: [${ids.join(', ')}] }`, 6: west })
    expect(policyIn(text).decide.regionImpairedWhen.zones).toBe(most)
  })
})

describe('signals', () => {
  const signal = (text: string) => policyIn(shopWith({ 11: `    it: ${text}` })).observe.signals[0]
  const common = { name: 'it', per: 'zone', tells: 'domain', timeoutMs: 2_000 }

  it.each([
    ['{ probe: tcp, target: "{endpoint}" }', { ...common, probe: 'tcp', target: '{endpoint}' }],
    [
      '{ probe: tls, target: "{zone}.example.com:443", server_name: example.com, per: zone, timeout: 1s }',
      {
        ...{ ...common, probe: 'tls', target: '{zone}.example.com:443', serverName: 'example.com', timeoutMs: 1_000 },
        expiresAfterMs: 604_800_000,
      },
    ],
    [
      '{ probe: dns, target: "[::1]:53", name: www.example.com, type: SOA, per: region, tells: dns }',
      {
        ...{ ...common, probe: 'dns', target: '[::1]:53', query: 'www.example.com', type: 'SOA' },
        ...{ per: 'region', tells: 'dns' },
      },
    ],
    [
      '{ probe: http, url: "https://x.example/", method: HEAD, status: [200, 204], body: fine, max_body: 1KiB }',
      {
        ...{ ...common, probe: 'http', target: 'https://x.example/', method: 'HEAD', status: [200, 204] },
        ...{ body: 'fine', maxBodyBytes: 1_024 },
      },
    ],
    ['{ probe: tcp, target: "{endpoint}", quorum: 1 }', { ...common, probe: 'tcp', target: '{endpoint}', quorum: 1 }],
  ])('reads %s', (text, expected) => expect(signal(text)).toEqual(expected))
})

describe('faults', () => {
  it('come all at once, whatever kind they are, in the order of the text', () => {
    const text = shopWith({
      2: 'app: The Shop',
      5: '  us-east-1: { role: primry, zones: [us-east-1a, use1-az2] }',
      8: '  evry: 10s',
      9: '  vantages: [us-west-2, eu-west-1]\n  quorum: 3',
      15: '    orders: { type: postgre }\n    web: { type: rds-replica, instance: { us-east-2: web } }',
    })
    expect(faultsIn(text)).toEqual([
      '2:6: app: found "The Shop", allowed: a name of small letters, digits, - and _, such as orders',
      '5:22: role: found "primry", did you mean "primary"? allowed: primary, standby',
      '5:38: zones: found "us-east-1a": this is a zone name; names are shuffled per account; give the zone id such as use1-az1',
      '8:3: unknown key "evry", did you mean "every"? allowed: every, jitter, vantages, quorum, confirm, signals, endpoints, vantage_function',
      '9:25: vantages: found "eu-west-1", allowed: places outside the regions watched, since a region that fails cannot judge itself',
      '10:11: quorum: found 3, a number, allowed: 1 to 2, the number of vantages',
      `16:21: type: found "postgre", did you mean "postgres"? allowed: ${TYPES}`,
      '17:18: type: found "rds-replica", which is for the world aws, in a policy for local, allowed: exec-action, http-action, app-servers, dns-record, postgres',
      '17:43: instance: found "us-east-2", did you mean "us-east-1"? allowed: us-east-1, eu-west-1',
    ])
  })

  it('within a list do not hide those elsewhere', () => {
    const text = shopWith({
      8: '  quorum: 3',
      12: 'decide:\n  freeze_windows:\n    - { cron: "0 2 * * *", fro: 1h, for: 1h, why: x }',
    })
    expect(faultsIn(text)).toEqual([
      '8:11: quorum: found 3, a number, allowed: 1 to 2, the number of vantages',
      '14:28: unknown key "fro", did you mean "for"? allowed: cron, for, time_zone, why',
    ])
  })

  it('are written as file:line:column: message', () => {
    const loaded = load('version: 2', 'dir/my.yaml', resourceTypes)
    expect(loaded.is === 'faults' ? loaded.faults.map(formatFault) : []).toContain(
      'dir/my.yaml:1:10: version: found 2, a number, allowed: 1',
    )
  })

  it('names every key that is missing at the mapping that misses it', () => {
    expect(faultsIn('{}')).toEqual([
      '1:1: missing key "version", allowed: 1',
      '1:1: missing key "app", allowed: a name of small letters, digits, - and _, such as orders',
      '1:1: missing key "regions", allowed: a mapping',
      '1:1: missing key "observe", allowed: a mapping of every, jitter, vantages, quorum, confirm, signals, endpoints, vantage_function',
    ])
  })
})
