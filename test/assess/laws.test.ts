import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assess } from '../../src/assess/assess.js'
import type { Assessment, Check, Health, Verdict } from '../../src/model/health.js'
import { nameOf } from '../../src/model/place.js'
import { allZones, fail, pass, policy, signal, unknown, vantages } from './fixtures/shop.js'

const RANK: Readonly<Record<Health['kind'], number>> = { healthy: 0, recovering: 1, suspect: 2, impaired: 3 }
const by = policy({
  signals: [signal('http', 'zone'), signal('tcp', 'zone')],
  assess: { impairedAfter: 2, healthyAfter: 2 },
})

const verdict = fc.constantFrom<Verdict>(pass, fail(), fail('no answer', 'silent'), unknown)
const check = (verdicts: fc.Arbitrary<Verdict>): fc.Arbitrary<Check> =>
  fc.record({
    kind: fc.constant('check' as const),
    at: fc.integer({ min: 0, max: 999 }),
    from: fc.constantFrom(...vantages),
    of: fc.constantFrom(...allZones),
    signal: fc.constantFrom('http', 'tcp'),
    verdict: verdicts,
  })
const round = (verdicts = verdict): fc.Arbitrary<readonly Check[]> => fc.array(check(verdicts), { maxLength: 60 })

const run = (rounds: readonly (readonly Check[])[], start: readonly Assessment[] = []): readonly Assessment[] =>
  rounds.reduce<readonly Assessment[]>((seen, checks, index) => {
    const from = index * 1_000
    return assess(
      checks.map((each) => ({ ...each, at: from + each.at })),
      seen,
      from + 1_000,
      by,
    )
  }, start)

describe('the laws of judgement', () => {
  it('L1: rounds of nothing but unknown leave every health as it was', () => {
    fc.assert(
      fc.property(
        fc.array(round(), { maxLength: 6 }),
        fc.array(round(fc.constant(unknown)), { minLength: 1, maxLength: 3 }),
        (before, blind) => {
          const seen = run(before)
          const later = run(blind, seen)
          for (const { firstBadAt, lastQuorumAt, measured, of } of seen) {
            const now = later.find((assessment) => nameOf(assessment.of) === nameOf(of))
            expect(now?.measured).toEqual(measured)
            expect([now?.firstBadAt, now?.lastQuorumAt]).toEqual([firstBadAt, lastQuorumAt])
          }
          expect(
            later.every(
              ({ measured, of }) => measured.kind === 'healthy' || seen.some((was) => nameOf(was.of) === nameOf(of)),
            ),
          ).toBe(true)
        },
      ),
    )
  })

  it('L2: fewer failing vantages than the quorum never put anything in doubt, however long they fail', () => {
    const lone = round().map((checks) =>
      checks.map((each) =>
        each.from === vantages[0] || each.verdict.is !== 'fail' ? each : { ...each, verdict: unknown },
      ),
    )
    fc.assert(
      fc.property(fc.array(lone, { maxLength: 12 }), (rounds) => {
        expect(run(rounds).every(({ measured }) => measured.kind === 'healthy')).toBe(true)
      }),
    )
  })

  it('does not depend on the order in which a round’s observations came', () => {
    const shuffled = round().chain((checks) =>
      fc.tuple(fc.constant(checks), fc.shuffledSubarray([...checks], { minLength: checks.length })),
    )
    fc.assert(
      fc.property(fc.array(shuffled, { maxLength: 5 }), (rounds) => {
        expect(run(rounds.map(([, other]) => other))).toEqual(run(rounds.map(([one]) => one)))
      }),
    )
  })

  it('L5: one round makes nothing impaired that was healthy, nor healthy that was impaired', () => {
    fc.assert(
      fc.property(fc.array(round(), { maxLength: 8 }), round(), (before, more) => {
        const seen = run(before)
        for (const { measured, of } of assess(more, seen, 99_000, by)) {
          const was = seen.find((assessment) => nameOf(assessment.of) === nameOf(of))?.measured.kind ?? 'healthy'
          if (of.kind === 'zone') expect([was, measured.kind]).not.toEqual(['healthy', 'impaired'])
          expect([was, measured.kind]).not.toEqual(['impaired', 'healthy'])
        }
      }),
    )
  })

  it('one more failing vote never makes a zone look better', () => {
    fc.assert(
      fc.property(fc.array(round(), { maxLength: 5 }), round(), fc.nat(), (before, checks, pick) => {
        const seen = run(before)
        // One check a vantage, subject and signal, so that the vote changed is the vote counted.
        const single = [
          ...new Map(checks.map((each) => [`${each.from} ${each.signal} ${nameOf(each.of)}`, each])).values(),
        ]
        const worse = single.map((each, index) =>
          index === pick % Math.max(1, single.length) ? { ...each, verdict: fail() } : each,
        )
        const [kinds, worseKinds] = [single, worse].map((each) =>
          assess(each, seen, 99_000, by).filter(({ of }) => of.kind === 'zone'),
        )
        for (const [index, { measured }] of (kinds ?? []).entries()) {
          const other = worseKinds?.[index]?.measured.kind ?? 'healthy'
          expect(RANK[other]).toBeGreaterThanOrEqual(RANK[measured.kind])
        }
      }),
    )
  })

  it('has a first bad sample exactly while something is not healthy', () => {
    fc.assert(
      fc.property(fc.array(round(), { maxLength: 8 }), (rounds) => {
        for (const { firstBadAt, measured } of run(rounds)) {
          expect(firstBadAt !== undefined).toBe(measured.kind !== 'healthy')
        }
      }),
    )
  })
})
