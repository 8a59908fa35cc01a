import { describe, expect, it } from 'vitest'
import { atRegion, atZone } from '../../../src/model/place.js'
import { breaches } from '../fixtures/breaches.js'
import {
  all,
  away,
  awayZones,
  bad,
  byAda,
  dayWith,
  drill,
  failing,
  goodDay,
  goodScenes,
  homeZones,
  OPENED,
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

  it('does not bind who waives the guard by name', () => {
    expect(breaches('L4', dayWith({ evidence: toSick, trigger: byAda('standby-health') }))).toEqual([])
    expect(breaches('L4', dayWith({ evidence: toSick, trigger: byAda('cooldown') }))).toHaveLength(1)
  })

  it('does not hold against the mover what nobody could have seen yet', () => {
    const late = [...goodScenes.slice(0, 2), ...dead.slice(2)]
    expect(breaches('L4', goodDay({ scenes: late }))).toEqual([])
  })
})
