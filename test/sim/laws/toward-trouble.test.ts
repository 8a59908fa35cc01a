import { describe, expect, it } from 'vitest'
import type { Assessment, FailureMode } from '../../../src/model/health.js'
import { atRegion, atZone, plane } from '../../../src/model/place.js'
import { breaches } from '../fixtures/breaches.js'
import {
  all,
  away,
  awayZones,
  bad,
  byAda,
  dayWith,
  drill,
  evacuate,
  failing,
  goodDay,
  goodScenes,
  home,
  homeZones,
  OPENED,
  plan,
  policy,
  seen,
  well,
} from '../fixtures/trace.js'

const toSick = seen(OPENED, homeZones, bad(atRegion(away), OPENED, { tallies: [] }))
const sameSignal = awayZones.map((zone) => well(atZone(away, zone), OPENED, { tallies: [failing] }))
const small = goodScenes.map((scene) => ({ ...scene, capacity: { ...scene.capacity, [away]: 40 } }))
const dead = goodScenes.map((scene) => ({ ...scene, zones: { ...scene.zones, ...all(awayZones, 0) } }))
const oneFate = { ...policy, regions: policy.regions.map((region) => ({ ...region, fate: 'one grid' })) }

describe('L4: no move toward trouble', () => {
  it('is kept by a move to a region that is well, apart, and large enough', () => {
    expect(breaches('L4', goodDay())).toEqual([])
  })

  it.each([
    ['where the target is impaired', dayWith({ evidence: toSick })],
    ['where the same signal fails', dayWith({ evidence: seen(OPENED, homeZones, ...sameSignal) })],
    ['where most zones had truly been dead for long', goodDay({ scenes: dead })],
    ['to the same fate', goodDay({ drill: drill({ policy: oneFate }) })],
    ['of users to a region with too little capacity', goodDay({ scenes: small })],
  ])('is broken by a move %s', (_, trace) => {
    expect(breaches('L4', trace)).toHaveLength(1)
  })

  it('is broken by leaving a zone by itself for wrong answers that another gives too', () => {
    const [z1, z2] = homeZones
    if (!z1 || !z2) throw new Error('there are two zones')
    const leaving = (mode: FailureMode, ...others: readonly Assessment[]) => {
      const own = bad(atZone(home, z1), OPENED, { tallies: [{ ...failing, modes: [mode] }] })
      return dayWith({ move: evacuate(z1), plan: plan(evacuate(z1), []), evidence: seen(OPENED, [z1], own, ...others) })
    }
    const wrong = well(atZone(home, z2), OPENED, { tallies: [{ ...failing, modes: ['wrong-answer'] }] })
    expect(breaches('L4', leaving('wrong-answer', wrong))).toEqual([
      'evacuate for wrong answers to http, which use1-az2 gave as well',
    ])
    expect(breaches('L4', leaving('silent', wrong)), 'a zone that is dead gives none').toEqual([])
    expect(breaches('L4', leaving('wrong-answer')), 'it alone').toEqual([])
  })

  it('lets a zone be left whose block storage hangs, while a release is answered wrongly in all', () => {
    const [z1, z2] = homeZones
    if (!z1 || !z2) throw new Error('there are two zones')
    const wrong = { tallies: [{ ...failing, modes: ['wrong-answer' as const] }] }
    const [here, there] = [well(atZone(home, z1), OPENED, wrong), well(atZone(home, z2), OPENED, wrong)]
    const disks = bad(plane('ebs', 'data', atZone(home, z1)), OPENED, { tallies: [{ ...failing, signal: 'ebs' }] })
    const evidence = seen(OPENED, [], here, there, disks)
    const move = evacuate(z1)
    expect(breaches('L4', dayWith({ move, plan: plan(move, []), evidence }))).toEqual([])
    const itself = bad(atZone(home, z1), OPENED, wrong)
    expect(breaches('L4', dayWith({ move, plan: plan(move, []), evidence: [itself, there, disks] }))).toHaveLength(1)
  })

  it('does not bind who waives the guard by name', () => {
    expect(breaches('L4', dayWith({ evidence: toSick, trigger: byAda('standby-health') }))).toEqual([])
    expect(breaches('L4', dayWith({ evidence: toSick, trigger: byAda('cooldown') }))).toHaveLength(1)
  })

  it('does not hold against the mover what nobody could have seen yet', () => {
    const late = [...goodScenes.slice(0, 2), ...dead.slice(2)]
    expect(breaches('L4', goodDay({ scenes: late }))).toEqual([])
  })
})
