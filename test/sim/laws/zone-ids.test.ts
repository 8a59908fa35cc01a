import { describe, expect, it } from 'vitest'
import { atZone, type ZoneId } from '../../../src/model/place.js'
import { breaches } from '../fixtures/breaches.js'
import { dayWith, failover, goodDay, home, OPENED, plan, seen, step, well } from '../fixtures/trace.js'

describe('L21: zone ids, not names', () => {
  it('is kept where every zone is one of the policy', () => {
    expect(breaches('L21', goodDay())).toEqual([])
  })

  it('is broken by a zone that goes by its name, or that is none of its region', () => {
    const evidence = [
      ...seen(OPENED, []),
      ...['us-east-1a', 'euw1-az1'].map((zone) => well(atZone(home, zone as ZoneId), OPENED)),
    ]
    expect(breaches('L21', dayWith({ evidence }))).toEqual([
      'us-east-1a is no zone id of us-east-1',
      'euw1-az1 is no zone id of us-east-1',
    ])
  })

  it('is broken by a plan that names a zone', () => {
    const drawn = plan(failover, [step('web', 'capacity', [], { says: 'launch in us-east-1b' })])
    expect(breaches('L21', dayWith({ plan: drawn }))).toEqual(['its plan names the zone us-east-1b'])
  })
})
