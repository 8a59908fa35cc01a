import { describe, expect, it } from 'vitest'
import { atZone, region, zone } from '../../src/model/place.js'
import type { Policy } from '../../src/policy/policy.js'
import type { DatabaseWorld } from '../../src/sim/drill.js'
import { simulate } from '../../src/sim/simulate.js'
import { dayOf, impair, MINUTE_MS, policyOf } from './fixtures/days.js'

const US = region('us-east-1')
const FIRST = zone('use1-az1')

interface Loss {
  readonly policy: Policy
  readonly database: string
  readonly world: DatabaseWorld
  readonly zones?: readonly string[]
}

/** Regions that take writes, by minute after the power of some zones of us-east-1 fails. */
async function writersWithout({ database, policy, world, zones = [FIRST] }: Loss, minutes: readonly number[]) {
  const events = zones.map((each) => impair({ atMs: 0, service: 'power', of: atZone(US, zone(each)) }))
  const simulation = simulate(dayOf({ policy, events, world: { databases: { [database]: world } } }))
  return minutes.map((minute) => {
    while ((simulation.clock.nextMs() ?? Number.POSITIVE_INFINITY) <= minute * MINUTE_MS)
      simulation.clock.advanceTo(simulation.clock.nextMs() ?? 0)
    simulation.clock.advanceTo(minute * MINUTE_MS)
    return simulation.trace().scenes.at(-1)?.writers[database]?.includes(US)
  })
}

const rds = { policy: policyOf('ebs-bound'), database: 'orders' }
const aurora = { policy: policyOf('static'), database: 'orders', world: { engine: 'aurora', lagMs: 1_000 } } as const
const dynamodb = {
  policy: policyOf('dynamodb'),
  database: 'carts',
  world: { engine: 'dynamodb', lagMs: 1_000 },
} as const

describe('without its first zone', () => {
  it('an RDS instance takes no more writes', async () => {
    const world = { engine: 'rds', lagMs: 1_000 } as const
    expect(await writersWithout({ ...rds, world }, [1, 10, 60])).toEqual([false, false, false])
  })

  it('a Multi-AZ RDS instance is taken over by its standby within two minutes', async () => {
    const world = { engine: 'rds', lagMs: 1_000, isMultiAz: true } as const
    expect(await writersWithout({ ...rds, world }, [1, 2, 60])).toEqual([false, true, true])
  })

  it('an Aurora writer is taken over within half a minute', async () => {
    expect(await writersWithout(aurora, [0.25, 0.5, 60])).toEqual([false, true, true])
  })

  it('a DynamoDB table takes writes throughout', async () => {
    expect(await writersWithout(dynamodb, [0, 0.25, 60])).toEqual([true, true, true])
  })
})

describe('without two of its three zones', () => {
  it.each([
    ['aurora', aurora],
    ['dynamodb', dynamodb],
  ] as const)('%s takes no writes', async (_, of) => {
    const zones = of.policy.regions[0]?.zones.slice(0, 2) ?? []
    expect(await writersWithout({ ...of, zones }, [1, 60])).toEqual([false, false])
  })
})
