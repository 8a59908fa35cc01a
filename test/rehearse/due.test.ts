import { describe, expect, it } from 'vitest'
import type { DrillPolicy } from '../../src/policy/policy.js'
import { dueAt, nextAfter } from '../../src/rehearse/due.js'
import { away } from '../controller/fixtures/shop.js'

const tuesdays: DrillPolicy = { name: 'tuesdays', to: away, cron: '0 10 * * 2', timeZone: 'Europe/Dublin' }
const at = (text: string): number => Date.parse(text)
const made = (text: string) => [{ drill: 'tuesdays', at: at(text) }]

describe('a scheduled rehearsal', () => {
  it('is due at once where none was made yet: later ones are held against it', () => {
    const now = at('2026-11-25T09:00:00Z')
    expect(dueAt(tuesdays, [], now)).toBe(now)
    expect(dueAt(tuesdays, [{ drill: 'another', at: now - 1 }], now)).toBe(now)
  })

  it('is due at the first time of its schedule after the last one', () => {
    expect(dueAt(tuesdays, made('2026-11-25T09:00:00Z'), at('2026-11-26T00:00:00Z'))).toBe(at('2026-12-01T10:00:00Z'))
  })

  it('goes by the clocks of its time zone, on either side of their change', () => {
    expect(nextAfter(tuesdays, at('2026-10-20T00:00:00Z'))).toBe(at('2026-10-20T09:00:00Z'))
    expect(nextAfter(tuesdays, at('2026-10-27T00:00:00Z'))).toBe(at('2026-10-27T10:00:00Z'))
  })

  it('is made up for once, however many times were missed', () => {
    const now = at('2026-12-20T12:00:00Z')
    const due = dueAt(tuesdays, made('2026-11-25T09:00:00Z'), now)
    expect(due).toBeLessThan(now)
    expect(dueAt(tuesdays, made('2026-12-20T12:00:00Z'), now)).toBe(at('2026-12-22T10:00:00Z'))
  })
})
