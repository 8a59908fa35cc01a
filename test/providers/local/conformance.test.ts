import type { World } from '../../../src/model/world.js'
import { driverConformance, type Stand, type Way } from '../../fixtures/driver-conformance.js'
import { away, home } from './fixtures/paper-cloud.js'
import { capacity, databaseWays, fenceToStay, traffic, zoneLeft } from './fixtures/paper-stand.js'
import { type RunningCloud, runCloud } from './fixtures/running-cloud.js'

const driverOf = ({ drivers }: World, resource: string) => {
  const found = drivers.find((driver) => driver.resource === resource)
  if (!found) throw new Error(`no driver for ${resource}`)
  return found
}

async function stand(resource: string, ways: (world: World) => readonly Way[]): Promise<Stand> {
  const cloud = await runCloud()
  const [world, looking] = [await cloud.world(), await cloud.world({ mayChange: false })]
  let epoch = 10
  return {
    driver: driverOf(world, resource),
    interlocked: driverOf(looking, resource),
    ways: ways(world),
    epoch: () => ++epoch,
    snapshot: () => snapshot(cloud),
    silence: async (how) => {
      await cloud.harness.heal()
      for (const target of [home, away, 'dns']) {
        await cloud.harness.break({ target, kind: how === 'dead' ? 'kill' : 'hang' })
      }
    },
    // The register outlives everything that can be broken: it is the supervisor itself.
    unsilenced: ['register of fences'],
    close: () => cloud.close(),
  }
}

async function snapshot({ harness }: RunningCloud): Promise<unknown> {
  const { fenced, name, regions } = await harness.status()
  return {
    ...{ fenced, weights: name.weights },
    regions: regions.map(({ database, region, zones }) => ({
      ...{ region, role: database.role },
      slots: zones.map(({ slots, zone }) => [zone, slots]),
    })),
  }
}

driverConformance('dns-record', () => stand('front', () => [{ end: traffic }, { end: zoneLeft }]))
driverConformance('app-servers', () => stand('web', () => [{ end: capacity }]))
driverConformance('postgres', () => stand('orders', (world) => databaseWays(fenceToStay(driverOf(world, 'orders')))))
