import { describe, expect, it } from 'vitest'
import { isOverWithin, withDeadline } from '../../src/model/deadline.js'
import { OperatingError } from '../../src/model/error.js'
import { VirtualClock } from '../fixtures/virtual-clock.js'

const heedful = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })

describe('a call under a deadline', () => {
  it('gives what it gives, and leaves nothing waiting', async () => {
    const clock = new VirtualClock()
    const work = (): Promise<number> => clock.sleep(900).then(() => 7)
    expect(await clock.run(withDeadline({ clock, ms: 1_000, doing: 'count' }, work))).toBe(7)
    expect(clock.monotonic()).toBe(900)
    expect(clock.sleeping).toBe(0)
  })

  it.each([
    ['heeds its signal', heedful],
    ['heeds nothing', () => new Promise<never>(() => {})],
  ])('is over in time when it %s, and says what was not answered', async (_, work) => {
    const clock = new VirtualClock()
    const run = clock.run(withDeadline({ clock, ms: 1_500, doing: 'inspect orders' }, work))
    await expect(run).rejects.toMatchObject({ code: 'timed-out', message: 'inspect orders: no answer within 1.5 s' })
    expect(clock.monotonic()).toBe(1_500)
    expect(clock.sleeping).toBe(0)
  })

  it('passes on what it throws', async () => {
    const clock = new VirtualClock()
    const own = new OperatingError('timed-out', 'pg_promote did not answer')
    const run = clock.run(withDeadline({ clock, ms: 1_000, doing: 'promote' }, () => Promise.reject(own)))
    await expect(run).rejects.toBe(own)
  })

  it('ends sooner when it is stopped, or was before it began', async () => {
    const clock = new VirtualClock()
    const stop = new AbortController()
    void clock.sleep(200).then(() => stop.abort())
    const run = withDeadline({ clock, ms: 1_000, doing: 'promote', stop: stop.signal }, heedful)
    await expect(clock.run(run)).rejects.toThrow('promote: stopped')
    expect(clock.monotonic()).toBe(200)
    const late = withDeadline({ clock, ms: 1_000, doing: 'promote', stop: stop.signal }, () => new Promise(() => {}))
    await expect(clock.run(late)).rejects.toThrow('promote: stopped')
    expect(clock.monotonic()).toBe(200)
  })
})

describe('work that goes on all the same', () => {
  it('is over within its time, or not, and leaves nothing waiting', async () => {
    const clock = new VirtualClock()
    const within = (ms: number): Promise<boolean> => clock.run(isOverWithin(clock, ms, clock.sleep(900)))
    expect(await within(1_000)).toBe(true)
    expect(clock.monotonic()).toBe(900)
    expect(clock.sleeping).toBe(0)
    expect(await within(500)).toBe(false)
    expect(clock.monotonic()).toBe(1_400)
  })

  it('passes on what it throws by then', async () => {
    const clock = new VirtualClock()
    await expect(clock.run(isOverWithin(clock, 1_000, Promise.reject(new Error('a bug'))))).rejects.toThrow('a bug')
    expect(clock.sleeping).toBe(0)
  })
})
