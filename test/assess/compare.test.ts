import { describe, expect, it } from 'vitest'
import { assess } from '../../src/assess/assess.js'
import { failsSameSignals, sawEverythingFailAtOnce, wrongElsewhere } from '../../src/assess/compare.js'
import type { Assessment, Verdict } from '../../src/model/health.js'
import { nameOf, type Subject } from '../../src/model/place.js'
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

describe('wrong answers that are given elsewhere too', () => {
  const [here, there, third] = [homeZone(0), homeZone(1), homeZone(2)]
  const wrong = fail('HTTP 503', 'wrong-answer')
  /** Two rounds of each: the first makes suspects, the second what is impaired. */
  const found = (bad: Verdict, ...others: readonly [Subject, readonly Verdict[], readonly Verdict[]][]) => {
    const round = (at: number, which: 1 | 2) => [
      ...all(here, at, bad),
      ...others.flatMap((each) => checks(each[0], at, each[which])),
    ]
    const strict = { ...policy(), assess: { ...policy().assess, impairedAfter: 2, healthyAfter: 3 } }
    const first = assess(round(900, 1), [], 1_000, strict)
    const after = assess(round(1_900, 2), first, 2_000, strict)
    const isHere = ({ of }: Assessment): boolean => nameOf(of) === nameOf(here)
    return wrongElsewhere(
      after.filter(isHere),
      after.filter((each) => !isHere(each)),
    )
  }

  it('are those of a place that is not healthy', () => {
    expect(found(wrong, [there, [wrong, wrong, pass], [wrong, wrong, wrong]])).toEqual({
      signal: 'http',
      where: nameOf(there),
    })
  })

  it('are those of two places, if each answers well for the most part', () => {
    const now = [wrong, pass, pass]
    expect(found(wrong, [there, [pass, pass, pass], now])).toBeUndefined()
    expect(found(wrong, [there, [pass, pass, pass], now], [third, [pass, pass, pass], now])).toEqual({
      ...{ signal: 'http', where: nameOf(third) },
    })
  })

  it('are none while the others are well, or where this place is silent, slow or refuses', () => {
    expect(found(wrong, [there, [pass, pass, pass], [pass, pass, pass]])).toBeUndefined()
    for (const mode of ['silent', 'slow', 'refused'] as const) {
      expect(found(fail('no answer', mode), [there, [wrong, wrong, wrong], [wrong, wrong, wrong]])).toBeUndefined()
    }
  })
})
