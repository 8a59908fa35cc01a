import { describe, expect, it } from 'vitest'
import { breaches } from '../fixtures/breaches.js'
import { byAda, dayWith, failover, goodDay, goodScenes, plan, switchover } from '../fixtures/trace.js'

const lossy = goodScenes.map((scene, index) => (index < 2 ? scene : { ...scene, lost: { writes: 12, ms: 900 } }))
const { expectedLossMs: _, ...untold } = plan(failover)

describe('L12: loss is told before and measured after', () => {
  it('is kept by a failover that says what it may lose, and what it lost', () => {
    expect(breaches('L12', goodDay())).toEqual([])
    expect(breaches('L12', dayWith({ lostWrites: 12 }, { scenes: lossy }))).toEqual([])
  })

  it('is broken by a plan that does not say what it may lose, unless its guard was waived', () => {
    expect(breaches('L12', dayWith({ plan: untold }))).toHaveLength(1)
    expect(breaches('L12', dayWith({ plan: untold, trigger: byAda('replica-lag') }))).toEqual([])
  })

  it('is broken by a loss that is recorded as none', () => {
    expect(breaches('L12', goodDay({ scenes: lossy }))).toEqual(['lost 12 writes, recorded as none'])
  })

  it('is broken by a switchover that loses writes', () => {
    const move = { move: switchover, trigger: byAda() }
    expect(breaches('L12', dayWith(move))).toEqual([])
    expect(breaches('L12', dayWith(move, { scenes: lossy }))).toEqual(['a switchover lost 12 acknowledged writes'])
  })
})
