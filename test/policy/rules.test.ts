import { describe, expect, it } from 'vitest'
import { faultsIn, shopWith } from './fixtures/shop.js'

type Row = readonly [title: string, lines: { readonly [line: number]: string }, ...faults: readonly string[]]

const EAST = 'us-east-1: { role: primary, zones: [use1-az1, use1-az2] }'
const http = (rest: string): string => `    http: { probe: http, ${rest} }`

const REGIONS: readonly Row[] = [
  [
    'no primary',
    { 5: `  ${EAST.replace('primary', 'standby')}` },
    '4:1: regions: found no primary, allowed: exactly one',
  ],
  [
    'two primaries',
    { 6: '  eu-west-1: { role: primary, zones: [euw1-az1, euw1-az2] }' },
    '4:1: regions: found no standby, allowed: at least one',
    '6:22: role: found a second primary, allowed: one, and us-east-1 is it',
  ],
  ['no standby', { 6: '' }, '4:1: regions: found no standby, allowed: at least one'],
  [
    'a zone twice',
    { 5: '  us-east-1: { role: primary, zones: [use1-az1, use1-az1] }' },
    '5:49: zones: found "use1-az1" a second time, allowed: each zone once',
  ],
  [
    'a zone in two regions',
    { 6: '  eu-west-1: { role: standby, zones: [euw1-az1, use1-az2] }' },
    '6:49: zones: found "use1-az2" in us-east-1 as well, allowed: each zone once',
  ],
  [
    'a zone name',
    { 6: '  eu-west-1: { role: standby, zones: [euw1-az1, eu-west-1b] }' },
    '6:49: zones: found "eu-west-1b": this is a zone name; names are shuffled per account; give the zone id such as use1-az1',
  ],
  [
    'what is no zone',
    { 6: '  eu-west-1: { role: standby, zones: [euw1-az1, b] }' },
    '6:49: zones: found "b", allowed: a zone id such as use1-az1',
  ],
  [
    'a vantage within a region watched',
    { 9: '  vantages: [us-west-2, us-east-1]' },
    '9:25: vantages: found "us-east-1", allowed: places outside the regions watched, since a region that fails cannot judge itself',
  ],
  [
    'a vantage twice',
    { 9: '  vantages: [us-west-2, us-west-2]' },
    '9:25: vantages: found "us-west-2" a second time, allowed: each once, since each has one vote',
  ],
  [
    'a setting keyed by a region of another policy',
    { 3: 'world: aws', 15: '    orders: { type: rds-replica, instance: { us-east-1: a, eu-west-2: b } }' },
    '15:60: instance: found "eu-west-2", did you mean "eu-west-1"? allowed: us-east-1, eu-west-1',
  ],
  [
    'a drill to a region of another policy',
    { 12: 'drills: [{ to: eu-west-2, cron: "0 10 * * 2" }]' },
    '12:16: to: found "eu-west-2", did you mean "eu-west-1"? allowed: us-east-1, eu-west-1',
  ],
  [
    'two drills under one name',
    { 12: 'drills: [{ to: eu-west-1, cron: "0 10 * * 2" }, { to: eu-west-1, cron: "0 10 * * 4" }]' },
    '12:55: name: found "to-eu-west-1" a second time, allowed: a name of its own for each drill',
  ],
  [
    'a drill that never comes, in a time zone that is none',
    { 12: 'drills: [{ to: eu-west-1, cron: "0 10 30 2 *", time_zone: Europe/Dublln }]' },
    '12:33: cron: found "0 10 30 2 *", allowed: a cron schedule of five fields, such as "0 16 * * FRI" (it never comes)',
    '12:59: time_zone: found "Europe/Dublln", allowed: a time zone such as Europe/Paris (Invalid time zone specified: Europe/Dublln)',
  ],
  [
    'too many zones wanted for a region',
    { 12: 'decide: { region_impaired_when: { zones: 3 } }' },
    '12:42: zones: found 3, a number, allowed: 1 to 2, the zones of the smallest region',
  ],
]

const OBSERVE: readonly Row[] = [
  [
    'a quorum above the vantages',
    { 8: '  quorum: 3' },
    '8:11: quorum: found 3, a number, allowed: 1 to 2, the number of vantages',
  ],
  ['no signal', { 10: '  signals: {}', 11: '' }, '10:3: signals: found none, allowed: at least one'],
  [
    'a timeout as long as the interval',
    { 11: http('url: "http://{endpoint}/", timeout: 10s') },
    '11:62: timeout: found 10 s, allowed: less than "every", 10 s',
  ],
  [
    'quick looks slower than the interval',
    { 8: '  confirm: { times: 2, every: 20s }' },
    '8:31: every: found 20 s, allowed: less than "every", 10 s',
  ],
  [
    'evidence that cannot be fresh',
    { 12: 'decide: { guards: { evidence: 10s } }' },
    '12:31: evidence: found 10 s, allowed: more than "every", 10 s, or no evidence is ever fresh',
  ],
  [
    'an unknown place in a target',
    { 11: http('url: "http://{zoen}.x/"') },
    '11:31: url: found "{zoen}", did you mean "{zone}"? allowed: {zone}, {region}, {endpoint}',
  ],
  [
    'a place left open',
    { 11: http('url: "http://{zone/"') },
    '11:31: url: found "{zone/", did you mean "{zone}"? allowed: {zone}, {region}, {endpoint}',
  ],
  [
    'a zone in a signal of a region',
    { 11: http('url: "http://{zone}.x/", per: region') },
    '11:31: url: found "{zone}", allowed: {region}, {endpoint}; a signal asked once for each region has no zone',
  ],
  [
    'a URL of another kind',
    { 11: http('url: "ftp://{endpoint}/"') },
    '11:31: url: found "ftp://{endpoint}/", allowed: a URL of http: or https:',
  ],
  [
    'a target without a port',
    { 11: '    db: { probe: tcp, target: "{zone}.x" }' },
    '11:31: target: found "{zone}.x", allowed: a host and a port, as in db.example.com:5432',
  ],
  [
    'a target with no such port',
    { 11: '    db: { probe: tcp, target: "{zone}.x:65536" }' },
    '11:31: target: found "{zone}.x:65536", allowed: a host and a port, as in db.example.com:5432',
  ],
]

const DECIDE: readonly Row[] = [
  [
    'a freeze window that ends before it begins',
    { 12: 'decide:\n  freeze_windows:\n    - { from: 2026-12-24T00:00:00Z, to: 2026-12-23T00:00:00Z, why: x }' },
    '14:41: to: found no later than "from", allowed: an instant after it',
  ],
  [
    'a resource type of another world',
    { 15: '    web: { type: autoscaling-group, group: { us-east-1: web }, capacity: 1 }' },
    '15:18: type: found "autoscaling-group", which is for the world aws, in a policy for local, allowed: exec-action, http-action, app-servers, dns-record, postgres',
  ],
]

describe.each([
  ['regions', REGIONS],
  ['observe', OBSERVE],
  ['decide and plan', DECIDE],
])('the rules of %s', (_, rows) => {
  it.each(rows)('refuse %s', (_title, lines, ...faults) => expect(faultsIn(shopWith(lines))).toEqual(faults))
})

describe('a rule that would miss what is faulty', () => {
  it.each<Row>([
    [
      'roles',
      { 5: '  us-east-1: { role: prim, zones: [use1-az1, use1-az2] }' },
      '5:22: role: found "prim", allowed: primary, standby',
    ],
    [
      'zones of the smallest region',
      { 5: '  us-east-1: { role: primary, zones: all }', 12: 'decide: { region_impaired_when: { zones: 4 } }' },
      '5:38: zones: found "all", allowed: a list',
    ],
    [
      'signals',
      { 11: '    http: { probe: http, url: [] }' },
      '11:31: url: found an empty list, allowed: a URL such as "https://{zone}.shop.example.com/healthz"',
    ],
    [
      'quorum',
      { 8: '  quorum: 4', 9: '  vantages: [us-west-2, 7]' },
      '9:25: vantages[1]: found 7, a number, allowed: a region or host such as us-west-2',
    ],
    ['worlds', { 3: 'world: loca' }, '3:8: world: found "loca", did you mean "local"? allowed: aws, local'],
  ])('keeps silent: %s', (_title, lines, ...faults) => expect(faultsIn(shopWith(lines))).toEqual(faults))
})
