import { expect, it } from 'vitest'
import type { AwsService } from '../../../src/providers/aws/call/catalogue.js'
import { operationOf } from '../../../src/providers/aws/call/operations.js'
import type { Recorded } from '../../fixtures/aws/gateway.js'
import { describeAws } from '../../fixtures/aws/stand.js'
import { failover } from './fixtures/aws-command.js'
import { type AwsShop, HOME, openAwsShop, STANDBY } from './fixtures/aws-shop.js'

/** The names that requests are signed for, as this project names the services. */
const SIGNED: Readonly<Record<string, AwsService>> = { monitoring: 'cloudwatch', elasticloadbalancing: 'elbv2' }

const mutating = (requests: readonly Recorded[]): readonly string[] =>
  requests.flatMap(({ operation, service }) => {
    const declared = operationOf(SIGNED[service] ?? (service as AwsService), operation)
    return declared?.does === 'read' ? [] : [`${service}:${operation}`]
  })

async function withShop(work: (shop: AwsShop) => Promise<void>): Promise<void> {
  const shop = await openAwsShop()
  try {
    await work(shop)
  } finally {
    await shop.close()
  }
}

const MOVED = {
  records: [
    'api.shop.example.com. A api-eu-west-1 100 127.0.0.3',
    'api.shop.example.com. A api-us-east-1 0 127.0.0.2',
    'www.shop.example.com. A www-eu-west-1 SECONDARY 127.0.0.3',
    'www.shop.example.com. A www-us-east-1 PRIMARY 127.0.0.2',
  ],
  replicas: { orders: false, 'orders-eu': false },
  sizes: { [HOME]: 3, [STANDBY]: 3 },
}

async function expectMoved(shop: AwsShop): Promise<void> {
  const { objects, records, replicas, sizes } = await shop.endState()
  expect(objects).toContain(`off/${HOME}`)
  expect(records.filter((record) => / A /.test(record)).sort()).toEqual(MOVED.records)
  expect({ replicas, sizes }).toEqual({ replicas: MOVED.replicas, sizes: MOVED.sizes })
  expect(await shop.ingressIn(HOME)).toBe(0)
}

describeAws('a shop on AWS, moved from the command line', () => {
  it('is rehearsed without one mutating request, then failed over, and its users are served by the standby', async () => {
    await withShop(async (shop) => {
      const before = await shop.endState()
      const rehearsal = await failover(shop, ['--to', STANDBY, '--dry-run', '--json'])
      expect(rehearsal).toMatchObject({ code: 0 })
      expect(shop.stand.gateway.requests.length).toBeGreaterThan(10)
      expect(mutating(shop.stand.gateway.requests)).toEqual([])
      expect(await shop.endState()).toEqual(before)
      const { plan } = JSON.parse(rehearsal.out) as { plan: { hash: string } }

      const moved = await failover(shop, ['--to', STANDBY, '--yes', '--plan', plan.hash])
      expect(moved, moved.err + moved.out).toMatchObject({ code: 0 })
      expect(moved.out).toMatch(/users are served: .* answered by eu-west-1/)
      await expectMoved(shop)
      // What the SDK tells of itself names this tool and its version.
      expect(shop.stand.gateway.requests.at(-1)?.userAgent).toMatch(/failover\/\d+\.\d+\.\d+/)
      expect((await failover(shop, ['--to', STANDBY, '--yes'])).out).toMatch(/Nothing to do/)
    })
  }, 180_000)

  it('works from a calm day’s snapshot when every describe call in the failing region is refused', async () => {
    await withShop(async (shop) => {
      const calm = await failover(shop, ['validate', '--live'])
      expect(calm, calm.err + calm.out).toMatchObject({ code: 0 })
      // Route 53's API stands in us-east-1 as well, and is asked through its signing region.
      shop.stand.gateway.fault({ region: HOME, does: 'reset' })
      await shop.stopServing(HOME)
      await shop.rewrite((text) => text.replace(/^ {4}api:.*\n/m, ''))
      const moved = await failover(shop, ['--to', STANDBY, '--yes', '--because', 'us-east-1 is lost'])
      expect(moved, moved.err + moved.out).toMatchObject({ code: 0 })
      const { objects, replicas, sizes } = await shop.endState()
      expect(objects).toEqual([`fences/orders-${HOME}`, `off/${HOME}`])
      expect(replicas).toEqual({ orders: false, 'orders-eu': false })
      expect(sizes[STANDBY]).toBe(3)
      expect(moved.out).toMatch(/inventory .* old/)
    })
  }, 180_000)
})

describeAws.concurrent('a move on AWS that is killed', () => {
  const STEPS = ['raise web', 'cut orders', 'wait until', 'promote orders', 'switch www', 'have api']

  it.each(STEPS)(
    'as it starts to %s: ends the same once it is resumed',
    async (step) => {
      await withShop(async (shop) => {
        const killed = await failover(shop, ['--to', STANDBY, '--yes'], {
          onLine: (line, kill) => {
            if (line.includes(`started: ${step}`)) kill()
          },
        })
        expect(killed.code, killed.out).toBeNull()
        const resumed = await failover(shop, ['resume'])
        expect(resumed, resumed.err + resumed.out).toMatchObject({ code: 0 })
        await expectMoved(shop)
        const promotions = shop.stand.gateway.requests.filter(({ operation }) => operation === 'PromoteReadReplica')
        expect(promotions.filter(({ status }) => status === 200)).toHaveLength(1)
      })
    },
    300_000,
  )
})

describeAws.concurrent('what AWS says no to', () => {
  interface Case {
    readonly name: string
    readonly fault: Parameters<AwsShop['stand']['gateway']['fault']>[0]
    readonly code: number
    readonly says: RegExp
  }
  const CASES: readonly Case[] = [
    {
      name: 'denied the promotion: halts or goes back, with the permission named',
      fault: { operation: 'PromoteReadReplica', does: 'deny' },
      code: 4,
      says: /rds:PromoteReadReplica.*(AccessDenied|not authorized)[\s\S]*failover iam/,
    },
    {
      name: 'expired credentials: held before anything is changed, with how to renew them',
      fault: { does: 'expired' },
      code: 3,
      says: /expired/i,
    },
    {
      name: 'a replica that is gone: held, named',
      fault: {
        operation: 'DescribeDBInstances',
        region: STANDBY,
        does: { status: 404, code: 'DBInstanceNotFound', message: 'orders-eu not found.' },
      },
      code: 3,
      says: /orders/,
    },
    {
      name: 'a target region that refuses everything: held, and nothing is changed',
      fault: { region: STANDBY, does: 'reset' },
      code: 3,
      says: /eu-west-1/,
    },
  ]

  it.each(CASES)(
    '$name',
    async ({ code, fault, says }) => {
      await withShop(async (shop) => {
        const before = await shop.endState()
        shop.stand.gateway.fault(fault)
        const ran = await failover(shop, ['--to', STANDBY, '--yes'])
        expect(ran.code, ran.out + ran.err).toBe(code)
        expect(ran.out + ran.err).toMatch(says)
        expect(ran.err).not.toMatch(/\n\s+at /)
        if (code === 3) expect(await shop.endState()).toEqual(before)
      })
    },
    180_000,
  )

  it('throttled Route 53: waits, and gets there', async () => {
    await withShop(async (shop) => {
      shop.stand.gateway.fault({
        service: 'route53',
        operation: 'ChangeResourceRecordSets',
        does: 'throttle',
        times: 3,
      })
      const ran = await failover(shop, ['--to', STANDBY, '--yes'])
      expect(ran.code, ran.out + ran.err).toBe(0)
      await expectMoved(shop)
    })
  }, 180_000)

  it('somebody else’s record: stops and says whose it is', async () => {
    await withShop(async (shop) => {
      await shop.markAs('_failover.api', 'heritage=failover,app=billing,resource=api,epoch=9')
      const ran = await failover(shop, ['--to', STANDBY, '--yes'])
      expect(ran.code, ran.out + ran.err).not.toBe(0)
      expect(ran.out + ran.err).toMatch(/billing/)
    })
  }, 180_000)
})
