import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling'
import { DeleteLaunchTemplateCommand } from '@aws-sdk/client-ec2'
import { CreateFileSystemCommand } from '@aws-sdk/client-efs'
import { expect, it } from 'vitest'
import type { Finding } from '../../../src/audit/finding.js'
import { RULES } from '../../../src/audit/rules.js'
import { describeAws } from '../../fixtures/aws/stand.js'
import { failover } from './fixtures/aws-command.js'
import { HOME, STANDBY } from './fixtures/aws-shop.js'
import {
  alarm,
  balance,
  bareRecord,
  claims,
  files,
  group,
  lag,
  orders,
  relaunch,
  shut,
  tasks,
} from './fixtures/plant-faults.js'
import { openReadyShop, type ReadyShop } from './fixtures/ready-shop.js'

interface Day {
  readonly name: string
  /** The rules that must find what is planted. */
  readonly rules: readonly string[]
  readonly plant: (shop: ReadyShop) => Promise<Readonly<Record<string, string>> | undefined>
}

/** Faults of one day hide none of each other. */
const DAYS: readonly Day[] = [
  {
    name: 'a database without backups, in one zone, whose replica is behind and shut',
    rules: [
      ...['database-without-backups', 'database-in-one-zone', 'replica-behind', 'objective-out-of-reach'],
      ...['database-shut-to-standby', 'standby-without-alarms'],
    ],
    plant: async (shop) => {
      await orders(shop, { BackupRetentionPeriod: 0, MultiAZ: false })
      await lag(shop, 90)
      await shut(shop)
      await alarm(shop)
      await shop.spoil((text) => text.replace('recovery_time: 30m', 'recovery_time: 1m'))
      return undefined
    },
  },
  {
    name: 'backups of an hour ago, kept for a day, in one region; and machines with their roots on EBS',
    rules: ['backup-stale', 'backup-retention-short', 'backup-not-copied', 'serving-on-ebs', 'writer-on-ebs'],
    plant: async (shop) => {
      await orders(shop, { BackupRetentionPeriod: 1 })
      shop.says.backedUpAt = new Date(Date.now() - 3_600_000)
      shop.says.isCopied = false
      shop.says.isOnStore = false
      return undefined
    },
  },
  {
    name: 'a standby that is small, cannot grow and stands in one zone, and pods whose volumes do',
    rules: [
      'standby-too-small',
      'standby-must-launch',
      'standby-cannot-grow',
      'standby-quota-small',
      'group-in-one-zone',
      'claim-pinned-to-zone',
    ],
    plant: async (shop) => {
      const autoscaling = await shop.stand.sdk('autoscaling', STANDBY)
      const { AutoScalingGroups: [web] = [] } = await autoscaling.send(new DescribeAutoScalingGroupsCommand({}))
      const [VPCZoneIdentifier] = (web?.VPCZoneIdentifier ?? '').split(',')
      shop.says.vcpus = 4
      await group(shop, { MinSize: 0, DesiredCapacity: 0, MaxSize: 2, VPCZoneIdentifier })
      await claims(shop)
      return undefined
    },
  },
  {
    name: 'a standby that has nothing to launch, and a name that is kept for long',
    rules: [
      ...['launch-incomplete', 'ttl-too-long', 'record-without-health-check'],
      ...['tasks-fetch-from-region-left', 'tasks-need-missing'],
    ],
    plant: async (shop) => {
      const ec2 = await shop.stand.sdk('ec2', STANDBY)
      await ec2.send(new DeleteLaunchTemplateCommand({ LaunchTemplateName: 'web' }))
      await bareRecord(shop)
      await tasks(shop)
      return undefined
    },
  },
  {
    name: 'a standby whose volumes name a key of the other region, behind a load balancer without TLS, and files in one zone',
    rules: ['key-unusable', 'certificate-unfit', 'store-in-one-zone', 'store-not-copied', 'bucket-behind'],
    plant: async (shop) => {
      const KmsKeyId = `arn:aws:kms:${HOME}:123456789012:key/1`
      const volume = { DeviceName: '/dev/sdf', Ebs: { VolumeSize: 20, Encrypted: true, KmsKeyId } }
      await relaunch(shop, STANDBY, { BlockDeviceMappings: [volume] })
      await balance(shop)
      await files(shop)
      const efs = await shop.stand.sdk('efs', HOME)
      const Tags = [{ Key: 'app', Value: 'shop' }]
      await efs.send(new CreateFileSystemCommand({ CreationToken: '1', Tags, AvailabilityZoneName: `${HOME}a` }))
      // moto knows no copies.
      const none = { status: 200, headers: { 'content-type': 'application/json' }, body: '{"Replications":[]}' }
      shop.stand.gateway.answer(
        { service: 'elasticfilesystem', operation: 'DescribeReplicationConfigurations' },
        async () => none,
      )
      return undefined
    },
  },
  {
    name: 'a policy without a guard, with one vantage, and a region of one zone that was never moved to',
    rules: [
      ...['single-vantage', 'region-in-one-zone', 'automatic-without-guard', 'flip-leans-on-region-left'],
      ...['never-rehearsed', 'standby-never-served', 'suppression-expired', 'controller-in-region-watched'],
    ],
    plant: async (shop) => {
      const known = '{ rule: backup-stale, resource: orders, reason: soon, until: 2026-01-01 }'
      await shop.spoil((text) =>
        text
          .replace(/vantages: .*/, 'vantages: [us-west-2]')
          .replace(/(eu-west-1: \{ role: standby, zones: )\[([^,\]]+)[^\]]*\]/, '$1[$2]')
          .replace(/^ {4}euw1-az(?!3).*\n/gm, '')
          .replace('standby_capacity: 30%', 'standby_capacity: 0%')
          .replace('decide:\n', 'decide:\n  automatic: [failover]\n')
          .replace('trickle: 5%', 'trickle: 0%')
          .replace('by: [health-switch, record-weight]', 'by: [record-weight]')
          .replace(/store: .*/, `store: "file:${shop.dir}/another"\naudit: { suppress: [${known}] }`),
      )
      return { AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE', AWS_REGION: HOME }
    },
  },
  {
    name: 'a vantage in the region it watches, and credentials that region must answer for',
    rules: ['vantage-in-region-watched', 'access-leans-on-region'],
    plant: async (shop) => {
      const config = path.join(shop.dir, 'aws-config')
      const profile = `[profile ops]\nsso_start_url = https://shop.example.com/start\nsso_region = ${HOME}\nsso_account_id = 123456789012\nsso_role_name = ops\n`
      await writeFile(config, profile)
      await shop.spoil((text) => text.replace(/vantages: .*/, 'vantages: [us-west-2, here]'))
      const running = { AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE', AWS_REGION: HOME }
      return {
        ...running,
        AWS_CONFIG_FILE: config,
        AWS_PROFILE: 'ops',
        AWS_ACCESS_KEY_ID: '',
        AWS_SECRET_ACCESS_KEY: '',
      }
    },
  },
]

/** What no account of moto can show, each with why. */
const NOT_HERE: Readonly<Record<string, string>> = {
  'store-in-region-watched': 'stores in a region are refused by this version; the rule is tested on facts',
}

interface Document {
  readonly findings: readonly Finding[]
}

describeAws.concurrent('the audit of an account', () => {
  it('finds nothing to warn of in a clean one', async () => {
    const shop = await openReadyShop()
    try {
      const ran = await failover(shop, ['audit', '--json', '--fail-on', 'warning'])
      expect(ran.code, ran.out + ran.err).toBe(0)
      const { findings } = JSON.parse(ran.out) as Document
      expect(findings.map(({ rule, severity }) => [severity, rule])).toEqual([['note', 'writer-on-ebs']])
    } finally {
      await shop.close()
    }
  }, 120_000)

  it.each(DAYS)(
    'finds what is planted: $name',
    async ({ plant, rules }) => {
      const shop = await openReadyShop()
      try {
        const env = await plant(shop)
        const ran = await failover(shop, ['audit', '--json', '--fail-on', 'note'], env ? { env } : {})
        expect(ran.code, ran.out + ran.err).toBe(6)
        const found = new Set((JSON.parse(ran.out) as Document).findings.map(({ rule }) => rule))
        expect(rules.filter((rule) => !found.has(rule))).toEqual([])
      } finally {
        await shop.close()
      }
    },
    120_000,
  )

  it('is planted with a fault of every rule', () => {
    const planted = new Set([...DAYS.flatMap(({ rules }) => rules), ...Object.keys(NOT_HERE)])
    expect(RULES.map(({ id }) => id).filter((id) => !planted.has(id))).toEqual([])
    expect([...planted].filter((id) => !RULES.some((rule) => rule.id === id))).toEqual([])
  })
})
