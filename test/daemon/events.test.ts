import { PassThrough } from 'node:stream'
import { beforeEach, describe, expect, it } from 'vitest'
import { eventsFrom, type WatchEvent } from '../../src/daemon/events.js'
import { logEvent, openLog } from '../../src/daemon/log.js'
import { home, homeZones, MINUTE, policy, SECOND, Shop } from '../controller/fixtures/shop.js'
import { startWatching, stopped, until, type Watching } from './fixtures/watching.js'

let shop: Shop
let events: WatchEvent[]
let watching: Watching
const start = async (rules = policy): Promise<void> => {
  watching = await startWatching(shop, { rules, also: [eventsFrom(shop.clock, (event) => events.push(event))] })
  await until(shop, () => watching.told.ticks.length >= 6)
}
beforeEach(() => {
  shop = new Shop()
  events = []
})

const kinds = (): readonly string[] =>
  events.map(({ event }) => event).filter((event) => event !== 'tick' && event !== 'judged')
const of = <Kind extends WatchEvent['event']>(kind: Kind) =>
  events.filter((event): event is Extract<WatchEvent, { event: Kind }> => event.event === kind)

describe('events', () => {
  it('of calm days are one decision and no more, but for the ticks', async () => {
    await start()
    await shop.clock.run(shop.clock.sleep(30 * MINUTE))
    await stopped(shop, watching)
    expect(kinds()).toEqual(['decision'])
    expect(of('decision')).toMatchObject([{ reason: 'steady', again: false }])
    expect(of('tick').length).toBe(watching.told.ticks.length)
  })

  it('tell a health when it changes and only then, with its reason', async () => {
    await start()
    const [z1] = homeZones
    if (z1) shop.down.set(z1, 'refused')
    await until(shop, () => of('ended').length === 1)
    await stopped(shop, watching)
    expect(of('health').filter(({ of: place }) => place === z1)).toMatchObject([
      { from: 'healthy', to: 'suspect', because: `${z1} does not serve` },
      { from: 'suspect', to: 'impaired', because: `${z1} does not serve` },
    ])
  })

  it('tell the whole judgement when it changes in more than its figures, and no more often', async () => {
    await start()
    const [z1] = homeZones
    if (z1) shop.down.set(z1, 'refused')
    await until(shop, () => of('ended').length === 1)
    await stopped(shop, watching)
    const judged = of('judged')
    expect(judged[0]).toMatchObject({ decision: { kind: 'hold', reason: 'steady' }, blocked: [] })
    expect(judged.some(({ decision }) => decision.kind === 'act')).toBe(true)
    expect(judged.some(({ assessments }) => assessments.some(({ measured }) => measured.kind === 'impaired'))).toBe(
      true,
    )
    expect(judged.length).toBeLessThan(of('tick').length)
  })

  it('tell a hold when its reason changes, and again once a minute, with when it is weighed again', async () => {
    await start({ ...policy, decide: { ...policy.decide, automatic: [] } })
    shop.lose(home)
    await shop.clock.run(shop.clock.sleep(5 * MINUTE + 5 * SECOND))
    await stopped(shop, watching)
    const held = of('decision').filter(({ reason }) => reason === 'not-automatic')
    expect(held[0]).toMatchObject({ kind: 'hold', again: false, nextInMs: 10 * SECOND })
    expect(held.slice(1).every(({ again }) => again)).toBe(true)
    expect(held.length).toBeGreaterThanOrEqual(4)
    expect(held.length).toBeLessThanOrEqual(6)
  })

  it('tell a move from acting to its end, line by line of the journal', async () => {
    await start()
    shop.lose(home)
    await until(shop, () => of('ended').length === 1)
    await stopped(shop, watching)
    expect(of('acting')).toMatchObject([{ move: 'failover us-east-1 → eu-west-1', steps: 4 }])
    expect(of('journal').map(({ seq }) => seq)).toEqual(shop.store.entries.map(({ seq }) => seq))
    expect(of('journal').map(({ text }) => text)).toContain('started: promote orders in eu-west-1')
    expect(of('ended')).toMatchObject([{ is: 'recovered' }])
  })

  it('tell the same trouble once a minute', async () => {
    await start()
    const { get } = shop.store
    const before = events.length
    shop.store.get = async (key) => {
      if (key === 'inventory') throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
      return get.call(shop.store, key)
    }
    await shop.clock.run(shop.clock.sleep(10 * MINUTE))
    await stopped(shop, watching)
    const troubles = of('trouble')
    expect(before).toBeGreaterThan(0)
    expect(troubles[0]).toMatchObject({ doing: 'keep the inventory', message: expect.stringContaining('no space') })
    expect(troubles.length).toBeLessThanOrEqual(10)
  })
})

describe('the log', () => {
  const lines = async (level: string, told: readonly WatchEvent[]): Promise<readonly Record<string, unknown>[]> => {
    const stream = new PassThrough()
    const log = await openLog(stream as unknown as NodeJS.WriteStream, level)
    for (const event of told) logEvent(log, event)
    stream.end()
    const text = (await stream.toArray()).join('')
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  }

  it('is JSON lines off a terminal, with a sentence for people in each', async () => {
    await start()
    shop.refused.add('front.region')
    shop.lose(home)
    await until(shop, () => of('ended').length === 1)
    await stopped(shop, watching)
    const written = await lines('info', events)
    const sentences = written.map(({ msg }) => String(msg))
    expect(sentences).toContain('all is well: nothing that us-east-1 needs is impaired')
    expect(sentences).toContain('use1-az1 is impaired: use1-az1 does not serve')
    expect(sentences).toContainEqual(
      expect.stringMatching(/^holding: failover .* held by disturbance: .*; weighed again in /),
    )
    expect(sentences).toContainEqual(
      expect.stringMatching(/^acting: failover us-east-1 → eu-west-1, plan [0-9a-f]{12} of 4 steps$/),
    )
    expect(sentences.at(-1) ?? '').toMatch(/inc-/)
    expect(sentences).toContainEqual(expect.stringMatching(/halted: .*denied; next: grant front.region; then/))
    expect(written.some(({ msg }) => String(msg).startsWith('looked'))).toBe(false)
  })

  it('has the calm ticks at debug', async () => {
    const tick: WatchEvent = { at: 0, event: 'tick', tookMs: 12 }
    expect(await lines('info', [tick])).toEqual([])
    expect(await lines('debug', [tick])).toMatchObject([{ level: 20, msg: 'looked, in 12 ms' }])
  })

  it('is for eyes on a terminal', async () => {
    const stream = Object.assign(new PassThrough(), { isTTY: true })
    const log = await openLog(stream as unknown as NodeJS.WriteStream, 'info')
    logEvent(log, { at: 0, event: 'started', by: 'watcher', epoch: 3, url: 'http://127.0.0.1:8480/' })
    stream.end()
    const text = (await stream.toArray()).join('')
    expect(text).toContain('watching; watcher leads under epoch 3; http://127.0.0.1:8480/')
    expect(text).not.toMatch(/^\{/)
  })
})
