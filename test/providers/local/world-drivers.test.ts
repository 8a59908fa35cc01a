import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { load } from '../../../src/policy/load.js'
import type { Policy } from '../../../src/policy/policy.js'
import type { CloudLayout } from '../../../src/providers/local/cloud/layout.js'
import { driversOf, matchOrThrow } from '../../../src/providers/local/world-drivers.js'
import { resourceTypes } from '../../../src/providers/registry.js'
import { VirtualClock } from '../../fixtures/virtual-clock.js'
import { away, awayZones, home, homeZones, PaperCloud, regions } from './fixtures/paper-cloud.js'

const file = 'policies/local.yaml'
function localPolicy(): Policy {
  const loaded = load(readFileSync(file, 'utf8'), file, resourceTypes)
  if (loaded.is !== 'policy') throw new Error(JSON.stringify(loaded.faults))
  return loaded.policy
}

const layout = {
  publicName: 'www.shop.test',
  database: { name: 'shop', user: 'shop', password: 'secret' },
  regions: [
    { region: home, zones: homeZones.map((zone) => ({ zone })) },
    { region: away, zones: awayZones.map((zone) => ({ zone })) },
  ],
} as unknown as CloudLayout

describe('the drivers of a policy', () => {
  it('are one for each of its resources, of its type', () => {
    const drivers = driversOf(localPolicy(), { cloud: new PaperCloud(), clock: new VirtualClock(), regions }, false)
    expect(drivers.map(({ resource, type }) => [resource, type])).toEqual([
      ['front', 'dns-record'],
      ['web', 'app-servers'],
      ['orders', 'postgres'],
    ])
  })
})

describe('a policy and the cloud that runs', () => {
  it('match when the cloud has all that the policy speaks of', () => {
    expect(() => matchOrThrow(localPolicy(), layout)).not.toThrow()
  })

  it('do not when it lacks something, and all of that is named at once', () => {
    const other = {
      ...layout,
      publicName: 'www.other.test',
      regions: layout.regions.slice(0, 1).map((region) => ({ ...region, zones: region.zones.slice(0, 2) })),
    }
    expect(() => matchOrThrow(localPolicy(), other)).toThrow(
      expect.objectContaining({
        code: 'not-found',
        message: expect.stringMatching(
          /use1-az4 in us-east-1, the cloud has use1-az1, use1-az2; the policy has eu-west-1, the cloud has us-east-1; front is www.shop.test in the policy, and www.other.test/,
        ),
        next: expect.stringContaining('failover local'),
      }),
    )
  })
})
