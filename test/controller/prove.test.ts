import { describe, expect, it } from 'vitest'
import { proves } from '../../src/controller/prove.js'
import type { Proof } from '../../src/model/plan.js'
import type { PublicEye, PublicGlance } from '../../src/model/world.js'
import { away, home, policy, Shop } from './fixtures/shop.js'

const proof: Proof = { at: away, from: home, percent: 10, final: false, planned: true, settleMs: 5_000 }
const pass = { is: 'pass', latencyMs: 1 } as const
const fail = { is: 'fail', because: 'answered 500', mode: 'wrong-answer' } as const
const seen = (rest: Partial<PublicGlance>): PublicGlance => ({
  ...{
    at: 0,
    answers: [away],
    read: pass,
    write: pass,
    servedBy: { region: away, zone: 'euw1-az1' },
    isNewcomer: true,
  },
  ...rest,
})

async function prove(glance: PublicEye['glance'], halt?: string, signal = new AbortController().signal) {
  const shop = new Shop()
  const world = shop.world(undefined, { eye: { glance } })
  const found = await shop.clock.run(proves(world, policy, async () => halt)(proof, signal))
  return { ...found, tookMs: shop.clock.monotonic(), left: shop.clock.sleeping }
}

describe('the proof of a stage', () => {
  it('is looked for as a newcomer, for as long as the stage settles', async () => {
    const asked: unknown[] = []
    const proved = await prove(async (_, as) => {
      asked.push(as)
      return seen({})
    })
    expect(proved).toMatchObject({ is: 'served', left: 0 })
    expect(proved.tookMs).toBeGreaterThanOrEqual(5_000)
    expect(proved.tookMs).toBeLessThan(6_000)
    expect(new Set(asked)).toEqual(new Set(['newcomer']))
  })

  it('is soon seen to be none', async () => {
    const proved = await prove(async () => seen({ read: fail, write: fail }))
    expect(proved).toMatchObject({ is: 'not-served', because: expect.stringContaining('answered 500') })
    expect(proved.tookMs).toBeLessThan(1_000)
  })

  it('is none while nobody can look, and is not waited for longer than users may be (law 1)', async () => {
    const proved = await prove(async () => {
      throw new Error('no route')
    })
    expect(proved.is).toBe('not-served')
    expect(proved.tookMs).toBeLessThan(2 * 5_000 + policy.report.objectives.recoveryTimeMs + 5_000)
  })

  it('does not keep whoever asks to halt waiting', async () => {
    const proved = await prove(async () => seen({}), 'ada asked to halt')
    expect(proved).toMatchObject({ is: 'halted', because: 'ada asked to halt' })
    expect(proved.tookMs).toBeLessThan(3_000)
  })

  it('ends when the run may not go on', async () => {
    expect((await prove(async () => seen({}), undefined, AbortSignal.abort())).is).toBe('halted')
  })
})
