import { beforeEach, describe, expect, it } from 'vitest'
import { region } from '../../../../src/model/place.js'
import type { Action, TrafficEnd } from '../../../../src/model/plan.js'
import { settings } from '../../../../src/providers/aws/traffic/global-accelerator.js'
import { check, make } from '../../../../src/providers/aws/traffic/global-accelerator-driver.js'
import { ACCELERATOR, AcceleratorAnswers, endpointGroup } from '../../../fixtures/aws/answers-global-accelerator.js'
import { describeAws, openAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { driverConformance } from '../../../fixtures/driver-conformance.js'
import { standOn } from '../fixtures/conformance-stand.js'

const resource = { name: 'edge', type: 'global-accelerator', settings: settings.parse({ accelerator: ACCELERATOR }) }
const CALM = [endpointGroup('us-east-1', 100, 128), endpointGroup('eu-west-1', 0, 64)]
const leash = () => ({ epoch: 1, signal: new AbortController().signal })
const end = (more: Partial<TrafficEnd> = {}): TrafficEnd => ({
  ...{ kind: 'traffic', at: region('eu-west-1'), from: region('us-east-1'), without: [], percent: 100, final: true },
  ...more,
})

// Global Accelerator is answered by the gateway's own state machine: moto has none.
describeAws('global-accelerator, over the wire', () => {
  driverConformance('global-accelerator', async () => {
    const stand = await openAws()
    const edge = new AcceleratorAnswers(CALM)
    edge.attach(stand.gateway)
    const arrange = async (): Promise<void> => {
      edge.groups = structuredClone(CALM)
    }
    return {
      ...standOn(stand, (context) => make(resource, context), ['globalaccelerator']),
      ways: [
        { end: end({ percent: 10, final: false }), arrange },
        { end: end({ percent: 99 }), arrange },
        { end: end(), arrange },
      ],
      snapshot: async () => structuredClone(edge.groups),
    }
  })

  describe('a change of dials', () => {
    const stand = standForEach()
    let edge: AcceleratorAnswers
    let detach = (): void => undefined
    beforeEach(() => {
      edge = new AcceleratorAnswers(CALM)
      detach()
      detach = edge.attach(stand.gateway)
    })

    const drawn = async (more: Partial<TrafficEnd> = {}) => {
      const driver = make(resource, stand.context())
      const seen = await driver.inspect(leash().signal)
      const [tactic] = driver.tactics(end(more), seen)
      if (!tactic) throw new Error('a tactic was offered')
      return { driver, seen, tactic }
    }
    const updates = () => stand.gateway.requests.filter(({ operation }) => operation === 'UpdateEndpointGroup').length

    it('says where traffic goes, and that no zone is known to be left', async () => {
      const { seen } = await drawn()
      expect(seen).toMatchObject({ active: 'us-east-1', left: [], impaired: [] })
      expect(seen.facts['endpoints in eu-west-1']).toMatchObject({ is: 'met' })
    })

    it('leaves a region with dial 0 and weights 0, and every endpoint as it was otherwise', async () => {
      const { driver, tactic } = await drawn()
      await driver.apply(tactic.action, leash())
      expect(edge.group('us-east-1')).toMatchObject({
        TrafficDialPercentage: 0,
        EndpointDescriptions: [{ Weight: 0, ClientIPPreservationEnabled: false }],
      })
      expect(edge.group('eu-west-1')).toEqual({ ...CALM[1], TrafficDialPercentage: 100 })
    })

    it('does not hold until the edge has it', async () => {
      const { driver, tactic } = await drawn()
      await driver.apply(tactic.action, leash())
      const first = await driver.holds(tactic.action, leash())
      expect(first).toMatchObject({ is: 'no' })
      expect(first.because).toContain('the accelerator is IN_PROGRESS')
      expect(await driver.holds(tactic.action, leash())).toMatchObject({ is: 'yes' })
    })

    it('goes on from any stage of its own, and tells a stranger by the weights', async () => {
      const { driver, tactic } = await drawn({ reached: 50 })
      edge.group('eu-west-1').TrafficDialPercentage = 50
      edge.group('us-east-1').TrafficDialPercentage = 50
      await driver.apply(tactic.action, leash())
      edge.groups = structuredClone(CALM)
      const [endpoint] = edge.group('eu-west-1').EndpointDescriptions
      if (endpoint) endpoint.Weight = 7
      const before = updates()
      await expect(driver.apply(tactic.action, leash())).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('the endpoint group of eu-west-1 was changed since the plan was drawn'),
      })
      expect(updates()).toBe(before)
    })

    it('refuses to leave nothing open, before anything is sent', async () => {
      const { driver, tactic } = await drawn()
      const changes = tactic.action.with.changes as readonly { region: string }[]
      const closing = changes.filter(({ region: at }) => at === 'us-east-1')
      const action = { ...tactic.action, with: { changes: closing } } as unknown as Action
      await expect(driver.apply(action, leash())).rejects.toMatchObject({ code: 'refused' })
      expect(updates()).toBe(0)
    })

    it('opens before it closes, and goes on where it was cut off between the two', async () => {
      const { driver, tactic } = await drawn()
      const lift = stand.gateway.fault({
        ...{ service: 'globalaccelerator', operation: 'UpdateEndpointGroup', times: 1 },
        does: 'reset-after',
      })
      await driver.apply(tactic.action, leash()).catch(() => undefined)
      lift()
      expect(edge.group('us-east-1').TrafficDialPercentage).toBe(100)
      await driver.apply(tactic.action, leash())
      expect(edge.group('us-east-1').TrafficDialPercentage).toBe(0)
    })

    it('calls us-west-2 alone, whatever the region that fails', async () => {
      const { driver, tactic } = await drawn()
      await driver.apply(tactic.action, leash())
      expect(new Set(stand.gateway.requests.map(({ region: at }) => at))).toEqual(new Set(['us-west-2']))
    })

    it('finds, on a calm day, a dial of 0 taken for off, and a region without endpoints', async () => {
      edge.groups = [endpointGroup('us-east-1', 100, 128)]
      const missing = await check(resource, stand.context(), leash().signal)
      expect(missing.map(({ rule }) => rule)).toEqual(['accelerator-without-region'])
      edge.groups = structuredClone(CALM)
      edge.isEnabled = false
      const found = await check(resource, stand.context(), leash().signal)
      expect(found.map(({ rule }) => rule).sort()).toEqual(['accelerator-disabled', 'dial-zero-is-not-off'])
    })

    it('finds an accelerator that does not exist', async () => {
      const elsewhere = settings.parse({ accelerator: ACCELERATOR.replace('1234abcd', '99999999') })
      const found = await check({ ...resource, settings: elsewhere }, stand.context(), leash().signal)
      expect(found).toMatchObject([{ rule: 'accelerator-missing', severity: 'error' }])
    })
  })
})
