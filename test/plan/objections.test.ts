import { describe, expect, it } from 'vitest'
import { atRegion, atZone, type Plane, plane, type Subject, zone } from '../../src/model/place.js'
import { objectionsTo } from '../../src/plan/objections.js'
import { away, awayZone, control, data, home, stock, tactic } from './fixtures/stock.js'

const { seen } = stock('web', {})
const against = (need: Plane, sick: Subject): boolean => {
  const found = objectionsTo('web.capacity', tactic('grow', [need]), seen, [sick], {
    forbid: [],
    unreachableWriter: 'hold',
  })
  return found.length > 0
}
const inZone = plane('ec2', 'control', atZone(away, awayZone))

describe('an impaired place or plane', () => {
  it.each<[string, Plane, Subject, boolean]>([
    ['the plane itself', control('ec2'), control('ec2'), true],
    ['its region', control('ec2'), atRegion(away), true],
    ['another region', control('ec2'), atRegion(home), false],
    ['the other side of its service', control('ec2'), data('ec2'), false],
    ['the same plane elsewhere', control('ec2'), control('ec2', home), false],
    ['another service there', control('ec2'), control('ebs'), false],
    ['one zone, of a need that spans the region', control('ec2'), atZone(away, awayZone), false],
    ['its zone', inZone, atZone(away, awayZone), true],
    ['another zone', inZone, atZone(away, zone('euw1-az2')), false],
    ['the plane of its region', inZone, control('ec2'), true],
    ['the same plane in its zone', inZone, inZone, true],
  ])('objects to what needs it: %s', (_, need, sick, expected) => {
    expect(against(need, sick)).toBe(expected)
  })
})
