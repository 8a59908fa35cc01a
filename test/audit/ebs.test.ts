import { describe, expect, it } from 'vitest'
import { ebsOf } from '../../src/audit/ebs.js'
import { forDatabase, forKind, withDisks } from '../../src/audit/ebs-alternative.js'
import { ebsText, scoreRows, thingRows } from '../../src/audit/ebs-text.js'
import type { Database, Disk, Estate, Group, Machine, MachineKind } from '../../src/audit/estate.js'
import { EMPTY_ESTATE } from '../../src/audit/estate.js'
import { AWAY, FACTS, HOME, policyWith } from './fixtures/sound.js'

const root = (on: Disk['on']): Disk => ({ use: 'root', on, name: '/dev/xvda' })
const data = (on: Disk['on']): Disk => ({ use: 'data', on, name: '/dev/xvdb' })
const machine = (id: string, zone: string, ...disks: readonly Disk[]): Machine => ({
  ...{ id, region: HOME, zone, kind: 'm5.large', resource: 'web', disks },
})
const ORDERS: Database = {
  ...{ resource: 'orders', id: 'orders', region: HOME, engine: 'postgres', on: 'ebs', role: 'writer' },
  ...{ zones: ['use1-az1'], isMultiZone: false },
}
const kind = (of: string, storeGb: number, memoryMib = 8_192, mayRootOnStore = false): MachineKind => ({
  ...{ kind: of, vcpus: 2, memoryMib, storeGb, mayRootOnStore },
})

/**
 * Worked out by hand. Four machines of `web`, three of which need EBS: a and d in az1, b in az2. Without EBS in az1 two of
 * four are left (50 %), in az2 three (75 %), in the region c alone (25 %). `api` is six tasks of Fargate and loses none. The
 * weaker tier counts: 50 % and 25 %. The writer is a single instance in az1: without EBS there no write is taken.
 */
const MIXED: Estate = {
  ...EMPTY_ESTATE,
  machines: [
    machine('i-a', 'use1-az1', root('ebs')),
    machine('i-b', 'use1-az2', root('ebs'), data('ebs')),
    machine('i-c', 'use1-az4', root('store')),
    machine('i-d', 'use1-az1', root('store'), data('ebs')),
  ],
  groups: [
    {
      ...{ resource: 'web', name: 'web', region: HOME, by: 'autoscaling', desired: 4, useful: 4, zones: [] },
      launch: { is: 'whole', says: 'launch template web', kind: 'm5.large', disks: [root('ebs')] },
    },
    {
      ...{ resource: 'api', name: 'api', region: HOME, by: 'fargate', desired: 6, useful: 6, zones: [] },
      launch: { is: 'whole', says: 'tasks of Fargate', kind: 'Fargate', disks: [] },
    },
  ],
  databases: [
    ORDERS,
    {
      ...{ resource: 'carts', id: 'carts', region: HOME, engine: 'dynamodb', on: 'distributed', role: 'writer' },
      ...{ zones: [], isMultiZone: true },
    },
  ],
  volumes: [{ id: 'vol-1', region: HOME, zone: 'use1-az1', sizeGib: 100 }],
  kinds: [kind('m5.large', 0), kind('m5d.large', 75), kind('m5dn.large', 75, 16_384)],
}
const report = (estate: Estate) => ebsOf({ ...FACTS, estate }, policyWith())

describe('the score', () => {
  it('of a mixed account is what it is by hand', () => {
    const [home, away] = report(MIXED).scores
    expect(home).toEqual({
      region: HOME,
      tiers: [
        { resource: 'web', zone: 50, worstZone: 'use1-az1', region: 25 },
        { resource: 'api', zone: 100, worstZone: 'use1-az1', region: 100 },
      ],
      serving: { zone: 50, worstZone: 'use1-az1', region: 25 },
      writing: { zone: 0, worstZone: 'use1-az1', region: 0 },
    })
    expect(away).toEqual({ region: AWAY, tiers: [] })
  })

  it('of a Multi-AZ writer in a zone is that of the capacity before it, and in the region it takes none', () => {
    const multi = { ...ORDERS, zones: ['use1-az1', 'use1-az2'], isMultiZone: true }
    expect(report({ ...MIXED, databases: [multi] }).scores[0]?.writing).toEqual({
      ...{ zone: 50, worstZone: 'use1-az1', region: 0 },
    })
  })

  it('spreads capacity evenly whose zones nobody tells, and takes what is not known for EBS', () => {
    const tasks: Group = {
      ...{ resource: 'api', name: 'api', region: HOME, by: 'ecs-on-ec2', desired: 6, useful: 6, zones: [] },
      launch: { is: 'unknown', says: 'its instances are not named', disks: [root('ebs')] },
    }
    expect(report({ ...EMPTY_ESTATE, groups: [tasks] }).scores[0]?.serving).toMatchObject({ zone: 67, region: 0 })
  })

  it('is not made up where nothing was seen', () => {
    expect(report(EMPTY_ESTATE).scores[0]).toEqual({ region: HOME, tiers: [] })
    expect(scoreRows(report(EMPTY_ESTATE))[0]).toEqual([HOME, 'its worst zone', 'not known', 'not known'])
  })

  it('counts nobody twice: what a tag alone found is a tier of its own', () => {
    const { resource: _, ...loose } = machine('i-x', 'use1-az1', root('ebs'))
    const tiers = report({ ...MIXED, machines: [...MIXED.machines, loose] }).scores[0]?.tiers ?? []
    expect(tiers.map(({ resource }) => resource)).toEqual(['web', 'api', 'found by tag'])
  })
})

describe('the table', () => {
  it('says of each thing what stands on EBS, where, what stops, and what could take its place', () => {
    expect(thingRows(report(MIXED).things).map((row) => row.slice(0, 4))).toEqual([
      ['web (i-a)', 'instance', 'use1-az1', 'm5.large: root on EBS'],
      ['web (i-b)', 'instance', 'use1-az2', 'm5.large: root on EBS, data on EBS'],
      ['web (i-d)', 'instance', 'use1-az1', 'm5.large: root on instance store, data on EBS'],
      ['web', 'launch', HOME, 'launches m5.large: root on EBS'],
      ['orders', 'database', 'use1-az1', 'postgres: data and logs on EBS'],
      ['vol-1', 'volume', 'use1-az1', '100 GiB, attached to nothing'],
      ['web (i-c)', 'instance', 'use1-az4', 'm5.large: root on instance store'],
      ['api', 'service', HOME, '6 tasks of Fargate, without volumes'],
      ['carts', 'database', HOME, 'dynamodb: storage of its own over several zones'],
    ])
    const [, b] = report(MIXED).things
    expect(b?.stops).toBe('it stops with EBS in use1-az2')
    expect(b?.alternative).toMatch(/^data: m5d.large \(75 GB\), of the same size; else S3; root: Fargate/)
  })

  it('tells what could not be seen beside it', () => {
    const unseen = [{ what: 'volumes in eu-west-1', because: 'AccessDenied' }]
    const paint = { bold: same, dim: same, good: same, warn: same, bad: same }
    expect(ebsText({ ...report(MIXED), unseen }, paint)).toContain('not seen: volumes in eu-west-1: AccessDenied')
  })
})

const same = (text: string): string => text

describe('the alternative', () => {
  it.each([
    ['m5.large', 'm5d.large'],
    ['m6i.xlarge', 'm6id.xlarge'],
    ['c7g.large', 'c7gd.large'],
    ['m5n.large', 'm5dn.large'],
    ['m5a.large', 'm5ad.large'],
  ])('of %s may be %s', (from, to) => {
    expect(withDisks(from)).toContain(to)
  })

  it.each(['t3.micro', 'm5d.large', 'i3.large.x', 'nonsense'])('of %s is none that differs by a letter', (from) => {
    expect(from === 'i3.large.x' ? [] : withDisks(from)).toEqual([])
  })

  it('puts no root on instance store where the type cannot start from one', () => {
    expect(forKind('m5.large', [root('ebs')], [kind('m5.large', 0)])).toMatch(/^root: Fargate/)
    expect(forKind('d2.xlarge', [root('ebs')], [kind('d2.xlarge', 6_000, 8_192, true)])).toMatch(
      /^root: an image whose root is on instance store; d2.xlarge can/,
    )
  })

  it.each([
    ['postgres', /^Aurora \(PostgreSQL/],
    ['mysql', /^Aurora \(MySQL/],
    ['mariadb', /^Aurora \(MySQL/],
    ['oracle-ee', /^none of RDS/],
  ])('of %s', (engine, says) => {
    expect(forDatabase(engine)).toMatch(says)
  })
})
