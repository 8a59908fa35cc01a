import { describe, expect, it } from 'vitest'
import { endOf, freezeWindow } from '../../../src/decide/guards/freeze-window.js'
import type { FreezeWindow } from '../../../src/policy/policy.js'
import { both, byAda, EVERY, failover, HOUR, MINUTE, NOW, policy, SECOND, sayOf, why, word } from '../fixtures/shop.js'

const span: FreezeWindow = { kind: 'span', from: NOW - HOUR, to: NOW + HOUR, why: 'the sale' }
/** Every day at nine in New York, for two hours; in November that is 14:00 UTC. */
const daily: FreezeWindow = {
  ...{ kind: 'schedule', cron: '0 9 * * *', forMs: 2 * HOUR, timeZone: 'America/New_York', why: 'the market opens' },
}
const winter = Date.UTC(2026, 10, 24, 14, 0, 0)
const summer = Date.UTC(2026, 6, 24, 13, 0, 0)
const including = (...freezeWindows: readonly FreezeWindow[]) => ({
  policy: { ...policy, decide: { ...policy.decide, freezeWindows } },
})

describe('the guard of freeze windows', () => {
  it('speaks of every move, whoever asks, but not of a freeze, which is what it asks for', () => {
    expect(sayOf(freezeWindow)).toEqual(both(...EVERY.filter((kind) => kind !== 'freeze')))
  })

  it('blocks while any window is in force, and says for how long', () => {
    const past: FreezeWindow = { ...span, to: NOW }
    expect(word(freezeWindow, byAda(failover), including(past, span))).toBe('block')
    expect(why(freezeWindow, byAda(failover), including(past, span))).toBe('"the sale" is in force for another 1 h')
    expect(word(freezeWindow, byAda(failover), including(past))).toBe('allow')
    expect(word(freezeWindow, byAda(failover))).toBe('allow')
  })

  it.each([
    ['before it', NOW - HOUR - 1, undefined],
    ['at its first millisecond', NOW - HOUR, NOW + HOUR],
    ['at its last', NOW + HOUR - 1, NOW + HOUR],
    ['after it', NOW + HOUR, undefined],
  ])('knows a span %s', (_, now, end) => {
    expect(endOf(span, now)).toBe(end)
  })

  it.each([
    ['before it', winter - 1, undefined],
    ['at its first millisecond', winter, winter + 2 * HOUR],
    ['within it', winter + HOUR + 123, winter + 2 * HOUR],
    ['at its last millisecond', winter + 2 * HOUR - 1, winter + 2 * HOUR],
    ['after it', winter + 2 * HOUR, undefined],
    ['half a second after it', winter + 2 * HOUR + SECOND / 2, undefined],
    ['in summer, when it comes an hour earlier', summer, summer + 2 * HOUR],
    ['in summer, before it', summer - MINUTE, undefined],
    ['in summer, after it', summer + 2 * HOUR, undefined],
  ])('knows a schedule in its own time zone, %s', (_, now, end) => {
    expect(endOf(daily, now)).toBe(end)
  })

  it('knows a window that lasts over midnight and into the next month', () => {
    const weekend: FreezeWindow = { ...daily, cron: '0 18 * * FRI', forMs: 62 * HOUR, timeZone: 'UTC' }
    const friday = Date.UTC(2026, 9, 30, 18, 0, 0)
    expect(endOf(weekend, friday + 50 * HOUR)).toBe(friday + 62 * HOUR)
    expect(endOf(weekend, friday + 62 * HOUR)).toBeUndefined()
  })
})
