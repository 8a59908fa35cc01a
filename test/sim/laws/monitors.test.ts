import { describe, expect, it } from 'vitest'
import { atRegion, atZone } from '../../../src/model/place.js'
import { breaches } from '../fixtures/breaches.js'
import {
  away,
  awayZones,
  BAD,
  bad,
  dayWith,
  goodDay,
  home,
  homeZones,
  MINUTE,
  OPENED,
  powerLost,
  START,
  seen,
} from '../fixtures/trace.js'

const everywhere = awayZones.map((zone) => bad(atZone(away, zone), OPENED))
const apart = everywhere.map((each) => ({ ...each, firstBadAt: START + BAD - 5 * MINUTE }))

describe("L7: monitoring that fails all at once is the monitor's fault", () => {
  it('is kept where some zones are well, and where they turned bad apart', () => {
    expect(breaches('L7', goodDay())).toEqual([])
    expect(breaches('L7', dayWith({ evidence: seen(OPENED, homeZones, ...apart) }))).toEqual([])
  })

  it('is broken by a move when every zone of every region turned bad at once', () => {
    expect(breaches('L7', dayWith({ evidence: seen(OPENED, homeZones, ...everywhere) }))).toEqual([
      'failover though all 6 zones turned bad within 0 ms',
    ])
  })
})

describe('L24: the data plane is well, so nothing is moved', () => {
  const control = { ...powerLost, service: 'ec2', side: 'control', of: atRegion(home) } as const

  it('is kept where what users need is sick', () => {
    expect(breaches('L24', goodDay())).toEqual([])
  })

  it('is broken by a move while nothing but control planes was sick', () => {
    expect(breaches('L24', goodDay({ happened: [{ atMs: BAD, event: control, ends: false }] }))).toEqual([
      'failover while nothing but control planes was sick',
    ])
  })
})
