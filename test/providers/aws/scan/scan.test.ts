import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { region } from '../../../../src/model/place.js'
import { load } from '../../../../src/policy/load.js'
import { operationOf } from '../../../../src/providers/aws/call/operations.js'
import { draftPolicy } from '../../../../src/providers/aws/scan/draft-policy.js'
import type { Found } from '../../../../src/providers/aws/scan/found.js'
import { scan } from '../../../../src/providers/aws/scan/scan.js'
import { resourceTypes } from '../../../../src/providers/registry.js'
import { type AwsShop, BUCKET, openAwsShop } from '../../../end-to-end/aws/fixtures/aws-shop.js'
import { describeAws } from '../../../fixtures/aws/stand.js'
import { answerDatastores } from './fixtures/datastores.js'

const HOME = region('us-east-1')
const AWAY = region('eu-west-1')
const PATIENCE_MS = 120_000

/** The policy of what was found, which must load. */
function policyOf(found: Found) {
  const text = draftPolicy(found)
  const loaded = load(text, 'failover.yaml', resourceTypes)
  if (loaded.is === 'faults') throw new Error(`${JSON.stringify(loaded.faults)}\n${text}`)
  return { text, policy: loaded.policy }
}

// ElastiCache's Global Datastores are the gateway's own answer, since moto has none: here there are none.
describeAws('scan, of a shop over the wire', () => {
  let shop: AwsShop
  beforeAll(async () => {
    shop = await openAwsShop()
  }, 300_000)
  afterAll(() => shop?.close())
  beforeEach(() => {
    shop.stand.gateway.forget()
    return answerDatastores(shop.stand.gateway, [])
  })

  const scanned = (app: string): Promise<Found> =>
    scan(app, [HOME, AWAY], shop.stand.context({ mayChange: false }), AbortSignal.timeout(PATIENCE_MS))

  it(
    'finds the names, the switch, the groups and the database, and drafts a policy that loads',
    async () => {
      const { policy } = policyOf(await scanned('shop'))
      const settings = Object.fromEntries(
        policy.plan.resources.map(({ name, type, settings: of }) => [name, { type, ...of }]),
      )
      expect(settings).toEqual({
        front: expect.objectContaining({
          ...{ type: 'route53-record', zone: 'shop.example.com', name: 'www', by: ['health-switch', 'record-weight'] },
          records: { [HOME]: `www-${HOME}`, [AWAY]: `www-${AWAY}` },
          switch: { bucket: BUCKET, region: AWAY, objects: { [HOME]: `off/${HOME}` } },
        }),
        api: expect.objectContaining({ type: 'route53-record', name: 'api', by: ['record-weight'] }),
        web: expect.objectContaining({
          ...{ type: 'autoscaling-group', group: { [HOME]: 'web', [AWAY]: 'web' }, capacity: 3 },
        }),
        orders: expect.objectContaining({ type: 'rds-replica', instance: { [HOME]: 'orders', [AWAY]: 'orders-eu' } }),
      })
      expect(policy.regions).toEqual(
        shop.stand.regions.map(({ zones, ...rest }) => expect.objectContaining({ ...rest, zones: [...zones].sort() })),
      )
      expect(policy.decide.automatic).toEqual([])
    },
    PATIENCE_MS,
  )

  it(
    'watches what was found, and probes what the health checks of its records ask',
    async () => {
      const { policy } = policyOf(await scanned('shop'))
      const groups = { [HOME]: ['web'], [AWAY]: ['web'] }
      expect(policy.observe.signals).toEqual([
        expect.objectContaining({
          probe: 'http',
          target: 'https://{region}.origin.shop.example.com/healthz',
          per: 'region',
        }),
        expect.objectContaining({ watch: 'ebs', groups }),
        expect.objectContaining({ watch: 'ec2', groups }),
        expect.objectContaining({ watch: 'autoscaling', groups }),
        expect.objectContaining({ watch: 'rds', instances: { [HOME]: ['orders'], [AWAY]: ['orders-eu'] } }),
        expect.objectContaining({ watch: 'api' }),
      ])
      expect(policy.verify.url).toBe('https://www.shop.example.com/')
    },
    PATIENCE_MS,
  )

  it(
    'says beside each resource how it was matched',
    async () => {
      const lines = policyOf(await scanned('SHOP')).text.split('\n')
      const flat = lines.map((line) => line.replace(/^ *# /, '')).join(' ')
      expect(flat).toContain(
        'www.shop.example.com: failover records in Route 53, matched by "SHOP" in the name of its zone',
      )
      expect(flat).toContain('Auto Scaling groups: the same name, matched by tag app=shop.')
      expect(flat).toContain('RDS (postgres): orders-eu replicates orders, matched by tag app=shop.')
      expect(flat).toContain('The zones of the subnets of web.')
      expect(lines).toContainEqual(
        expect.stringMatching(/^ {6}# fence: \[\{ by: security-group, group: \{ us-east-1: sg-/),
      )
    },
    PATIENCE_MS,
  )

  it(
    'sends nothing but readings',
    async () => {
      await scanned('shop')
      const sent = shop.stand.gateway.requests
      const named: Readonly<Record<string, Parameters<typeof operationOf>[0]>> = {
        ...{ elasticloadbalancing: 'elbv2', route53: 'route53', autoscaling: 'autoscaling', ec2: 'ec2', ecs: 'ecs' },
        ...{ rds: 'rds', dynamodb: 'dynamodb', elasticache: 'elasticache', lambda: 'lambda', sts: 'sts' },
      }
      const kinds = sent.map(({ operation, service }) => {
        const key = named[service]
        return `${service}:${operation} ${key === undefined ? '?' : operationOf(key, operation)?.does}`
      })
      expect(kinds.length).toBeGreaterThan(15)
      expect(kinds.filter((kind) => !kind.endsWith(' read'))).toEqual([])
    },
    PATIENCE_MS,
  )

  it(
    'finds all the rest where one service refuses, and names the permission that was missing',
    async () => {
      const lift = shop.stand.gateway.fault({ service: 'rds', does: 'deny' })
      try {
        const found = await scanned('shop')
        const { policy, text } = policyOf(found)
        expect(policy.plan.resources.map(({ name }) => name)).toEqual(['front', 'api', 'web'])
        expect(found.unread).toContainEqual(
          expect.objectContaining({ permission: 'rds:DescribeDBInstances', region: AWAY, code: 'denied' }),
        )
        expect(text).toContain('# Could not be read, so that what it would have shown is missing here:')
        expect(text).toContain('#   - rds:DescribeDBInstances in us-east-1: ')
        expect(text).toContain('# Not found, though not all could be read:')
      } finally {
        lift()
      }
    },
    PATIENCE_MS,
  )

  it(
    'drafts a policy that loads where nothing was found, with what is to be filled in',
    async () => {
      const found = await scanned('nosuch')
      const { policy, text } = policyOf(found)
      expect(policy.plan.resources).toEqual([])
      expect(policy.observe.signals).toEqual([expect.objectContaining({ watch: 'api' })])
      expect(policy.regions.map(({ zones }) => zones.length)).toEqual([3, 3])
      expect(text).toMatch(/The first 3 of its \d zones, since nothing of the app was found/)
      expect(text).toContain('# front: { type: route53-record, zone: example.com, name: www, by: [record-weight] }')
      expect(found.notFound.map((what) => what.split(/[ :]/)[0])).toEqual(['A', 'Servers', 'A', 'A'])
      for (const what of found.notFound) expect(text.replace(/\n# +/g, ' ')).toContain(what)
    },
    PATIENCE_MS,
  )

  it(
    'refuses where a region says nothing at all, with what it said and what may help',
    async () => {
      const lift = shop.stand.gateway.fault({ region: AWAY, does: 'expired' })
      try {
        await expect(scanned('shop')).rejects.toMatchObject({
          ...{ code: 'denied', message: expect.stringContaining('nothing could be read in eu-west-1: ') },
          next: expect.stringContaining('credentials have expired'),
        })
      } finally {
        lift()
      }
    },
    PATIENCE_MS,
  )
})
