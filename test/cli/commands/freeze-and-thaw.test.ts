import { beforeEach, describe, expect, it, vi } from 'vitest'
import { freeze, thaw } from '../../../src/cli/commands/to.js'
import { frozenIn } from '../../../src/decide/frozen.js'
import { BEFORE, home, type Shop } from '../../controller/fixtures/shop.js'
import { openShop } from '../fixtures/opened.js'
import { keptOutput } from '../fixtures/output.js'

vi.mock('../../../src/cli/open.js', async (original) => ({
  ...(await original<typeof import('../../../src/cli/open.js')>()),
  open: (await import('../fixtures/opened.js')).openCurrent,
  findPolicy: () => 'shop.yaml',
  readPolicy: () => policyOfShop,
}))
const { policy: policyOfShop } = await vi.hoisted(() => import('../../controller/fixtures/shop.js'))

let shop: Shop
let closings: () => number
beforeEach(() => {
  ;({ closings, shop } = openShop())
})

const yes = { yes: true } as const
const waived = { yes: true, waive: ['hold-down'], because: 'we need the capacity' } as const
const frozen = () => frozenIn(shop.store.entries)
const froze = () => shop.clock.run(freeze(keptOutput(), yes, home))

describe('failover freeze', () => {
  it('suspends what would change there, tells it, and stays until a person lifts it', async () => {
    const output = keptOutput()
    await shop.clock.run(freeze(output, yes, home))
    expect(shop.values).toEqual({ ...BEFORE, 'web.frozen': true })
    expect(frozen()).toMatchObject([{ region: home, byItself: false, pending: [] }])
    expect(output.said.join('\n')).toContain('us-east-1 is frozen: failover changes nothing there')
    expect(output.documents).toMatchObject([{ ended: { is: 'done' }, incident: { move: { kind: 'freeze' } } }])
    expect(closings()).toBe(1)
  })

  it('rehearsed shows its plan and changes nothing', async () => {
    const output = keptOutput()
    await shop.clock.run(freeze(output, { dryRun: true }, home))
    expect(shop.values).toEqual(BEFORE)
    expect(shop.store.entries).toEqual([])
    expect(output.said.join('\n')).toContain('frozen web')
  })

  it('has nothing to do where it is done', async () => {
    await froze()
    const output = keptOutput()
    await expect(shop.clock.run(freeze(output, yes, home))).rejects.toMatchObject({ exitCode: 0 })
    expect(output.said).toContain('Nothing to do: us-east-1 is frozen already.')
  })

  it('says whose turn it is where something could not be suspended, and does only that when asked again', async () => {
    shop.refused.add('web.frozen')
    const output = keptOutput()
    await shop.clock.run(freeze(output, yes, home))
    expect(output.said.join('\n')).toMatch(
      /not suspended: web \(web.frozen is denied\); "failover freeze us-east-1" tries it again at any time$/m,
    )
    shop.refused.clear()
    await froze()
    expect(frozen()).toMatchObject([{ byItself: false, pending: [] }])
    expect(shop.values).toMatchObject({ 'web.frozen': true })
  })
})

describe('failover thaw', () => {
  it('is held on first green, and names the guard to waive', async () => {
    await froze()
    await expect(shop.clock.run(thaw(keptOutput(), yes))).rejects.toMatchObject({
      ...{ exitCode: 3, message: expect.stringContaining('thaw us-east-1 held by hold-down: clean for') },
      next: expect.stringContaining('--waive hold-down'),
    })
    expect(frozen()).toHaveLength(1)
  })

  it('resumes what was suspended, with the guard waived on record; the region need not be named', async () => {
    await froze()
    const output = keptOutput()
    await shop.clock.run(thaw(output, waived))
    expect(shop.values).toEqual({ ...BEFORE, 'web.frozen': false })
    expect(frozen()).toEqual([])
    expect(output.said.join('\n')).toContain('us-east-1 is no longer frozen: thawed web')
    expect(output.documents).toMatchObject([{ ended: { is: 'done' } }])
  })

  it('ends with 4 and says what stays, when something cannot be resumed', async () => {
    await froze()
    shop.refused.add('web.frozen')
    await expect(shop.clock.run(thaw(keptOutput(), waived, home))).rejects.toMatchObject({
      ...{ exitCode: 4, message: expect.stringContaining('us-east-1 stays frozen, for want of: thawed web') },
      next: expect.stringContaining('"failover thaw us-east-1" tries it again'),
    })
    expect(frozen()).toHaveLength(1)
  })

  it('has nothing to do where nothing is frozen', async () => {
    const output = keptOutput()
    await expect(shop.clock.run(thaw(output, yes))).rejects.toMatchObject({ exitCode: 0 })
    expect(output.said).toContain('Nothing to do: nothing is frozen.')
  })
})
