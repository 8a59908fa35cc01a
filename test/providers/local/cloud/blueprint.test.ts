import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { load } from '../../../../src/policy/load.js'
import type { Policy } from '../../../../src/policy/policy.js'
import { blueprintOf, spread } from '../../../../src/providers/local/cloud/blueprint.js'
import { resourceTypes } from '../../../../src/providers/registry.js'

async function policyIn(file: string, edit: (text: string) => string = (text) => text): Promise<Policy> {
  const loaded = load(edit(await readFile(file, 'utf8')), file, resourceTypes)
  if (loaded.is !== 'policy') throw new Error(JSON.stringify(loaded.faults))
  return loaded.policy
}

describe('the blueprint', () => {
  it('has the regions of the policy, the primary first, whatever their order', async () => {
    const swapped = await policyIn('policies/local.yaml', (text) =>
      text
        .replace('role: primary', 'role: x')
        .replace('role: standby', 'role: primary')
        .replace('role: x', 'role: standby'),
    )
    expect(blueprintOf(swapped, 'local.yaml').regions.map(({ region }) => region)).toEqual(['eu-west-1', 'us-east-1'])
  })

  it('takes the name, its TTL and the database from the resources', async () => {
    expect(blueprintOf(await policyIn('policies/local.yaml'), 'local.yaml')).toMatchObject({
      ...{ publicName: 'www.shop.test', ttlMs: 2_000, database: 'shop' },
      vantages: ['us-west-2', 'eu-central-1', 'ap-southeast-1'],
    })
  })

  it('runs the standby warm: enough for the guard, and a move has something left to add', async () => {
    const { regions } = blueprintOf(await policyIn('policies/local.yaml'), 'local.yaml')
    expect(regions.map(({ slots, slotsMax }) => [slots, slotsMax])).toEqual([
      [12, 12],
      [11, 12],
    ])
  })

  it('refuses a policy of another world', async () => {
    const storefront = await policyIn('policies/storefront.yaml')
    expect(() => blueprintOf(storefront, 'storefront.yaml')).toThrow(
      expect.objectContaining({ code: 'unsupported', next: expect.stringContaining('world: local') }),
    )
  })

  it.each([
    [12, 3, [4, 4, 4]],
    [11, 3, [4, 4, 3]],
    [2, 3, [1, 1, 0]],
  ])('spreads %s over %s evenly', (total, count, shares) => {
    expect(spread(total, count)).toEqual(shares)
  })
})
