import { describe, expect, it } from 'vitest'
import { assess } from '../../src/assess/assess.js'
import { failsSameSignals, sawEverythingFailAtOnce } from '../../src/assess/compare.js'
import { all, allZones, away, checks, fail, home, homeZone, pass, policy } from './fixtures/shop.js'

const well = assess(
  allZones.flatMap((zone) => all(zone, 900, pass)),
  [],
  1_000,
  policy(),
)
const turned = (bad: (index: number) => boolean) =>
  assess(
    allZones.flatMap((zone, index) => all(zone, 1_900, bad(index) ? fail() : pass)),
    well,
    2_000,
    policy(),
  )

describe('everything failing at once', () => {
  it('is seen when every zone of every region turned bad in one round, also in the first one', () => {
    expect(
      sawEverythingFailAtOnce(
        well,
        turned(() => true),
      ),
    ).toBe(true)
    expect(
      sawEverythingFailAtOnce(
        [],
        turned(() => true),
      ),
    ).toBe(true)
  })

  it('is not seen when one zone stayed well, for every choice of that zone', () => {
    for (const spared of allZones.keys()) {
      expect(
        sawEverythingFailAtOnce(
          well,
          turned((index) => index !== spared),
        ),
      ).toBe(false)
    }
  })

  it('is not seen when one zone had been bad before, when a whole region is well, or when nothing is known', () => {
    const oneBad = turned((index) => index === 0)
    const allBad = assess(
      allZones.flatMap((zone) => all(zone, 2_900, fail())),
      oneBad,
      3_000,
      policy(),
    )
    expect(sawEverythingFailAtOnce(oneBad, allBad)).toBe(false)
    expect(
      sawEverythingFailAtOnce(
        well,
        turned((index) => index < 3),
      ),
    ).toBe(false)
    expect(sawEverythingFailAtOnce([], [])).toBe(false)
  })
})

describe('signals that fail in both regions', () => {
  it('are named, each once', () => {
    expect(
      failsSameSignals(
        turned((index) => index % 3 < 2),
        home,
        away,
      ),
    ).toEqual(['http'])
  })

  it('are none when only one region fails, or each fails another', () => {
    expect(
      failsSameSignals(
        turned((index) => index < 3),
        home,
        away,
      ),
    ).toEqual([])
    const awayZone = allZones[3] ?? homeZone(0)
    const apart = assess([...all(homeZone(0), 900, fail()), ...all(awayZone, 900, fail(), 'tcp')], [], 1_000, policy())
    expect(failsSameSignals(apart, home, away)).toEqual([])
  })

  it('count only by a majority, and by the quorum asked for', () => {
    const awayZone = allZones[3] ?? homeZone(0)
    const split = assess(
      [...all(homeZone(0), 900, fail()), ...checks(awayZone, 900, [fail(), pass, pass])],
      [],
      1_000,
      policy(),
    )
    expect(failsSameSignals(split, home, away)).toEqual([])
    const single = assess([...all(homeZone(0), 900, fail()), ...checks(awayZone, 900, [fail()])], [], 1_000, policy())
    expect(failsSameSignals(single, home, away)).toEqual(['http'])
    expect(failsSameSignals(single, home, away, 2)).toEqual([])
  })
})
