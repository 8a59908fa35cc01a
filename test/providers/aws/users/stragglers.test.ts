import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { expect, it } from 'vitest'
import type { Move } from '../../../../src/model/move.js'
import { region, zone } from '../../../../src/model/place.js'
import { addressBook } from '../../../../src/providers/aws/users/address-book.js'
import { nameServersOf } from '../../../../src/providers/aws/users/name-servers.js'
import { type StragglerParts, stragglersOf } from '../../../../src/providers/aws/users/stragglers.js'
import { describeAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { a, type NameServer, openNameServer } from '../fixtures/name-server.js'

const HOME = region('us-east-1')
const AWAY = region('eu-west-1')
const NAME = 'www.shop.test'
const move: Move = { kind: 'failover', from: HOME, to: AWAY }
const APP = { home: 'app/web/50dc6c495c0c9188', away: 'app/web/0a1b2c3d4e5f6071' }
const NET = { home: 'net/tcp/50dc6c495c0c9188', away: 'net/tcp/0a1b2c3d4e5f6071' }

describeAws('users still at the region left, over the wire', () => {
  const stand = standForEach()

  /** Requests of `balancer` in the last whole minutes, oldest last, as its region's CloudWatch has them. */
  const count = async (at: string, balancer: string, minutes: readonly number[]): Promise<void> => {
    const [kind] = balancer.split('/')
    const whole = Math.floor(Date.now() / 60_000) * 60_000
    const cloudwatch = await stand.sdk('cloudwatch', at)
    await cloudwatch.send(
      new PutMetricDataCommand({
        Namespace: kind === 'net' ? 'AWS/NetworkELB' : 'AWS/ApplicationELB',
        MetricData: minutes.map((Value, ago) => ({
          MetricName: kind === 'net' ? 'NewFlowCount' : 'RequestCount',
          ...{ Value, Unit: 'Count', Timestamp: new Date(whole - (ago + 1) * 60_000 + 5_000) },
          Dimensions: [{ Name: 'LoadBalancer', Value: balancer }],
        })),
      }),
    )
  }
  const look = (rest: Partial<StragglerParts> = {}, of: Move = move) => {
    const context = stand.context()
    const { clock } = context
    const balancers = { [HOME]: [APP.home, NET.home], [AWAY]: [APP.away, NET.away] }
    const parts: StragglerParts = {
      ...{ host: undefined, context, verify: { balancers, resolvers: [] } },
      book: addressBook({ observe: {} as never, regions: stand.regions }, [], clock),
      nameServers: nameServersOf({ host: NAME, named: [], resolvers: [], clock, random: Math.random }),
      ...rest,
    }
    return stragglersOf(of, parts, new AbortController().signal)
  }

  it('are the share of requests and flows that its balancers got in the last whole minutes', async () => {
    await count(HOME, APP.home, [10, 20, 30])
    await count(HOME, NET.home, [40])
    await count(AWAY, APP.away, [100, 100, 50])
    await count(AWAY, NET.away, [50])
    expect(await look()).toEqual({ share: { is: 'known', percent: 25 }, answers: [] })
    const asked = stand.gateway.requests.map(({ operation, region: at, service }) => `${service} ${operation} ${at}`)
    expect(asked.sort()).toEqual(['monitoring GetMetricData eu-west-1', 'monitoring GetMetricData us-east-1'])
  })

  it('are none when its balancers got nothing and the others did', async () => {
    await count(AWAY, APP.away, [100])
    expect((await look()).share).toEqual({ is: 'known', percent: 0 })
  })

  it('are not what was long ago', async () => {
    await count(HOME, APP.home, [0, 0, 0, 0, 500])
    await count(AWAY, APP.away, [100])
    expect((await look()).share).toEqual({ is: 'known', percent: 0 })
  })

  it('are unknown while no balancer counted anything', async () => {
    expect((await look()).share).toEqual({ is: 'unknown', because: 'no load balancer counted a request' })
  })

  it.each([HOME, AWAY])('are unknown when CloudWatch of %s refuses', async (at) => {
    await count(AWAY, APP.away, [100])
    stand.gateway.fault({ service: 'monitoring', region: at, does: 'deny' })
    expect((await look()).share).toEqual({
      is: 'unknown',
      because: expect.stringContaining(`cloudwatch:GetMetricData in ${at}`),
    })
  })

  it('are unknown when the region left is silent, within the deadline of a reading', async () => {
    await count(AWAY, APP.away, [100])
    stand.gateway.fault({ service: 'monitoring', region: HOME, does: 'hang' })
    expect((await look()).share).toMatchObject({ is: 'unknown', because: expect.stringContaining('no answer within') })
  })

  it('are unknown where the policy names no balancers, and nobody is asked', async () => {
    const verify = { resolvers: [], balancers: { [AWAY]: [APP.away] } }
    expect((await look({ verify })).share).toEqual({
      is: 'unknown',
      because: 'verify.balancers names none in us-east-1',
    })
    expect(stand.gateway.requests).toEqual([])
    expect((await look({}, { kind: 'evacuate', region: HOME, zone: zone('use1-az1') })).share.is).toBe('unknown')
  })

  it('are seen at servers of names as well: by whose an answer is, or by what the zone’s own servers answer', async () => {
    const [own, stale, fresh, odd, deaf]: NameServer[] = await Promise.all([1, 2, 3, 4, 5].map(openNameServer))
    if (!own || !stale || !fresh || !odd || !deaf) throw new Error('five were opened')
    own.say(NAME, a(NAME, '192.0.2.30'))
    stale.say(NAME, a(NAME, '192.0.2.2'))
    fresh.say(NAME, a(NAME, '192.0.2.30'))
    odd.say(NAME, a(NAME, '192.0.2.99'))
    deaf.say(NAME, 'no-answer')
    const { clock } = stand.context()
    const resolvers = [stale, fresh, odd, deaf].map(({ address }) => address)
    const endpoints = { [HOME]: '192.0.2.2:443' }
    const { answers } = await look({
      ...{ host: NAME, verify: { resolvers } },
      book: addressBook({ observe: { endpoints } as never, regions: stand.regions }, [], clock),
      nameServers: nameServersOf({ host: NAME, named: [own.address], resolvers, clock, random: Math.random }),
    })
    expect(answers).toEqual([
      { resolver: own.address, says: ['192.0.2.30'], isAuthoritative: true, leadsBack: false },
      { resolver: stale.address, says: ['192.0.2.2'], leadsBack: true },
      { resolver: fresh.address, says: ['192.0.2.30'], leadsBack: false },
      { resolver: odd.address, says: ['192.0.2.99'] },
      { resolver: deaf.address, says: [], because: expect.stringContaining('no answer within 1.5 s') },
    ])
    await Promise.all([own, stale, fresh, odd, deaf].map((server) => server.close()))
  })
})
