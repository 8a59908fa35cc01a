import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { audit } from '../../src/audit/audit.js'
import type {
  Backups,
  Certificate,
  Copy,
  Database,
  Fetched,
  Group,
  Listener,
  NameRecord,
} from '../../src/audit/estate.js'
import type { Controller, Facts } from '../../src/audit/facts.js'
import { mendText, type Severity } from '../../src/audit/finding.js'
import { RULES } from '../../src/audit/rules.js'
import type { Prospects } from '../../src/model/forecast.js'
import type { GaugeName, Reading } from '../../src/model/health.js'
import type { Policy } from '../../src/policy/policy.js'
import {
  AWAY,
  ESTATE,
  FACTS,
  FLIP_BY_RECORDS,
  HOME,
  MOVE,
  NOW,
  PROSPECTS,
  planOf,
  policyWith,
} from './fixtures/sound.js'

interface Planted {
  readonly facts?: Partial<Facts>
  readonly policy?: Policy
}
const [WRITER] = ESTATE.databases as readonly [Database]

const database = (change: Partial<Database>): Planted => ({
  facts: { estate: { ...ESTATE, databases: [{ ...WRITER, ...change }] } },
})
const backups = (change: Partial<Backups>): Planted =>
  database({ engine: 'postgres', backups: { ...WRITER.backups, is: 'on', ...change } })
const standby = (change: Partial<Group>): Planted => ({
  facts: {
    estate: { ...ESTATE, groups: ESTATE.groups.map((each) => (each.region === AWAY ? { ...each, ...change } : each)) },
  },
})
const record = (change: Partial<NameRecord>): Planted => ({
  facts: { estate: { ...ESTATE, records: ESTATE.records.map((each) => ({ ...each, ...change })) } },
})
const prospects = (change: Partial<Prospects>): Planted => ({
  facts: { outlooks: FACTS.outlooks.map((each) => ({ ...each, prospects: { ...PROSPECTS, ...change } })) },
})
const controller = (change: Partial<Controller>): Planted => ({
  facts: { controller: { ...FACTS.controller, ...change } },
})
const gauge = (name: GaugeName, reading: Reading): Planted => ({
  facts: {
    inspections: FACTS.inspections.map((seen) => ({
      ...seen,
      gauges: seen.gauges.map((each) => (each.name === name ? { ...each, reading } : each)),
    })),
  },
})
/** What alarms of the standby watch; those at home watch all. */
const alarms = (on: readonly string[]): Planted => ({
  facts: {
    estate: { ...ESTATE, alarms: ESTATE.alarms.map((each) => (each.region === AWAY ? { ...each, on } : each)) },
  },
})
/** Volumes of one StatefulSet at home. */
const claims = (...zones: readonly string[]): Planted => {
  const volumes = zones.map((zone, index) => ({
    id: `vol-${index}`,
    region: HOME,
    zone,
    sizeGib: 20,
    kubernetes: { claim: `search/data-index-${index}` },
  }))
  return { facts: { estate: { ...ESTATE, volumes } } }
}
const text = (from: string | RegExp, to: string): Planted => ({ policy: policyWith((all) => all.replace(from, to)) })

const FARGATE_TASK = { is: 'whole', says: 'tasks of Fargate', kind: 'Fargate', vcpus: 4, disks: [] } as const
const ON_EBS = [{ use: 'root', on: 'ebs', name: '/dev/xvda' }] as const

const fetching = (...fetches: readonly Fetched[]): Planted =>
  standby({ launch: { is: 'whole', says: 'tasks', disks: [], fetches } })

/** Whom the database of the standby admits. */
const door = (admits: readonly string[]): Planted => ({
  facts: {
    estate: {
      ...ESTATE,
      databases: ESTATE.databases.map((each) =>
        each.region === HOME ? each : { ...each, door: { port: 5_432, groups: ['sg-orders-eu'], admits } },
      ),
    },
  },
})

/** What the load balancer of the standby shows. */
function showing({
  certificates,
  ...rest
}: Partial<Omit<Listener, 'certificates'>> & { readonly certificates?: readonly Partial<Certificate>[] }): Planted {
  const changed = (of: Listener): Listener => ({
    ...{ ...of, ...rest },
    certificates: of.certificates.map((each) => ({ ...each, ...certificates?.[0] })),
  })
  const listeners = ESTATE.listeners.map((each) => (each.region === HOME ? each : changed(each)))
  return { facts: { estate: { ...ESTATE, listeners } } }
}

/** What each rule is to find: where, how grave, and a part of the evidence. */
const PLANTED: readonly (readonly [rule: string, severity: Severity, resource: string, evidence: string, Planted])[] = [
  ['database-without-backups', 'error', 'orders', 'keeps no continuous backups', backups({ is: 'off' })],
  ['backup-stale', 'error', 'orders', '1 h ago; 15 min is the limit', backups({ latest: NOW - 3_600_000 })],
  [
    'backup-not-copied',
    'error',
    'orders',
    'no other region has automated backups of orders',
    backups({ copiedTo: [] }),
  ],
  ['backup-retention-short', 'warning', 'orders', 'keeps 1 day of backups', backups({ retentionDays: 1 })],
  [
    ...(['replica-behind', 'error', 'orders', '40 s behind; the limit is 30 s'] as const),
    gauge('replica-lag-ms', { is: 'known', value: 40_000 }),
  ],
  [
    ...(['replica-behind', 'error', 'orders', 'is unknown: no metric'] as const),
    gauge('replica-lag-ms', { is: 'unknown', because: 'no metric' }),
  ],
  [
    ...([
      ...(['database-shut-to-standby', 'error', 'orders'] as const),
      'orders-eu in eu-west-1 lets in 10.0.0.0/16 at port 5432; web stands there in sg-web-eu-west-1, 10.1.0.0/20',
    ] as const),
    door(['10.0.0.0/16']),
  ],
  ['database-shut-to-standby', 'error', 'orders', 'lets in nobody at port 5432', door([])],
  [
    ...(['standby-too-small', 'error', 'web', 'eu-west-1 can serve 50 % of what the app needs'] as const),
    gauge('capacity-percent', { is: 'known', value: 50 }),
  ],
  ...(
    [
      ['warning', 'files-eu is 20 min behind files-us', { behindMs: 1_200_000 }],
      ['note', 'nobody measures how far files-eu is behind files-us', { isMeasured: false }],
    ] as const
  ).map(([severity, evidence, more]): (typeof PLANTED)[number] => [
    ...(['bucket-behind', severity, 'files', evidence] as const),
    { facts: { estate: { ...ESTATE, replications: ESTATE.replications.map((each) => ({ ...each, ...more })) } } },
  ]),
  ['standby-must-launch', 'warning', 'web', '2 would have to be launched', standby({ useful: 1 })],
  ['standby-must-launch', 'warning', 'web', 'launched; 1 of them are reserved', standby({ useful: 1, reserved: 1 })],
  ['standby-must-launch', 'note', 'web', 'launched; 2 of them are reserved', standby({ useful: 1, reserved: 9 })],
  [
    ...(['standby-quota-small', 'error', 'web', 'run 8 vCPUs of "Standard", and web wants 12 there'] as const),
    { facts: { estate: { ...ESTATE, quotas: ESTATE.quotas.map((each) => ({ ...each, vcpus: 8 })) } } },
  ],
  [
    ...(['standby-quota-small', 'error', 'web', 'run 8 vCPUs of "Fargate", and web wants 12 there'] as const),
    {
      facts: {
        estate: {
          ...ESTATE,
          groups: ESTATE.groups.map((group) => ({ ...group, by: 'fargate', launch: FARGATE_TASK })),
          quotas: [
            { region: AWAY, service: 'fargate', quota: 'L-3032A538', name: 'Fargate', vcpus: 8, resources: ['web'] },
          ],
        },
      },
    },
  ],
  ['standby-cannot-grow', 'error', 'web', 'may have 2, and 3 are needed', standby({ max: 2 })],
  [
    ...(['launch-incomplete', 'error', 'web', 'eu-west-1 has no image ami-1'] as const),
    standby({ launch: { is: 'missing', says: 'eu-west-1 has no image ami-1', disks: [] } }),
  ],
  ...(['image', 'secret', 'parameter', 'log'] as const).map((what): (typeof PLANTED)[number] => [
    ...(['tasks-fetch-from-region-left', 'error', 'web', `need the ${what} it of us-east-1`] as const),
    fetching({ what, name: 'it', region: HOME }),
  ]),
  [
    ...(['tasks-fetch-from-region-left', 'warning', 'web', 'need the secret it of us-west-2'] as const),
    fetching({ what: 'secret', name: 'it', region: 'us-west-2' }),
  ],
  ...(['image', 'secret', 'parameter'] as const).map((what): (typeof PLANTED)[number] => [
    ...(['tasks-need-missing', 'error', 'web', `tasks in eu-west-1 need the ${what} it, which does not`] as const),
    fetching({ what, name: 'it', region: AWAY, isMissing: true }),
  ]),
  ...(
    [
      ['app/web-eu-west-1/1 in eu-west-1 has no listener with TLS at port 443', { isSecure: false, port: 80 }],
      [
        'in eu-west-1 is for www.shop.example.com: shop.example.com',
        { certificates: [{ names: ['shop.example.com'] }] },
      ],
      [
        'is for www.shop.example.com: *.www.shop.example.com',
        { certificates: [{ names: ['*.www.shop.example.com'] }] },
      ],
      ['eu-west-1 for shop.example.com is EXPIRED', { certificates: [{ state: 'EXPIRED' }] }],
      ['eu-west-1 for shop.example.com has expired', { certificates: [{ expiresAt: NOW - 1 }] }],
      ['eu-west-1 for shop.example.com expires in 1 d', { certificates: [{ expiresAt: NOW + 86_400_000 }] }],
    ] as const
  ).map(([evidence, shown]): (typeof PLANTED)[number] => [
    'certificate-unfit',
    'error',
    'web',
    evidence,
    showing(shown),
  ]),
  ...(['a key of us-east-1', 'missing', 'PendingDeletion', 'Disabled'] as const).map(
    (state): (typeof PLANTED)[number] => [
      ...(['key-unusable', 'error', 'web'] as const),
      `volumes of web in eu-west-1: the key alias/shop is ${state === 'PendingDeletion' ? 'pending deletion' : state.toLowerCase()}`,
      { facts: { estate: { ...ESTATE, keys: ESTATE.keys.map((each) => ({ ...each, state })) } } },
    ],
  ),
  ['ttl-too-long', 'warning', 'front', 'may be kept for 5 min', record({ ttlMs: 300_000 })],
  ['record-without-health-check', 'error', 'front', 'A www: PRIMARY has no', record({ hasHealthCheck: false })],
  [
    ...(['flip-leans-on-region-left', 'error', 'front', 'record-weight needs route53/control@us-east-1'] as const),
    { facts: { outlooks: [{ move: MOVE, plan: planOf(FLIP_BY_RECORDS), objections: [], without: [] }] } },
  ],
  ['controller-in-region-watched', 'error', 'controller', 'runs in us-east-1', controller({ region: HOME })],
  ['store-in-region-watched', 'error', 'store', 'stands in us-east-1', controller({ store: `s3://acme-${HOME}/shop` })],
  [
    ...(['vantage-in-region-watched', 'error', 'observe', '"here" stands in eu-west-1; 1 of 2 vantages'] as const),
    text(/vantages: .*/, 'vantages: [us-west-2, here]'),
  ],
  ['single-vantage', 'warning', 'observe', 'one vantage only', text(/vantages: .*/, 'vantages: [us-west-2]')],
  [
    ...(['access-leans-on-region', 'error', 'aws', 'which us-east-1 must answer for'] as const),
    controller({ access: { kind: 'sso', region: HOME, says: 'the profile ops logs in' } }),
  ],
  [
    'region-in-one-zone',
    'warning',
    'eu-west-1',
    'euw1-az1 alone',
    text('[euw1-az1, euw1-az2, euw1-az3]', '[euw1-az1]'),
  ],
  ['group-in-one-zone', 'warning', 'web', 'stands in euw1-az1 alone', standby({ zones: ['euw1-az1'] })],
  ['database-in-one-zone', 'warning', 'orders', 'alone', database({ isMultiZone: false })],
  ...(['file system', 'search', 'stream'] as const).map((what): (typeof PLANTED)[number] => [
    ...(['store-in-one-zone', 'warning', 'shared'] as const),
    `the ${what} shared in us-east-1 stands in use1-az1 alone`,
    {
      facts: {
        estate: {
          ...ESTATE,
          stores: ESTATE.stores.map((each) => ({ ...each, what, zones: ['use1-az1'], isMultiZone: false })),
        },
      },
    },
  ]),
  ...(
    [
      ['the file system shared is in us-east-1 alone, and in none of eu-west-1', []],
      ['is in us-east-1 alone', [{ region: 'us-west-2', state: 'ENABLED', at: NOW }]],
      ['its copy in eu-west-1 is ERROR', [{ region: AWAY, state: 'ERROR', at: NOW }]],
      ['its copy in eu-west-1 was never whole', [{ region: AWAY, state: 'ENABLED' }]],
      ['its copy in eu-west-1 is of 31 min ago', [{ region: AWAY, state: 'ENABLED', at: NOW - 31 * 60_000 }]],
    ] satisfies readonly [string, readonly Copy[]][]
  ).map(([evidence, copies]): (typeof PLANTED)[number] => [
    ...(['store-not-copied', 'warning', 'shared', evidence] as const),
    { facts: { estate: { ...ESTATE, stores: ESTATE.stores.map((each) => ({ ...each, copies })) } } },
  ]),
  [
    ...(['standby-without-alarms', 'warning', 'orders'] as const),
    '2 alarms watch orders in us-east-1, and none orders-eu in eu-west-1',
    alarms(['web']),
  ],
  [
    ...(['standby-without-alarms', 'warning', 'web', '1 alarm watches web in us-east-1, and none web in'] as const),
    alarms(['orders-eu']),
  ],
  [
    ...(['claim-pinned-to-zone', 'warning', 'search/data-index'] as const),
    'all 2 volumes stand in use1-az1 of us-east-1',
    claims('use1-az1', 'use1-az1'),
  ],
  [
    ...(['claim-pinned-to-zone', 'warning', 'search/data-index'] as const),
    'the volume vol-0 stands in use1-az1 of us-east-1',
    claims('use1-az1'),
  ],
  [
    ...(['serving-on-ebs', 'warning', 'web', '67 % serves on when EBS hangs in use1-az1, 0 %'] as const),
    { facts: { estate: { ...ESTATE, machines: ESTATE.machines.map((each) => ({ ...each, disks: ON_EBS })) } } },
  ],
  ['writer-on-ebs', 'note', 'orders', 'keeps its data and logs on EBS', database({ engine: 'postgres', on: 'ebs' })],
  [
    ...(['automatic-without-guard', 'error', 'decide', 'standby_capacity is 0 %'] as const),
    text('automatic: [failover]', 'automatic: [failover], guards: { standby_capacity: 0% }'),
  ],
  [
    ...([
      'objective-out-of-reach',
      'warning',
      'report.objectives',
      'takes 4 min (3 min to 6 min), the objective',
    ] as const),
    prospects({ time: 'not' }),
  ],
  [
    ...(['objective-out-of-reach', 'warning', 'report.objectives', 'loses what the replica lags: more than'] as const),
    prospects({ loss: 'not' }),
  ],
  ['never-rehearsed', 'warning', 'eu-west-1', 'was never moved to eu-west-1', { facts: { moved: [] } }],
  [
    ...(['never-rehearsed', 'warning', 'eu-west-1', '31 d ago; the policy asks for once in 7 d'] as const),
    text('plan:', 'audit: { rehearsed_within: 7d }\nplan:'),
  ],
  [
    ...(['standby-never-served', 'note', 'eu-west-1', 'no share of the users is kept there'] as const),
    { ...text('trickle: 5%', 'trickle: 0%'), facts: { moved: [] } },
  ],
  [
    ...(['suppression-expired', 'warning', 'orders', 'ended on 2026-11-24; its reason was: soon'] as const),
    text(
      'plan:',
      'audit: { suppress: [{ rule: backup-stale, resource: orders, reason: soon, until: 2026-11-24 }] }\nplan:',
    ),
  ],
]

const found = ({ facts, policy = policyWith() }: Planted) => audit({ ...FACTS, ...facts }, policy, NOW)

describe('the rules', () => {
  it('find nothing in a sound app', () => {
    expect(found({})).toEqual([])
  })

  it.each(PLANTED)('%s is found, as %s of %s: %s', (rule, severity, resource, evidence, planted) => {
    const own = found(planted).filter((each) => each.rule === rule)
    expect(own).toEqual([expect.objectContaining({ severity, resource, evidence: expect.stringContaining(evidence) })])
    expect(own.map(({ mend }) => mendText(mend))).not.toContain('')
    // What looks like a command is one, and nothing else.
    for (const { mend } of own) {
      if (typeof mend === 'string') expect(mend).not.toMatch(/^(?:aws|failover) /)
      else expect(mend.run).toMatch(/^(?:aws [a-z0-9-]+ |failover )[^,()]*$/)
    }
  })

  it('find nothing of alarms where those of the standby could not be seen, or nobody has any', () => {
    const [home] = ESTATE.alarms
    expect(found({ facts: { estate: { ...ESTATE, alarms: home ? [home] : [] } } })).toEqual([])
    expect(found({ facts: { estate: { ...ESTATE, alarms: [] } } })).toEqual([])
  })

  it('find nothing in a workload whose volumes stand in several zones', () => {
    expect(found(claims('use1-az1', 'use1-az2'))).toEqual([])
  })

  it('find nothing in volumes whose claims nobody tells: which of them belong together is not known', () => {
    const unnamed = { id: 'vol-1', region: HOME, zone: 'use1-az1', sizeGib: 20, kubernetes: {} }
    expect(found({ facts: { estate: { ...ESTATE, volumes: [unnamed] } } })).toEqual([])
  })

  it('are each planted here, and each have a page of their own', () => {
    const ids = RULES.map(({ id }) => id)
    expect([...new Set(PLANTED.map(([rule]) => rule))].sort()).toEqual([...ids].sort())
    const others = ['of-drivers.md', 'README.md', 'aws-domain-rules.md']
    const pages = readdirSync(PAGES).filter((page) => !others.includes(page))
    expect(pages.sort()).toEqual(ids.map((id) => `${id}.md`).sort())
  })

  it.each(RULES)('$id: its page says what it is, why, and how to mend it', ({ id, severity, title, why }) => {
    const page = readFileSync(join(PAGES, `${id}.md`), 'utf8')
    expect(page.startsWith(`# ${id}\n`)).toBe(true)
    expect(page.toLowerCase()).toContain(title)
    expect(page).toContain(`**${severity}**`)
    expect(page).toContain(why)
    expect(page).toMatch(/## How to mend it\n\n\S/)
  })
})

const PAGES = join(import.meta.dirname, '../../docs/rules')

/** The names of rules in the drivers' checks, as they are written there. */
function rulesOfDrivers(): readonly string[] {
  const root = join(import.meta.dirname, '../../src')
  const files = readdirSync(join(root, 'providers/aws'), { recursive: true, encoding: 'utf8' })
  const texts = [
    ...files.filter((file) => file.endsWith('.ts')).map((file) => join('providers/aws', file)),
    'cli/rehearsal.ts',
  ]
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .filter((source) => source.includes('Finding'))
  const calls =
    /(?:say|error|warning|found|finding|note|unseen)\(\s*(?:(?:\w+\.)?resource,\s*|\w+,\s*say,\s*)?'([a-z0-9]+(?:-[a-z0-9]+)+)'|rule: '([a-z0-9-]+)'|finding\(\s*resource,\s*(?:'(?:error|warning|unknown)'|severityOf\(found\)),\s*'([a-z0-9-]+)'/g
  return [
    ...new Set(
      texts.flatMap((source) =>
        [...source.matchAll(calls)].map(([, called, named, found]) => called ?? named ?? found ?? ''),
      ),
    ),
  ]
}

describe('the page of what drivers find', () => {
  const page = readFileSync(join(PAGES, 'of-drivers.md'), 'utf8')
  it.each(rulesOfDrivers())('has %s', (rule) => {
    expect(page).toContain(`\n### ${rule}\n`)
  })

  it('links only to pages that are there', () => {
    const links = [...page.matchAll(/\]\(([a-z-]+\.md)\)/g)].map(([, link = '']) => link)
    expect(links.filter((link) => !existsSync(join(PAGES, link)))).toEqual([])
  })
})
