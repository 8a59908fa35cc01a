import { describe, expect, it } from 'vitest'
import { Keeping, type Kept } from '../../src/model/keeping.js'

const MINUTE_MS = 60_000

/** Looked up by hand: each look-up waits until it is given or refused. */
function keeping() {
  const asked: { give: (of: Kept<string>) => void; refuse: (because: Error) => void }[] = []
  const clock = { nowMs: 0 }
  const lookUp = () => new Promise<Kept<string>>((give, refuse) => void asked.push({ give, refuse }))
  return { asked, clock, kept: new Keeping(lookUp, () => clock.nowMs) }
}

/** One that keeps `first` for an hour. */
async function hourly() {
  const made = keeping()
  const first = made.kept.get()
  made.asked[0]?.give({ value: 'first', untilMs: 60 * MINUTE_MS })
  expect(await first).toBe('first')
  return made
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('what is kept', () => {
  it('is looked up once for all who ask meanwhile', async () => {
    const { asked, kept } = keeping()
    const [one, other] = [kept.get(), kept.get()]
    expect(asked).toHaveLength(1)
    asked[0]?.give({ value: 'first' })
    expect(await Promise.all([one, other])).toEqual(['first', 'first'])
    expect(kept.get()).toBe('first')
  })

  it('is given at once while it is good, and renewed before its end while nobody waits', async () => {
    const { asked, clock, kept } = await hourly()
    clock.nowMs = 54 * MINUTE_MS
    expect([kept.get(), asked.length]).toEqual(['first', 1])
    clock.nowMs = 56 * MINUTE_MS
    expect([kept.get(), kept.get(), asked.length]).toEqual(['first', 'first', 2])
    asked[1]?.give({ value: 'second', untilMs: 116 * MINUTE_MS })
    await settled()
    expect(kept.get()).toBe('second')
  })

  it('serves on when its renewal fails, which is not tried again at once', async () => {
    const { asked, clock, kept } = await hourly()
    clock.nowMs = 56 * MINUTE_MS
    kept.get()
    asked[1]?.refuse(new Error('nobody answers'))
    await settled()
    expect([kept.get(), asked.length]).toEqual(['first', 2])
    clock.nowMs += 20_000
    expect([kept.get(), asked.length]).toEqual(['first', 3])
  })

  it('is gone at its end: who asks then waits for a new one, or hears why there is none', async () => {
    const { asked, clock, kept } = await hourly()
    clock.nowMs = 60 * MINUTE_MS
    const refused = kept.get()
    asked[1]?.refuse(new Error('nobody answers'))
    await expect(refused).rejects.toThrow('nobody answers')
    const given = kept.get()
    asked[2]?.give({ value: 'second' })
    expect(await given).toBe('second')
  })
})
