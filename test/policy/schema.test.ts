import { describe, expect, it } from 'vitest'
import { faultsIn, shopWith, TYPES } from './fixtures/shop.js'

type Row = readonly [title: string, lines: { readonly [line: number]: string }, fault: string]
const guards = (text: string) => ({ 12: `decide: { guards: { ${text} } }` })
const signal = (text: string) => ({ 11: `    it: ${text}` })
const window = (text: string) => ({ 12: `decide: { freeze_windows: [{ ${text}, why: x }] }` })
const resource = (text: string) => ({ 15: `    it: ${text}` })

const KEYS: readonly Row[] = [
  [
    'an unknown key with a near one',
    { 8: '  evry: 10s' },
    '8:3: unknown key "evry", did you mean "every"? allowed: every, jitter, vantages, quorum, confirm, signals, endpoints, vantage_function',
  ],
  [
    'an unknown key with none near',
    guards('mood: 1'),
    '12:21: unknown key "mood", allowed: replica_lag, standby_capacity, cooldown, direction, hold_down, disturbance, partition, evidence, hand',
  ],
  [
    'an unknown key at the top',
    { 12: 'decde: {}' },
    '12:1: unknown key "decde", did you mean "decide"? allowed: version, app, world, regions, store, observe, assess, decide, plan, verify, aws, drills, report, audit',
  ],
  [
    'a missing key',
    { 2: '' },
    '1:1: missing key "app", allowed: a name of small letters, digits, - and _, such as orders',
  ],
  [
    'a missing choice',
    { 5: '  us-east-1: { zones: [use1-az1, use1-az2] }' },
    '5:14: missing key "role", allowed: primary, standby',
  ],
  [
    'a bad name',
    { 14: '  resources:\n    My Orders: { type: postgres }', 15: '' },
    '15:5: resources: found "My Orders", allowed: a name of small letters, digits, - and _, such as orders',
  ],
  [
    'a bad region',
    { 4: 'regions:\n  useast1: { role: standby, zones: [use2-az1] }' },
    '5:3: regions: found "useast1", allowed: a region code such as eu-west-1',
  ],
]

const VALUES: readonly Row[] = [
  ['another version', { 1: 'version: "1"' }, '1:10: version: found "1", allowed: 1'],
  [
    'a near miss of a choice',
    { 12: 'decide: { automatic: [failver] }' },
    '12:23: automatic[0]: found "failver", did you mean "failover"? allowed: evacuate, freeze, failover',
  ],
  [
    'a move only people make',
    { 12: 'decide: { automatic: [switchover] }' },
    '12:23: automatic[0]: found "switchover", allowed: evacuate, freeze, failover',
  ],
  [
    'a list for a mapping',
    { 12: 'decide: []' },
    '12:9: decide: found an empty list, allowed: a mapping of automatic, region_impaired_when, guards, freeze_windows',
  ],
  ['a scalar for a list', { 9: '  vantages: here' }, '9:13: vantages: found "here", allowed: a list'],
  ['nothing for a mapping', { 12: 'report:' }, '12:8: report: found nothing, allowed: a mapping of objectives'],
  ['an empty list', { 9: '  vantages: []' }, '9:13: vantages: found an empty list, allowed: a list that is not empty'],
  [
    'too small a number',
    { 12: 'assess: { impaired_after: 0 }' },
    '12:27: impaired_after: found 0, a number, allowed: 1 or more',
  ],
  [
    'too large a number',
    { 12: 'assess: { impaired_after: 1e4 }' },
    '12:27: impaired_after: found 10000, a number, allowed: 1000 or less',
  ],
  ['a broken number', { 8: '  quorum: 1.5' }, '8:11: quorum: found 1.5, a number, allowed: a whole number'],
  [
    'a store of another kind',
    { 12: 'store: s4://bucket' },
    '12:8: store: found "s4://bucket", allowed: file:PATH, s3://BUCKET/PREFIX or dynamodb://TABLE',
  ],
]

const UNITS: readonly Row[] = [
  [
    'a duration without a unit',
    { 8: '  every: 10' },
    '8:10: every: found 10, a number, allowed: a duration from 100 ms to 1 h, such as 250ms, 2s, 1m30s',
  ],
  [
    'a duration out of bounds',
    { 8: '  every: 5ms' },
    '8:10: every: found "5ms", allowed: a duration from 100 ms to 1 h, such as 250ms, 2s, 1m30s',
  ],
  [
    'a duration in other words',
    guards('cooldown: half an hour'),
    '12:31: cooldown: found "half an hour", allowed: a duration from 0 ms to 366 d, such as 250ms, 2s, 1m30s, 2h',
  ],
  [
    'a bare percentage',
    guards('standby_capacity: 80'),
    '12:39: standby_capacity: found 80, a number, allowed: a percentage from 0 % to 1000 %, such as 80%, 12.5%',
  ],
  [
    'a percentage out of bounds',
    guards('hand: 101%'),
    '12:27: hand: found "101%", allowed: a percentage from 1 % to 100 %, such as 80%, 12.5%',
  ],
  [
    'a bare size',
    signal('{ probe: http, url: "http://x/", max_body: 65536 }'),
    '11:52: max_body: found 65536, a number, allowed: a size from 1 B to 16 MiB, such as 64KiB, 1MB',
  ],
]

const FORMS: readonly Row[] = [
  [
    'an unknown probe',
    signal('{ probe: htp, url: x }'),
    '11:18: probe: found "htp", did you mean "http"? allowed: http, tcp, tls, dns',
  ],
  [
    'a signal without a kind',
    signal('{ url: x }'),
    '11:9: missing key "probe", allowed: http, tcp, tls, dns, or the key "watch" instead',
  ],
  [
    'a mistyped kind',
    signal('{ prob: http }'),
    '11:11: unknown key "prob", did you mean "probe"? allowed: probe, watch',
  ],
  ['a signal that is no mapping', signal('http'), '11:9: it: found "http", allowed: a mapping'],
  [
    'a key of another probe',
    signal('{ probe: tcp, target: "x:1", url: x }'),
    '11:38: unknown key "url", allowed: probe, target, per, tells, quorum, timeout',
  ],
  [
    'an unknown service',
    { 12: 'plan: { forbid: [ebss] }', 13: '', 14: '', 15: '' },
    '12:18: forbid[0]: found "ebss", did you mean "ebs"? allowed: ec2, ebs, elb, rds, aurora, dynamodb, elasticache, s3, route53, arc, iam, sts, cloudwatch, autoscaling, zonal-shift, global-accelerator, lambda, ecs, eks, network, power, postgres, dns, compute',
  ],
  [
    'a bad cron',
    window('cron: "61 * * * *", for: 1h'),
    '12:36: cron: found "61 * * * *", allowed: a cron schedule of five fields, such as "0 16 * * FRI" (Invalid value for minute: 61)',
  ],
  [
    'a cron of seconds',
    window('cron: "0 0 16 * * FRI", for: 1h'),
    '12:36: cron: found "0 0 16 * * FRI", allowed: a cron schedule of five fields, such as "0 16 * * FRI" (it has 6 fields)',
  ],
  [
    'a cron that never comes',
    window('cron: "0 0 30 2 *", for: 1h'),
    '12:36: cron: found "0 0 30 2 *", allowed: a cron schedule of five fields, such as "0 16 * * FRI" (it never comes)',
  ],
  [
    'a time zone there is not',
    window('cron: "0 2 * * *", for: 1h, time_zone: Mars/X'),
    '12:69: time_zone: found "Mars/X", allowed: a time zone such as Europe/Paris (Invalid time zone specified: Mars/X)',
  ],
  [
    'a day there is not',
    window('from: 2026-02-30T00:00:00Z, to: 2026-03-01T00:00:00Z'),
    '12:36: from: found "2026-02-30T00:00:00Z", allowed: an instant with its offset, such as 2026-12-24T00:00:00Z',
  ],
  [
    'an instant without its offset',
    window('from: 2026-02-01T00:00:00, to: 2026-03-01T00:00:00Z'),
    '12:36: from: found "2026-02-01T00:00:00", allowed: an instant with its offset, such as 2026-12-24T00:00:00Z',
  ],
  [
    'a schedule without a length',
    window('cron: "0 2 * * *"'),
    '12:28: missing key "for", allowed: a duration from 1 min to 366 d, such as 1m30s, 2h',
  ],
  [
    'an unknown resource type',
    resource('{ type: dns-recrod }'),
    `15:17: type: found "dns-recrod", did you mean "dns-record"? allowed: ${TYPES}`,
  ],
  ['a resource without a type', resource('{ name: x }'), `15:9: missing key "type", allowed: ${TYPES}`],
  [
    'an unknown setting',
    resource('{ type: postgres, databse: x }'),
    '15:27: unknown key "databse", did you mean "database"? allowed: database',
  ],
  ['a missing setting', resource('{ type: app-servers }'), '15:9: missing key "capacity", allowed: a whole number'],
  [
    'a bad setting',
    resource('{ type: dns-record, name: "www shop" }'),
    '15:35: name: found "www shop", allowed: a domain name such as shop.example.com',
  ],
]

describe.each([
  ['keys', KEYS],
  ['values', VALUES],
  ['units', UNITS],
  ['forms', FORMS],
])('%s', (_, rows) => {
  it.each(rows)('%s is told with its place and what is allowed', (_title, lines, fault) =>
    expect(faultsIn(shopWith(lines))).toEqual([fault]),
  )
})
