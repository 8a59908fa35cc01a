import { describe, expect, it } from 'vitest'
import { breaker } from '../../src/execute/breaker.js'
import { type Brought, bringAbout, type Task } from '../../src/execute/bring-about.js'
import { OPERATING_CODES, OperatingError } from '../../src/model/error.js'
import { atRegion, plane } from '../../src/model/place.js'
import { toolsOf } from './fixtures/process.js'
import { away, set, type Town, town } from './fixtures/town.js'

const WHAT = 'orders.writer'
const MINUTE = 60_000
const needs = [plane('postgres', 'data', atRegion(away))]

async function bring(
  there: Town,
  rest: Partial<Task> = {},
  guard = breaker(
    () => there.clock.monotonic(),
    () => 0.5,
  ),
): Promise<Brought> {
  const tools = await toolsOf(there)
  const task = { action: set(WHAT, away), needs, deadlineMs: 60_000, ...rest }
  return there.clock.run(bringAbout(task, tools, guard).finally(() => tools.lease.release()))
}

const FINAL = ['conflict', 'denied', 'deposed', 'not-found', 'unsupported', 'interlocked', 'store'] as const

describe('bringing an action about', () => {
  it('looks first, and does not leap when it holds', async () => {
    const there = town()
    there.state.set(WHAT, away)
    expect(await bring(there)).toEqual({ already: true, tookMs: 0, because: 'orders writer is eu-west-1' })
    expect(there.applied).toEqual([])
  })

  it('leaps when it cannot see, since a look may fail where acting does not', async () => {
    const there = town().blind(WHAT, new OperatingError('unreachable', 'describe calls are down'))
    await expect(bring(there)).rejects.toThrow('orders writer was accepted but does not hold: describe calls are down')
    expect(there.state.get(WHAT)).toBe(away)
    expect(there.applied).toHaveLength(1)
  })

  it.each(FINAL)('does not try again after "%s"', async (code) => {
    const there = town().always(WHAT, { is: 'throws-before', code })
    await expect(bring(there)).rejects.toMatchObject({ code })
    expect(there.applied).toHaveLength(1)
    expect(there.clock.sleeping).toBe(0)
  })

  const mendable = OPERATING_CODES.filter((code) => code !== 'refused' && !FINAL.some((final) => final === code))
  it.each(mendable)(
    'tries again after "%s" for as long as the step may take, within the breaker of its plane',
    async (code) => {
      const there = town().always(WHAT, { is: 'throws-before', code })
      await expect(bring(there, { deadlineMs: 40 * MINUTE })).rejects.toMatchObject({ code })
      expect(there.clock.monotonic(), 'it does not give up in the first seconds').toBeGreaterThan(35 * MINUTE)
      expect(there.applied.length).toBeGreaterThan(20)
      expect(there.applied.length, 'twelve in a burst, and one a minute').toBeLessThanOrEqual(13 + 40)
    },
  )

  it('uses its time: a storm of some minutes does not fail a step that has half an hour', async () => {
    const there = town().always(WHAT, { is: 'throws-before', code: 'unreachable' })
    const later = there.clock.sleep(5 * MINUTE).then(() => there.mend())
    const brought = await bring(there, { deadlineMs: 30 * MINUTE })
    await later
    expect(brought.tookMs).toBeGreaterThanOrEqual(5 * MINUTE)
    expect(brought.tookMs).toBeLessThan(8 * MINUTE)
  })

  it('takes a no that was said six times for an answer', async () => {
    const there = town().always(WHAT, { is: 'throws-before', code: 'refused' })
    await expect(bring(there, { deadlineMs: 40 * MINUTE })).rejects.toThrow('it was refused 6 times in a row')
    expect(there.applied).toHaveLength(6)
    expect(there.clock.monotonic()).toBeLessThan(10_000)
  })

  it('says what held it back when its time is over', async () => {
    const there = town().always(WHAT, { is: 'throws-before', code: 'unreachable' })
    await expect(bring(there, { deadlineMs: 8_000 })).rejects.toThrow(
      /not tried again: postgres.* failed 6 times in a row/,
    )
    expect(there.applied).toHaveLength(6)
  })

  it('waits longer before each retry, up to the cap', async () => {
    const there = town().always(WHAT, { is: 'throws-before', code: 'throttled' })
    await expect(bring(there)).rejects.toMatchObject({ code: 'throttled' })
    const waits = there.applied.map(({ at }, index) => at - (there.applied[index - 1]?.at ?? 0)).slice(1)
    expect(waits).toEqual([50, 100, 200, 400, 800, 1_600, 2_500, 2_500, 2_500, 2_500, 2_500])
  })

  it('shares the budget of a plane with every other step that leans on it, and has one try in any case', async () => {
    const there = town().always(WHAT, { is: 'throws-before', code: 'throttled' })
    const guard = breaker(
      () => there.clock.monotonic(),
      () => 0.5,
    )
    await expect(bring(there, {}, guard)).rejects.toThrow('are spent')
    expect(there.applied).toHaveLength(12)
    await expect(bring(there, { deadlineMs: 20_000 }, guard)).rejects.toThrow('are spent')
    expect(there.applied).toHaveLength(13)
  })

  it('succeeds once what was wrong mends', async () => {
    const there = town().fault(
      WHAT,
      { is: 'throws-before', code: 'throttled' },
      { is: 'throws-before', code: 'unreachable' },
    )
    expect(await bring(there)).toMatchObject({ already: false, tookMs: 150 })
    expect(there.changes(WHAT)).toBe(1)
  })

  it('looks before each retry: what failed may have had its effect', async () => {
    const there = town().fault(
      WHAT,
      { is: 'throws-after', code: 'timed-out' },
      { is: 'throws-before', code: 'conflict' },
    )
    expect(await bring(there)).toMatchObject({ already: false })
    expect(there.changes(WHAT)).toBe(1)
    expect(there.applied).toHaveLength(1)
  })

  it('waits until an accepted call holds, looking less often the longer it takes', async () => {
    const there = town().always(WHAT, { is: 'ignores' })
    const later = there.clock.sleep(30_000).then(() => there.state.set(WHAT, away))
    const brought = await bring(there)
    await later
    expect(brought.because).toBe('orders writer is eu-west-1')
    expect(brought.tookMs).toBeGreaterThanOrEqual(30_000)
    expect(brought.tookMs).toBeLessThan(31_001)
    expect(there.looks, 'every 50 ms would be 600').toBeLessThan(60)
    expect(there.applied).toHaveLength(1)
  })

  it.each(['hangs', 'deaf'] as const)('is over at the deadline when a driver %s', async (is) => {
    const there = town().always(WHAT, { is })
    await expect(bring(there, { deadlineMs: 4_000 })).rejects.toMatchObject({
      code: 'timed-out',
      message: 'orders writer: no answer within 4 s',
    })
    expect(there.clock.monotonic()).toBe(4_000)
    expect(there.clock.sleeping).toBe(0)
    await there.clock.run(there.clock.sleep(60_000))
    expect(there.applied, 'nothing goes on after it').toHaveLength(1)
  })

  it('is never tried past its deadline', async () => {
    for (let deadlineMs = 10; deadlineMs <= 2_000; deadlineMs += 37) {
      const there = town().always(WHAT, { is: 'throws-before', code: 'throttled' })
      await expect(bring(there, { deadlineMs })).rejects.toMatchObject({ code: 'throttled' })
      expect(there.clock.monotonic()).toBeLessThanOrEqual(deadlineMs)
    }
  })

  it('does not leap when it slept through its deadline while it looked: another may lead by now', async () => {
    const there = town()
    const monotonic = there.clock.monotonic.bind(there.clock)
    there.clock.monotonic = () => monotonic() + (there.looks > 0 ? 90_000 : 0)
    await expect(bring(there)).rejects.toThrow('its 1 min were over before it was asked for')
    expect(there.applied).toEqual([])
  })

  it('does not leap when its lease was lost while it slept', async () => {
    const there = town()
    const tools = await toolsOf(there)
    const lease = { ...tools.lease, isLost: () => true }
    const task = { action: set(WHAT, away), needs, deadlineMs: 60_000 }
    const guard = breaker(
      () => there.clock.monotonic(),
      () => 0.5,
    )
    await expect(there.clock.run(bringAbout(task, { ...tools, lease }, guard))).rejects.toMatchObject({
      code: 'deposed',
    })
    expect(there.applied).toEqual([])
  })

  it('ends at once when the run may not go on', async () => {
    const there = town().always(WHAT, { is: 'deaf' })
    const stop = new AbortController()
    const later = there.clock.sleep(1_000).then(() => stop.abort())
    await expect(bring(there, { stop: stop.signal })).rejects.toThrow('orders writer: stopped')
    await later
    expect(there.clock.monotonic()).toBe(1_000)
    const already = town().always(WHAT, { is: 'deaf' })
    await expect(bring(already, { stop: AbortSignal.abort() })).rejects.toThrow('stopped')
  })

  it('says which resource is missing', async () => {
    await expect(bring(town(), { action: set('gone.writer', away) })).rejects.toMatchObject({
      code: 'not-found',
      message: 'no resource "gone" in this policy to writer',
    })
  })
})
