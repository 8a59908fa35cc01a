import { describe, expect, it } from 'vitest'
import { breaches } from '../fixtures/breaches.js'
import { all, awayZones, drill, goodDay, goodScenes, HOUR, homeZones, policy, scene } from '../fixtures/trace.js'

const nowhere = (atMs: number) => scene(atMs, { answers: { ...all(homeZones, 0), ...all(awayZones, 0) } })

describe('L26: never an empty answer', () => {
  it('is kept where the name leads to one region or the other', () => {
    expect(breaches('L26', goodDay())).toEqual([])
  })

  it('is broken at the instant every region is off, once', () => {
    const scenes = [...goodScenes, nowhere(HOUR), nowhere(HOUR + 1), scene(2 * HOUR), nowhere(3 * HOUR)]
    expect(breaches('L26', goodDay({ scenes }))).toHaveLength(2)
  })

  it('is broken where the name leads to both regions, which the policy never asks for', () => {
    const both = [...goodScenes, scene(HOUR, { answers: { ...all(homeZones, 1), ...all(awayZones, 1) } })]
    expect(breaches('L26', goodDay({ scenes: both }))).toHaveLength(1)
    const staged = { ...policy, plan: { ...policy.plan, traffic: { ...policy.plan.traffic, stages: [10, 100] } } }
    expect(breaches('L26', goodDay({ scenes: both, drill: drill({ policy: staged }) }))).toEqual([])
  })
})
