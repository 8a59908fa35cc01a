import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { raised, standOf, total, usefulPercent } from '../../../src/providers/local/app-servers-slots.js'
import { awayZones } from './fixtures/paper-cloud.js'

const [a, b, c] = awayZones
const zoneState = fc.record({ isRunning: fc.boolean(), slots: fc.nat(15), slotsMax: fc.nat(15) })
const stand = fc
  .tuple(zoneState, zoneState, zoneState)
  .map((states) =>
    standOf(
      awayZones.map((zone, index) => ({ zone, ...(states[index] ?? { isRunning: false, slots: 0, slotsMax: 0 }) })),
    ),
  )
const sum = (values: readonly number[]) => values.reduce((one, other) => one + other, 0)

describe('raising slots', () => {
  it('spreads what is missing evenly', () => {
    const slots = { [a]: 4, [b]: 4, [c]: 3 }
    expect(raised({ slots, slotsMax: { [a]: 12, [b]: 12, [c]: 12 } }, 12)).toEqual({ [a]: 4, [b]: 4, [c]: 4 })
    expect(raised({ slots: { [a]: 0, [b]: 5, [c]: 0 }, slotsMax: { [a]: 12, [b]: 12, [c]: 2 } }, 12)).toEqual({
      ...{ [a]: 5, [b]: 5, [c]: 2 },
    })
  })

  it('carries a zone’s share on the others when it does not run', () => {
    const zones = awayZones.map((zone, index) => ({ zone, isRunning: index !== 1, slots: 4, slotsMax: 12 }))
    expect(raised(standOf(zones), 12)).toEqual({ [a]: 6, [c]: 6 })
  })

  it('comes to the capacity exactly, or to all there is; nowhere lower than before, nowhere above the most', () => {
    fc.assert(
      fc.property(stand, fc.nat(60), (found, capacity) => {
        const slots = raised(found, capacity)
        const room = sum(
          Object.keys(slots).map((zone) => Math.max(0, (found.slotsMax[zone] ?? 0) - (found.slots[zone] ?? 0))),
        )
        expect(total(slots)).toBe(Math.max(total(found.slots), Math.min(capacity, total(found.slots) + room)))
        for (const [zone, count] of Object.entries(slots)) {
          expect(count).toBeGreaterThanOrEqual(found.slots[zone] ?? 0)
          if (count > (found.slots[zone] ?? 0)) expect(count).toBeLessThanOrEqual(found.slotsMax[zone] ?? 0)
        }
      }),
    )
  })

  it('does nothing twice: raised is raised', () => {
    fc.assert(
      fc.property(stand, fc.nat(60), (found, capacity) => {
        const slots = raised(found, capacity)
        expect(raised({ ...found, slots }, capacity)).toEqual(slots)
      }),
    )
  })
})

describe('useful capacity', () => {
  it('is what running zones can be raised to, in percent of what is needed', () => {
    const zones = awayZones.map((zone, index) => ({ zone, isRunning: index < 2, slots: 1, slotsMax: 12 }))
    expect(usefulPercent(standOf(zones), 12)).toBe(200)
    expect(usefulPercent(standOf(zones), 30)).toBe(80)
    expect(usefulPercent(standOf([]), 12)).toBe(0)
  })
})
