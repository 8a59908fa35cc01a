import { describe, expect, it } from 'vitest'
import { OperatingError } from '../../../../src/model/error.js'
import type { Check, Observation } from '../../../../src/model/health.js'
import { atRegion, plane, region } from '../../../../src/model/place.js'
import type { Clock } from '../../../../src/model/world.js'
import { failing, passing, type Told, type Watch } from '../../../../src/providers/aws/watch/watch.js'
import { watchObserver } from '../../../../src/providers/aws/watch/watch-observer.js'

const rds = plane('rds', 'data', atRegion(region('us-east-1')))

/** A clock that stands still until it is set, whose sleeps end when they are called off. */
function stillClock(): Clock & { at: number } {
  return {
    at: 0,
    now() {
      return this.at
    },
    monotonic() {
      return this.at
    },
    sleep: (_, signal) =>
      new Promise((resolve) => {
        signal?.addEventListener('abort', () => resolve(), { once: true })
      }),
    after: () => () => undefined,
  }
}

function stand(ask: (times: number) => Promise<readonly Told[]>) {
  const clock = stillClock()
  const told = { asked: 0 }
  const watch: Watch = { everyMs: 60_000, speaksOf: [rds], ask: () => ask(++told.asked) }
  const observer = watchObserver('rds', async () => watch, clock)
  const look = (at: number, only?: () => boolean): Promise<readonly Observation[]> => {
    clock.at = at
    return observer.look({ deadlineMs: 4_000, ...(only ? { only } : {}) })
  }
  return { told, look, observer }
}

const bad = async (): Promise<readonly Told[]> => [{ of: rds, word: failing('orders is failed') }]

describe('the observer of a watch', () => {
  it('speaks with the voice of the provider, which is no region’s', async () => {
    const { look } = stand(bad)
    expect(await look(5)).toEqual([
      {
        ...{ kind: 'check', at: 5, from: 'aws', of: rds, signal: 'rds' },
        verdict: { is: 'fail', because: 'orders is failed', mode: 'wrong-answer' },
      },
    ])
  })

  it('asks at its own pace, and between says again what it knows, with its age', async () => {
    const { look, told } = stand(bad)
    const first = await look(0)
    const second = await look(10_000)
    expect(second).toEqual(first.map((check) => ({ ...check, again: true })))
    await look(59_999)
    expect(told.asked).toBe(1)
    expect(await look(60_000)).toMatchObject([{ at: 60_000, verdict: { is: 'fail' } }])
    expect(told.asked).toBe(2)
  })

  it('never asks in a burst (law 23)', async () => {
    const { look, told } = stand(bad)
    await look(0)
    const all = () => true
    for (let at = 60_000; at < 600_000; at += 500) await look(at, all)
    expect(told.asked).toBe(1)
    expect(await look(600_000, () => false)).toEqual([])
  })

  it('says that it knows nothing when the API errs, and why', async () => {
    const { look } = stand((times) =>
      times === 1
        ? Promise.resolve([{ of: rds, word: passing }])
        : Promise.reject(new OperatingError('timed-out', 'no answer')),
    )
    expect(await look(0)).toMatchObject([{ verdict: { is: 'pass' } }])
    expect(await look(60_000)).toMatchObject([{ verdict: { is: 'unknown', because: 'no answer' } }])
  })

  it('throws a bug on', async () => {
    await expect(stand(() => Promise.reject(new TypeError('a bug'))).look(0)).rejects.toThrow('a bug')
  })

  it('keeps the time of what was so before it was asked, and knows it again', async () => {
    const { look } = stand(async () => [{ of: rds, word: passing, at: 7 }])
    const [first] = (await look(60_000)) as readonly Check[]
    const [second] = (await look(120_000)) as readonly Check[]
    expect([first?.at, first?.again, second?.at, second?.again]).toEqual([7, undefined, 7, true])
  })

  it('knows nothing yet before the first answer', async () => {
    const { look } = stand(bad)
    expect(await look(0, () => true)).toMatchObject([
      { verdict: { is: 'unknown', because: 'AWS has not answered yet' } },
    ])
  })
})
