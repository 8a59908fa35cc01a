import { afterAll, describe, expect, it } from 'vitest'
import { remember } from '../../../../src/controller/inventory.js'
import { nameOf } from '../../../../src/model/place.js'
import type { AwsContext } from '../../../../src/providers/aws/driver-context.js'
import { make } from '../../../../src/providers/aws/route53/route53-record-driver.js'
import { answerControlChecks } from '../../../fixtures/aws/answers-route53.js'
import { RoutingControlAnswers } from '../../../fixtures/aws/answers-routing-control.js'
import { type AwsStand, describeAws, openAws } from '../../../fixtures/aws/stand.js'
import { driverConformance } from '../../../fixtures/driver-conformance.js'
import { standOn } from '../fixtures/conformance-stand.js'
import {
  CONTROLS,
  EU,
  EU_CONTROL,
  EU_KEY,
  endpointsAt,
  failover,
  KEY,
  SWITCH,
  settingsWith,
  US,
  US_CONTROL,
  weighted,
} from '../fixtures/route53.js'
import { keysIn, makeBucket, openZone, switchConfig, toEu, toUs } from '../fixtures/route53-stand.js'

const CALM = [weighted(US, 100), weighted(EU, 0)]
const front = (more: object) => ({ name: 'front', type: 'route53-record', settings: settingsWith(more) })
const frontBy = (more: object) => (context: AwsContext) => make(front(more), context)

// Batches pass the gateway's own exactness, which moto lacks; routing controls are its own state machine throughout.
describeAws('route53-record, over the wire', () => {
  driverConformance('route53-record by record-weight, weighted', async () => {
    const stand = await openAws()
    const zone = await openZone(stand)
    const arrange = () => zone.put(CALM)
    await arrange()
    return {
      ...standOn(stand, frontBy({ by: ['record-weight'] }), ['route53']),
      ways: [
        { end: toEu({ percent: 10, final: false }), arrange },
        { end: toEu({ percent: 99 }), arrange },
        { end: toEu(), arrange },
      ],
      snapshot: () => zone.records(),
    }
  })

  driverConformance('route53-record by record-weight, failover', async () => {
    const stand = await openAws()
    const zone = await openZone(stand)
    const both = ['A', 'AAAA'].flatMap((Type) => [
      failover(US, 'PRIMARY', { Type, ...(Type === 'AAAA' ? { ResourceRecords: [{ Value: '2001:db8::1' }] } : {}) }),
      failover(EU, 'SECONDARY', { Type, ...(Type === 'AAAA' ? { ResourceRecords: [{ Value: '2001:db8::2' }] } : {}) }),
    ])
    await zone.put(both)
    return {
      ...standOn(stand, frontBy({ by: ['record-weight'] }), ['route53']),
      ways: [{ end: toEu() }],
      snapshot: () => zone.records(),
    }
  })

  driverConformance('route53-record by health-switch', async () => {
    const stand = await openAws()
    const zone = await openZone(stand)
    await makeBucket(stand)
    const HealthCheckId = await zone.check(switchConfig())
    const euCheck = await zone.check(switchConfig(EU_KEY))
    await zone.put([failover(US, 'PRIMARY', { HealthCheckId }), failover(EU, 'SECONDARY', { HealthCheckId: euCheck })])
    const objects = { [US]: KEY, [EU]: EU_KEY }
    return {
      ...standOn(stand, frontBy({ by: ['health-switch'], switch: { ...SWITCH, objects } }), ['route53', 's3']),
      ways: [{ end: toEu() }],
      snapshot: () => keysIn(stand),
    }
  })

  driverConformance('route53-record by routing-control', async () => {
    const stand = await openAws()
    const zone = await openZone(stand)
    const cluster = new RoutingControlAnswers({ [US_CONTROL]: 'On', [EU_CONTROL]: 'Off' })
    cluster.attach(stand.gateway)
    const [us, eu] = [await zone.check(switchConfig()), await zone.check(switchConfig())]
    answerControlChecks(stand.gateway, { [us]: US_CONTROL, [eu]: EU_CONTROL })
    await zone.put([failover(US, 'PRIMARY', { HealthCheckId: us }), failover(EU, 'SECONDARY', { HealthCheckId: eu })])
    const settings = {
      by: ['routing-control'],
      routing_control: { endpoints: endpointsAt(stand.url), controls: CONTROLS },
    }
    return {
      ...standOn(stand, frontBy(settings), ['route53', 'route53-recovery-cluster']),
      ways: [{ end: toEu() }],
      snapshot: async () => Object.fromEntries(cluster.states),
    }
  })

  describe('a name with switch and records', () => {
    const opened: AwsStand[] = []
    afterAll(() => Promise.all(opened.map((stand) => stand.close())))

    it('leads where its switch says, and home again', async () => {
      const stand = await openAws()
      opened.push(stand)
      const zone = await openZone(stand)
      await makeBucket(stand)
      const HealthCheckId = await zone.check(switchConfig())
      await zone.put([failover(US, 'PRIMARY', { HealthCheckId }), failover(EU, 'SECONDARY')])
      const driver = make(front({ switch: SWITCH }), stand.context())
      const leash = { epoch: 3, signal: new AbortController().signal }
      const turnTo = async (end: ReturnType<typeof toEu>) => {
        const seen = await driver.inspect(leash.signal)
        const tactic = driver
          .tactics(end, seen)
          .find(({ prerequisites }) => prerequisites.every((fact) => seen.facts[fact]?.is === 'met'))
        if (tactic) await driver.apply(tactic.action, leash)
        return tactic?.name
      }
      expect(await driver.inspect(leash.signal)).toMatchObject({ active: US, left: [] })
      expect(await turnTo(toEu())).toBe('health-switch')
      expect(await keysIn(stand)).toEqual([KEY])
      expect(await driver.inspect(leash.signal)).toMatchObject({ active: EU, state: { epoch: 3 } })
      expect(await turnTo(toUs())).toBe('health-switch')
      expect(await driver.inspect(leash.signal)).toMatchObject({ active: US })
      expect(await keysIn(stand)).toEqual([])
    }, 180_000)

    it('is turned from what was seen on a calm day, with us-east-1 and all its control planes silent', async () => {
      const stand = await openAws()
      opened.push(stand)
      const zone = await openZone(stand)
      await makeBucket(stand)
      const HealthCheckId = await zone.check(switchConfig())
      await zone.put([failover(US, 'PRIMARY', { HealthCheckId }), failover(EU, 'SECONDARY')])
      const driver = make(front({ switch: SWITCH }), stand.context())
      const leash = { epoch: 3, signal: new AbortController().signal }
      const calm = await driver.inspect(leash.signal)
      stand.gateway.fault({ region: US, does: 'hang' })
      const now = remember(calm, await driver.inspect(leash.signal))
      expect(now.impaired.map(nameOf)).toEqual(['route53/control@us-east-1'])
      const [tactic, records] = driver.tactics(toEu(), now)
      expect(tactic?.prerequisites.map((fact) => now.facts[fact]?.is)).toEqual(['met', 'met'])
      expect(records?.needs.map(nameOf)).toContain('route53/control@us-east-1')
      if (tactic) await driver.apply(tactic.action, leash)
      expect(await keysIn(stand)).toEqual([KEY])
      // The switch alone tells where the name leads, while Route 53's API does not.
      expect(await driver.inspect(leash.signal)).toMatchObject({ active: EU })
    }, 180_000)
  })
})
