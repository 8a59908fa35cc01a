import { describe, expect, it } from 'vitest'
import { brief, effectWords, plain, sentence, spanWords, tPlus } from '../../../src/sim/picture/words.js'

const effect = { errorsPercent: 0, latencyMs: 0, hang: false, gray: false, rampMs: 0 }

describe('the words of the picture', () => {
  it('count time from minute 0', () => {
    expect([tPlus(0), tPlus(270_000), tPlus(-30_000)]).toEqual(['T+0', 'T+4 min 30 s', 'T\u221230 s'])
    expect(spanWords(60_000, 90_000)).toBe('T+1 min to T+1 min 30 s (30 s)')
    expect(spanWords(60_000, 60_000)).toBe('T+1 min')
  })

  it.each([
    [
      { errorsPercent: 13, hang: true, rampMs: 900_000, gray: true },
      '13 % hangs, growing over 15 min, pages from cache still load',
    ],
    [{ hang: true }, 'it hangs'],
    [{ errorsPercent: 100 }, 'all of it fails'],
    [{ errorsPercent: 60, latencyMs: 30_000 }, '60 % fails, 30 s slower'],
    [{}, 'disturbed'],
  ])('say what %j does', (part, words) => {
    expect(effectWords({ ...effect, ...part })).toBe(words)
  })

  it('say planes as people do, and leave alone what only looks like one', () => {
    expect(plain('rds/data@us-east-1 is impaired')).toBe('databases (RDS) in us-east-1 is impaired')
    expect(plain('ebs/control@use1-az1')).toBe('control plane of block storage in use1-az1')
    expect(plain('foo/data@bar')).toBe('foo/data@bar')
  })

  it('begin a sentence with a capital but for a code, and end it once', () => {
    expect(sentence('users are served')).toBe('Users are served.')
    expect(sentence('use1-az1 is left!')).toBe('use1-az1 is left!')
    expect(sentence('us-east-1 is left')).toBe('us-east-1 is left.')
  })

  it('leave out what stands in brackets at the end', () => {
    expect(brief('promote orders (PromoteReadReplica: reboots)')).toBe('promote orders')
    expect(brief('promote (orders) now')).toBe('promote (orders) now')
  })
})
