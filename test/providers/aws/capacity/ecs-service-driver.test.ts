import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Region, region } from '../../../../src/model/place.js'
import type { End } from '../../../../src/model/plan.js'
import { grants, settings } from '../../../../src/providers/aws/capacity/ecs-service.js'
import { check, make } from '../../../../src/providers/aws/capacity/ecs-service-driver.js'
import { type AwsStand, describeAws, openAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { driverConformance } from '../../../fixtures/driver-conformance.js'
import { standOn } from '../fixtures/conformance-stand.js'
import { narrowSubnet } from '../fixtures/narrow-subnet.js'

const A = region('us-east-1')
const B = region('eu-west-1')
const CAPACITY: End = { kind: 'capacity', at: B, from: A }
const resource = {
  ...{ name: 'api', type: 'ecs-service' },
  settings: settings.parse({ cluster: { [A]: 'shop', [B]: 'shop' }, service: { [A]: 'api', [B]: 'api' }, capacity: 3 }),
}
const leash = () => ({ epoch: 1, signal: AbortSignal.timeout(60_000) })

/** moto runs what a service wants once it is updated. */
async function makeService(stand: AwsStand, at: Region, desiredCount: number): Promise<void> {
  const ecs = await stand.sdk('ecs', at)
  await ecs.send(new CreateClusterCommand({ clusterName: 'shop' }))
  const containerDefinitions = [{ name: 'api', image: 'api:1', memory: 128 }]
  await ecs.send(new RegisterTaskDefinitionCommand({ family: 'api', containerDefinitions }))
  const service = { cluster: 'shop', serviceName: 'api', taskDefinition: 'api', launchType: 'FARGATE' as const }
  await ecs.send(new CreateServiceCommand({ ...service, desiredCount }))
  await ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'api', desiredCount }))
}

async function snapshot(stand: AwsStand, at: Region): Promise<unknown> {
  const ecs = await stand.sdk('ecs', at)
  const { services } = await ecs.send(new DescribeServicesCommand({ cluster: 'shop', services: ['api'] }))
  return services?.map(({ desiredCount, runningCount }) => [desiredCount, runningCount])
}

describeAws('ecs-service, over the wire', () => {
  driverConformance('ecs-service', async () => {
    const stand = await openAws()
    await Promise.all([makeService(stand, A, 5), makeService(stand, B, 1)])
    return {
      ...standOn(stand, (context) => make(resource, context)),
      ways: [{ end: CAPACITY }],
      snapshot: async () => [await snapshot(stand, A), await snapshot(stand, B)],
    }
  })

  describe('a service', () => {
    const stand = standForEach()
    beforeEach(async () => {
      await Promise.all([makeService(stand, A, 5), makeService(stand, B, 1)])
    }, 60_000)

    it('is raised to what the primary runs, and on Fargate needs no EBS', async () => {
      const driver = make(resource, stand.context())
      const [tactic] = driver.tactics(CAPACITY, await driver.inspect(leash().signal))
      expect(tactic?.says).toBe('raise api in eu-west-1 from 1 to 5 tasks, as us-east-1 was seen to run')
      expect(tactic?.needs.map(({ service }) => service)).toEqual(['ecs'])
      if (tactic) await driver.apply(tactic.action, leash())
      expect(await snapshot(stand, B)).toEqual([[5, 5]])
    })

    // Tasks that cannot be placed are the gateway's own answer: moto places every one.
    it('whose tasks find no place says so in the scheduler’s words', async () => {
      stand.gateway.answer({ service: 'ecs', region: B, operation: 'DescribeServices' }, async (asked) => {
        const passed = await asked.pass()
        const body = JSON.parse(passed.body) as { services: object[] }
        const message = '(service api) was unable to place a task. Reason: Capacity is unavailable at this time.'
        const events = [{ id: 'e1', createdAt: Date.now() / 1_000, message }]
        const services = body.services.map((service) => ({ ...service, runningCount: 1, pendingCount: 0, events }))
        return {
          ...passed,
          headers: { 'content-type': 'application/x-amz-json-1.1' },
          body: JSON.stringify({ services }),
        }
      })
      const driver = make(resource, stand.context())
      const [tactic] = driver.tactics(CAPACITY, await driver.inspect(leash().signal))
      if (!tactic) throw new Error('a tactic')
      const holding = await driver.holds(tactic.action, leash())
      expect(holding).toMatchObject({ is: 'no', because: expect.stringContaining('Capacity is unavailable') })
    })

    it('that does not exist is a finding, and asks for no more than it declares', async () => {
      const own = { ...resource, settings: { ...resource.settings, service: { [A]: 'api', [B]: 'apy' } } }
      const found = await check(own, stand.context(), leash().signal)
      expect(found).toContainEqual(expect.objectContaining({ rule: 'service-missing', severity: 'error' }))
      const { acting, looking } = grants(resource.settings, [])
      const declared = new Set([...acting, ...looking].flatMap(({ operations }) => operations))
      for (const { operation } of stand.gateway.requests) expect(declared).toContain(operation)
    })

    it('whose subnets have too few addresses for the tasks of the other region is a finding', async () => {
      const subnet = await narrowSubnet(stand, B)
      const ecs = await stand.sdk('ecs', B)
      const networkConfiguration = { awsvpcConfiguration: { subnets: [subnet], securityGroups: [] } }
      const service = { cluster: 'shop', serviceName: 'narrow', taskDefinition: 'api', launchType: 'FARGATE' as const }
      await ecs.send(new CreateServiceCommand({ ...service, networkConfiguration, desiredCount: 0 }))
      const own = { ...resource, settings: { ...resource.settings, service: { [A]: 'api', [B]: 'narrow' } } }
      expect(await check(own, stand.context(), leash().signal), 'five fit').toEqual([])
      const home = await stand.sdk('ecs', A)
      await home.send(new UpdateServiceCommand({ cluster: 'shop', service: 'api', desiredCount: 20 }))
      expect(await check(own, stand.context(), leash().signal)).toEqual([
        expect.objectContaining({
          ...{ rule: 'addresses-short', severity: 'error', resource: 'api' },
          says: expect.stringContaining(`narrow in eu-west-1: 11 addresses are free in ${subnet}, and `),
        }),
      ])
      const { acting, looking } = grants(resource.settings, [])
      const declared = new Set([...acting, ...looking].flatMap(({ operations }) => operations))
      for (const { operation } of stand.gateway.requests) expect(declared).toContain(operation)
    })
  })
})
