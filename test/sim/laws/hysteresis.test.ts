import { describe, expect, it } from 'vitest'
import { atZone, zone } from '../../../src/model/place.js'
import { breaches } from '../fixtures/breaches.js'
import {
  bad,
  dayWith,
  goodDay,
  goodMinds,
  HOUR,
  home,
  homeZones,
  mind,
  OPENED,
  SECOND,
  SEEN,
  START,
  seen,
  steady,
} from '../fixtures/trace.js'

const z1 = zone('use1-az1')
const calledAfter = (ms: number) =>
  seen(
    OPENED,
    homeZones,
    ...homeZones.map((each) =>
      bad(atZone(home, each), OPENED, { measured: { kind: 'impaired', since: START + SEEN + ms } }),
    ),
  )

describe('L5: hysteresis both ways', () => {
  it('is kept where a place is impaired after as many samples as the policy names', () => {
    expect(breaches('L5', dayWith({ evidence: calledAfter(20 * SECOND) }))).toEqual([])
  })

  it('is broken by a move that rests on a place called impaired at once', () => {
    expect(breaches('L5', dayWith({ evidence: calledAfter(0) }))).toHaveLength(3)
  })

  it('is broken where a place is healthy at the first good look, but by a mind begun anew', () => {
    const healed = mind(
      HOUR,
      steady,
      seen(
        HOUR,
        homeZones.filter((each) => each !== z1),
      ),
    )
    const minds = [...goodMinds, mind(HOUR - SECOND, steady, seen(HOUR, homeZones)), healed]
    expect(breaches('L5', goodDay({ minds }))).toEqual(['use1-az1 was impaired, and healthy at the first good look'])
    const leases = [0, HOUR - SECOND / 2].map((atMs, index) => ({ atMs, epoch: index + 1, host: 'host-1' }))
    expect(breaches('L5', goodDay({ minds, leases }))).toEqual([])
  })
})
