import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import {
  CreateEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Region, region } from '../../../../src/model/place.js'
import type { End, TrafficEnd } from '../../../../src/model/plan.js'
import { settings } from '../../../../src/providers/aws/capacity/event-sources.js'
import { check, make } from '../../../../src/providers/aws/capacity/event-sources-driver.js'
import { type AwsStand, describeAws, openAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { driverConformance } from '../../../fixtures/driver-conformance.js'
import { standOn } from '../fixtures/conformance-stand.js'
import { makeFunction } from '../fixtures/functions.js'

const A = region('us-east-1')
const B = region('eu-west-1')
const fenced = (planned: boolean): End => ({ kind: 'fenced', at: A, successor: B, planned })
const traffic = (more: Partial<TrafficEnd> = {}): End => ({
  ...{ kind: 'traffic', at: B, from: A, without: [], percent: 100, final: true },
  ...more,
})
const leash = () => ({ epoch: 1, signal: AbortSignal.timeout(60_000) })
const resourceOf = (mappings: object) => ({
  ...{ name: 'orders-queue', type: 'event-sources' },
  settings: settings.parse({ mappings }),
})

/** A consumer of a stream, by UUID. */
async function makeMapping(stand: AwsStand, at: Region, Enabled: boolean): Promise<string> {
  await makeFunction(stand, at, 'consumer')
  const dynamodb = await stand.sdk('dynamodb', at)
  const { TableDescription } = await dynamodb.send(
    new CreateTableCommand({
      ...{ TableName: 'orders', BillingMode: 'PAY_PER_REQUEST' },
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    }),
  )
  const EventSourceArn = TableDescription?.LatestStreamArn
  const lambda = await stand.sdk('lambda', at)
  const made = await lambda.send(
    new CreateEventSourceMappingCommand({
      FunctionName: 'consumer',
      EventSourceArn,
      Enabled,
      StartingPosition: 'LATEST',
    }),
  )
  return made.UUID ?? ''
}

async function stateOf(stand: AwsStand, at: Region, UUID: string): Promise<string | undefined> {
  const lambda = await stand.sdk('lambda', at)
  return (await lambda.send(new GetEventSourceMappingCommand({ UUID }))).State
}

describeAws('event-sources, over the wire', () => {
  driverConformance('event-sources', async () => {
    const stand = await openAws()
    const a = await makeMapping(stand, A, true)
    const b = await makeMapping(stand, B, false)
    const resource = resourceOf({ [A]: [a], [B]: [b] })
    return {
      ...standOn(stand, (context) => make(resource, context)),
      ways: [{ end: fenced(true) }, { end: fenced(false) }, { end: traffic() }],
      snapshot: async () => [await stateOf(stand, A, a), await stateOf(stand, B, b)],
    }
  })

  describe('consumers of queues and streams', () => {
    const stand = standForEach()
    let a = ''
    let b = ''
    beforeEach(async () => {
      a = await makeMapping(stand, A, true)
      b = await makeMapping(stand, B, false)
    }, 60_000)
    const open = () => make(resourceOf({ [A]: [a], [B]: [b] }), stand.context())

    it('are switched off where the app leaves, and on where it goes at its last stage alone', async () => {
      const driver = open()
      const seen = await driver.inspect(leash().signal)
      expect(driver.tactics(traffic({ percent: 10, final: false }), seen)).toEqual([])
      for (const end of [fenced(false), traffic()]) {
        const [tactic] = driver.tactics(end, seen)
        if (tactic) await driver.apply(tactic.action, leash())
      }
      expect([await stateOf(stand, A, a), await stateOf(stand, B, b)]).toEqual(['Disabled', 'Enabled'])
    })

    it('of a region that does not answer hold nobody up, and the step says what is to be done on its return', async () => {
      const driver = open()
      stand.gateway.fault({ region: A, does: 'error' })
      const seen = await driver.inspect(leash().signal)
      const [direct, onReturn] = driver.tactics(fenced(false), seen)
      expect(seen.facts[direct?.prerequisites[0] ?? '']).toMatchObject({ is: 'unmet' })
      expect(onReturn).toMatchObject({ needs: [], prerequisites: [], onFailure: 'carry-on' })
      expect(onReturn?.says).toContain('on its return')
      if (!onReturn) throw new Error('a tactic')
      const said = driver.apply(onReturn.action, leash())
      await expect(said).rejects.toMatchObject({
        message: expect.stringContaining('processed twice'),
        next: expect.stringContaining('update-event-source-mapping'),
      })
    })

    it('that were off before a planned move stay off when it goes back', async () => {
      const lambda = await stand.sdk('lambda', A)
      await lambda.send(new UpdateEventSourceMappingCommand({ UUID: a, Enabled: false }))
      const driver = open()
      const [tactic] = driver.tactics(fenced(true), await driver.inspect(leash().signal))
      expect(tactic?.onFailure).toBe('halt')
      if (tactic?.undo.kind !== 'action') throw new Error('it can be undone')
      await driver.apply(tactic.undo.action, leash())
      expect(await stateOf(stand, A, a)).toBe('Disabled')
    })

    // moto switches at once; the states in between are the gateway's own answer.
    it('are not off before Lambda says so: what is Disabling still takes work', async () => {
      stand.gateway.answer({ service: 'lambda', region: A }, async (asked) => {
        const passed = await asked.pass()
        return { ...passed, body: passed.body.replace(/"State": ?"Disabled"/, '"State": "Disabling"') }
      })
      const driver = open()
      const [tactic] = driver.tactics(fenced(false), await driver.inspect(leash().signal))
      if (!tactic) throw new Error('a tactic')
      await driver.apply(tactic.action, leash())
      expect(await driver.holds(tactic.action, leash())).toMatchObject({
        is: 'no',
        because: expect.stringContaining('Disabling'),
      })
    })

    it('that are on in two regions at once, or that do not exist, are findings', async () => {
      const lambda = await stand.sdk('lambda', B)
      await lambda.send(new UpdateEventSourceMappingCommand({ UUID: b, Enabled: true }))
      const resource = resourceOf({ [A]: [a], [B]: [b] })
      const found = await check(resource, stand.context(), leash().signal)
      expect(found.map(({ rule }) => rule)).toEqual(['consumers-twice'])
      const unknown = resourceOf({ [A]: ['00000000-0000-4000-8000-000000000000'] })
      const missing = await check(unknown, stand.context(), leash().signal)
      expect(missing).toContainEqual(expect.objectContaining({ rule: 'mapping-missing', severity: 'error' }))
    })
  })
})
