import { describe, expect, it } from 'vitest'
import { atRegion, atZone } from '../../../src/model/place.js'
import { breaches } from '../fixtures/breaches.js'
import {
  away,
  bad,
  dayWith,
  failing,
  failover,
  goodDay,
  home,
  homeZones,
  incident,
  OPENED,
  passing,
  START,
  seen,
  well,
} from '../fixtures/trace.js'

const [z1, z2, z3] = homeZones.map((zone) => atZone(home, zone))
const onlyOneVoice = [z1, z2, z3].flatMap((zone) =>
  zone ? [bad(zone, OPENED, { tallies: [{ ...failing, fail: 1 }] })] : [],
)

describe('L1: unknown never triggers and always blocks', () => {
  it('is kept by a move that rests on a fresh quorum', () => {
    expect(breaches('L1', goodDay())).toEqual([])
  })

  it.each([
    [
      'a place that is merely suspect',
      seen(OPENED, homeZones, {
        ...bad(atRegion(home), OPENED),
        measured: { kind: 'suspect', since: START, fails: 2 },
      }),
    ],
    ['a place no quorum ever agreed on', seen(OPENED, homeZones).map(({ lastQuorumAt: _, ...rest }) => rest)],
    ['a quorum that is long past', seen(OPENED, homeZones, bad(atRegion(home), OPENED, { lastQuorumAt: START }))],
    ['a target nobody has seen lately', seen(OPENED, homeZones, well(atRegion(away), OPENED, { lastQuorumAt: START }))],
    ['nothing in its evidence', []],
  ])('is broken by a move that rests on %s', (_, evidence) => {
    expect(breaches('L1', dayWith({ evidence }))).not.toEqual([])
  })

  it('is broken by a move against a guard that could not tell', () => {
    const guards = [{ guard: 'replica-lag', is: 'unknown', because: 'it did not answer' }] as const
    expect(breaches('L1', dayWith({ guards }))).toEqual([
      'failover moved though replica-lag said unknown: it did not answer',
    ])
  })
})

describe('L2: no move without a quorum of vantages outside the suspected region', () => {
  it('is kept where a quorum was heard once in the spell, and some went blind later', () => {
    const blind = seen(OPENED, homeZones).map((each) => ({ ...each, tallies: [{ ...passing, pass: 0, unknown: 3 }] }))
    expect(breaches('L2', dayWith({ evidence: blind }))).toEqual([])
  })

  it('is broken by a move on the word of one vantage', () => {
    const evidence = seen(OPENED, homeZones, ...onlyOneVoice)
    const trace = goodDay({ entries: incident({ evidence }), minds: [] })
    expect(breaches('L2', trace)).toEqual([expect.stringContaining('failover a quorum said of 0 zones')])
  })

  it('is broken where more voices are counted than there are vantages outside', () => {
    const evidence = seen(
      OPENED,
      homeZones,
      ...onlyOneVoice.map((each) => ({ ...each, tallies: [{ ...failing, fail: 4 }] })),
    )
    expect(breaches('L2', dayWith({ evidence }))).toContain(
      'failover more voices on http of use1-az1 than the 3 vantages outside',
    )
  })

  it('lets an operator move without one', () => {
    const trigger = { kind: 'operator', name: 'ada', waives: [] } as const
    expect(breaches('L2', dayWith({ trigger, move: failover, evidence: seen(OPENED, []) }))).toEqual([])
  })
})
