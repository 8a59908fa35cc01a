import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { halt } from '../../../src/cli/commands/halt.js'
import type { JournalEntry } from '../../../src/model/journal.js'
import { abandoned, recovered } from '../../report/fixtures/journal.js'
import { openShop, remember } from '../fixtures/opened.js'
import { keptOutput } from '../fixtures/output.js'

vi.mock('../../../src/cli/open.js', async () => ({ open: (await import('../fixtures/opened.js')).openCurrent }))
beforeEach(() => vi.stubEnv('FAILOVER_OPERATOR', 'ada'))
afterEach(() => vi.unstubAllEnvs())

async function halted(entries: readonly JournalEntry[], because?: string) {
  const { closings, shop } = openShop()
  await remember(shop, entries)
  const output = keptOutput()
  await halt(output, because === undefined ? {} : { because })
  expect(closings()).toBe(1)
  return { ...output, asked: (await shop.store.get('halt-inc-20261124-141502'))?.text }
}

describe('failover halt', () => {
  it('asks the running move to stop, with who asked and why, where the executor looks before each step', async () => {
    const found = await halted(recovered.slice(0, 5), 'wrong region')
    expect(found.asked).toBe('ada asked to halt: wrong region')
    expect(found.said[0]).toBe(
      'Asked inc-20261124-141502 (failover us-east-1 → eu-west-1) to halt before its next step.',
    )
    expect(found.documents).toEqual([{ halted: 'inc-20261124-141502', because: 'ada asked to halt: wrong region' }])
  })

  it('may be said twice', async () => {
    const { shop } = openShop()
    await remember(shop, recovered.slice(0, 5))
    await halt(keptOutput(), {})
    await halt(keptOutput(), { because: 'really' })
    expect((await shop.store.get('halt-inc-20261124-141502'))?.text).toBe('ada asked to halt: really')
  })

  it('has nothing to ask of a move that is halted already, nor of one that is over', async () => {
    const already = await halted(recovered.slice(0, 6))
    expect(already.said[0]).toMatch(/is halted already; "failover resume" goes on\.$/)
    expect(already.asked).toBeUndefined()
    const over = await halted([...recovered, ...abandoned])
    expect(over).toMatchObject({ said: ['Nothing to halt: no move is under way.'], documents: [{ halted: false }] })
    expect(over.asked).toBeUndefined()
  })
})
