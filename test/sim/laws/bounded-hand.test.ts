import { describe, expect, it } from 'vitest'
import { zone } from '../../../src/model/place.js'
import { breaches } from '../fixtures/breaches.js'
import {
  all,
  byAda,
  drill,
  evacuate,
  goodDay,
  homeZones,
  incident,
  limits,
  MINUTE,
  OPENED,
  plan,
  scene,
  seen,
} from '../fixtures/trace.js'

const z1 = zone('use1-az1')
const z2 = zone('use1-az2')
const leave = (at = z1, rest: Parameters<typeof incident>[0] = {}) =>
  incident({ move: evacuate(at), plan: plan(evacuate(at), []), evidence: seen(OPENED, [at]), ...rest })
const only = (...serving: readonly (typeof z1)[]) => ({ ...all(homeZones, 0), ...all(serving, 1) })

describe('L22: a bounded hand', () => {
  it('is kept where one of three zones is left', () => {
    expect(breaches('L22', goodDay({ entries: leave() }))).toEqual([])
  })

  it('is broken where the last zone that serves is left, whoever asks', () => {
    const scenes = [scene(0, { answers: only(z1) })]
    expect(breaches('L22', goodDay({ scenes, entries: leave() }))).toEqual([
      'evacuate takes the last zone of us-east-1 that served',
    ])
    expect(breaches('L22', goodDay({ scenes, entries: leave(z1, { trigger: byAda() }) }))).toHaveLength(1)
    expect(breaches('L22', goodDay({ scenes, entries: leave(z1, { trigger: byAda('bounded-hand') }) }))).toEqual([])
  })

  it('is broken where everything looks sick', () => {
    expect(breaches('L22', goodDay({ entries: leave(z1, { evidence: seen(OPENED, homeZones) }) }))).toEqual([
      'evacuate though none of use1-az2, use1-az4 was known to be well',
    ])
  })

  it('is broken by a second zone within ten minutes', () => {
    const again = (afterMs: number) => [...leave(), ...leave(z2, { id: 'inc-2', atMs: OPENED + afterMs })]
    const scenes = [scene(0)]
    expect(breaches('L22', goodDay({ scenes, entries: again(5 * MINUTE) }))).toEqual([
      'evacuate within ten minutes of leaving use1-az1',
    ])
    expect(breaches('L22', goodDay({ scenes, entries: again(11 * MINUTE) }))).toEqual([])
  })

  it('is broken by more than the share of capacity that the policy allows', () => {
    const strict = drill({ policy: limits({ handPercent: 30 }) })
    expect(breaches('L22', goodDay({ drill: strict, entries: leave() }))).toHaveLength(1)
  })
})
