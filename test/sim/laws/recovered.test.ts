import { describe, expect, it } from 'vitest'
import { zone } from '../../../src/model/place.js'
import { breaches } from '../fixtures/breaches.js'
import {
  all,
  away,
  awayZones,
  dayWith,
  evacuate,
  goodDay,
  goodScenes,
  home,
  homeZones,
  plan,
  SECOND,
  scene,
} from '../fixtures/trace.js'

const but = (rest: Parameters<typeof scene>[1]) => goodDay({ scenes: goodScenes.map((each) => ({ ...each, ...rest })) })
const z1 = zone('use1-az1')
const leaving = { move: evacuate(z1), plan: plan(evacuate(z1), []) }

describe('L17: recovered means users see it', () => {
  it('is kept where users are served at the target, and writes land there', () => {
    expect(breaches('L17', goodDay())).toEqual([])
  })

  it.each([
    ['the name leads elsewhere', { answers: { ...all(homeZones, 1), ...all(awayZones, 0) } }],
    ['the target answers nobody', { zones: all(awayZones, 0) }],
    ['writes do not land there', { writers: { orders: [home] } }],
    ['no user goes there', { users: { [home]: 100, [away]: 0 } }],
  ])('is broken where %s', (_, rest) => {
    expect(breaches('L17', but(rest))).toHaveLength(1)
  })

  it('is broken where users were never seen served', () => {
    const tells = [[SECOND, { kind: 'incident-closed', outcome: 'recovered', because: 'the API said OK' }]] as const
    expect(breaches('L17', dayWith({ tells }))).toEqual(['closed as recovered, and users were never seen served'])
  })

  it('is broken where the name still leads to a zone that was left', () => {
    expect(breaches('L17', dayWith(leaving, { scenes: [scene(0)] }))).toEqual([
      'recovered was said, but the name still led to use1-az1',
    ])
    expect(
      breaches('L17', dayWith(leaving, { scenes: [scene(0, { answers: { ...all(homeZones, 1), [z1]: 0 } })] })),
    ).toEqual([])
  })
})
