import { describe, expect, it } from 'vitest'
import { countSignal } from '../../src/assess/votes.js'
import type { Check, Verdict } from '../../src/model/health.js'
import { atZone, vantage, zone } from '../../src/model/place.js'
import { fail, home, pass, unknown } from './fixtures/shop.js'

const az1 = atZone(home, zone('use1-az1'))

const cast = (verdicts: readonly Verdict[], at = 10): readonly Check[] =>
  verdicts.map((verdict, index) => ({
    kind: 'check',
    at: at + index,
    from: vantage(`v${index}`),
    of: az1,
    signal: 'http',
    verdict,
  }))

describe('votes on a signal', () => {
  it('follow one rule for every way up to five vantages can vote and every quorum of them', () => {
    const words = { pass, fail: fail(), unknown } as const
    const kinds = ['pass', 'fail', 'unknown'] as const
    for (let count = 1; count <= 5; count++) {
      for (let code = 0; code < 3 ** count; code++) {
        const votes = Array.from({ length: count }, (_, index) => kinds[Math.floor(code / 3 ** index) % 3] ?? 'unknown')
        const passes = votes.filter((vote) => vote === 'pass').length
        const fails = votes.filter((vote) => vote === 'fail').length
        for (let quorum = 1; quorum <= count; quorum++) {
          const { is, tally } = countSignal('http', cast(votes.map((vote) => words[vote])), az1, quorum)
          expect(tally).toMatchObject({ pass: passes, fail: fails, unknown: count - passes - fails })
          if (is === 'fail') expect(fails >= quorum && fails > passes).toBe(true)
          else if (is === 'pass') expect(passes >= quorum && passes > fails).toBe(true)
          else expect(passes === fails || (passes < quorum && fails < quorum)).toBe(true)
        }
      }
    }
  })

  it('are unknown when both sides reach the quorum evenly', () => {
    expect(countSignal('http', cast([pass, pass, fail(), fail()]), az1, 2).is).toBe('unknown')
  })

  it('count one vantage once, by its newest check', () => {
    const [one] = cast([fail()])
    if (!one) throw new Error('no check')
    const again: readonly Check[] = [{ ...one, at: 12, verdict: pass }, one, { ...one, at: 11 }]
    expect(countSignal('http', again, az1, 1)).toMatchObject({ is: 'pass', quorumAt: 12, tally: { pass: 1, fail: 0 } })
    expect(countSignal('http', again, az1, 2).is).toBe('unknown')
  })

  it('take a vantage that contradicts itself at one instant as unable to tell', () => {
    const [one] = cast([fail()])
    if (!one) throw new Error('no check')
    expect(countSignal('http', [{ ...one, verdict: unknown }, one], az1, 1)).toMatchObject({ is: 'unknown' })
  })

  it('leave out a vantage inside the suspected region', () => {
    const inside = cast([fail(), fail()]).map((check) => ({ ...check, from: vantage(home) }))
    expect(countSignal('http', inside, az1, 1)).toMatchObject({
      is: 'unknown',
      tally: { pass: 0, fail: 0, unknown: 0 },
    })
  })

  it('keep the first reason for a failure, before any for not seeing, and every mode once', () => {
    const { tally } = countSignal(
      'http',
      cast([unknown, fail('no answer', 'silent'), fail('500', 'wrong-answer'), fail('503', 'wrong-answer')]),
      az1,
      2,
    )
    expect(tally).toEqual({
      signal: 'http',
      pass: 0,
      fail: 3,
      unknown: 1,
      because: 'no answer',
      modes: ['silent', 'wrong-answer'],
    })
  })

  it('keep the reason for not seeing when nothing failed', () => {
    expect(countSignal('http', cast([pass, unknown]), az1, 1).tally.because).toBe('no address to ask from')
  })

  it('tell when the quorum last agreed and what failed first', () => {
    const late = cast([fail(), pass, fail()])
    expect(countSignal('http', late, az1, 2)).toMatchObject({ is: 'fail', failedAt: 10, quorumAt: 12 })
  })
})
