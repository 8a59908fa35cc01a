import { describe, expect, it } from 'vitest'
import { atRegion, atZone, plane } from '../../../src/model/place.js'
import { breaches } from '../fixtures/breaches.js'
import {
  bad,
  dayWith,
  evacuate,
  failover,
  goodDay,
  home,
  homeZones,
  OPENED,
  plan,
  START,
  seen,
} from '../fixtures/trace.js'

const [zone = homeZones[0]] = homeZones
if (!zone) throw new Error('the shop has zones')
const trigger = { kind: 'impairment', of: atZone(home, zone), firstBadAt: START } as const

describe('L3: the smallest sufficient move', () => {
  it('is kept where the share of zones that the policy names is impaired', () => {
    expect(breaches('L3', goodDay())).toEqual([])
  })

  it('is kept where a plane is impaired that the app cannot live without in the region', () => {
    const evidence = seen(OPENED, [], bad(plane('postgres', 'data', atRegion(home)), OPENED))
    expect(breaches('L3', dayWith({ evidence }))).toEqual([])
  })

  it('is broken where a region is left for one zone', () => {
    expect(breaches('L3', dayWith({ trigger, evidence: seen(OPENED, [zone]) }))).toEqual([
      "us-east-1 was left with 1 of its zones impaired; 2 make a region's move",
    ])
  })

  it('is broken where a region is left for a control plane', () => {
    const evidence = seen(OPENED, [], bad(plane('postgres', 'control', atRegion(home)), OPENED))
    expect(breaches('L3', dayWith({ evidence }))).toHaveLength(1)
  })

  it('is broken where a zone is left that is well', () => {
    const move = evacuate(zone)
    expect(breaches('L3', dayWith({ move, plan: plan(move, []), trigger, evidence: seen(OPENED, []) }))).toHaveLength(1)
    expect(breaches('L3', dayWith({ move, plan: plan(move, []), trigger, evidence: seen(OPENED, [zone]) }))).toEqual([])
  })

  it('does not bind a person', () => {
    const operator = { kind: 'operator', name: 'ada', waives: [] } as const
    expect(breaches('L3', dayWith({ move: failover, trigger: operator, evidence: seen(OPENED, []) }))).toEqual([])
  })
})
