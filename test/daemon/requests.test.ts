import { beforeEach, describe, expect, it } from 'vitest'
import { takeRequest } from '../../src/daemon/answers.js'
import { BEAT_MS, lightBeacon } from '../../src/daemon/beacon.js'
import { readSlot, STALE_MS } from '../../src/daemon/request-document.js'
import { type Asking, askLeader } from '../../src/daemon/requests.js'
import { region } from '../../src/model/place.js'
import { leaseOf, MemoryStore } from '../fixtures/memory-store.js'
import { VirtualClock } from '../fixtures/virtual-clock.js'

const MINUTE = 60_000
const to = region('eu-west-1')
const asking = (id: string, by = 'ada', epoch?: number): Asking => ({
  ...{ id, request: { ask: { kind: 'move-to', to, planned: false }, by, waives: [] } },
  ...(epoch === undefined ? {} : { epoch }),
})
const HOLD = { decision: { kind: 'hold', reason: 'steady', because: 'all is well', considered: [] } }

let clock: VirtualClock
let store: MemoryStore
beforeEach(() => {
  clock = new VirtualClock()
  store = new MemoryStore(clock)
})

const none = { onDeposed: (): void => {}, onTrouble: (): void => {} }
const lead = async () => {
  const lease = await leaseOf(store, 'watcher')
  const beacon = await lightBeacon(store, clock, { by: 'watcher', pid: 1, url: 'http://x', lease }, none)
  return { lease, beacon }
}

describe('asking the leader', () => {
  it('gives its answer, and leaves no reply behind', async () => {
    const { beacon } = await lead()
    const asked = askLeader(store, clock, asking('a'), MINUTE)
    void clock.sleep(3_000).then(() => store.put('reply-a', JSON.stringify(HOLD), undefined))
    expect(await clock.run(asked)).toEqual(HOLD)
    expect(await store.get('reply-a')).toBeUndefined()
    await clock.run(beacon.stop())
  })

  it('is refused while another’s request waits, and names them', async () => {
    const { lease, beacon } = await lead()
    const first = askLeader(store, clock, asking('a'), MINUTE)
    await clock.run(clock.sleep(2_000))
    await expect(clock.run(askLeader(store, clock, asking('b', 'bob'), MINUTE))).rejects.toMatchObject({
      code: 'conflict',
      message: 'another request waits for the leader: of ada, asked 2 s ago',
      next: expect.stringMatching(/ask again/),
    })
    expect(await takeRequest(store, clock, lease)).toMatchObject({ id: 'a' })
    await store.put('reply-a', JSON.stringify(HOLD), undefined)
    expect(await clock.run(first)).toEqual(HOLD)
    await clock.run(beacon.stop())
  })

  it('of two at the same moment refuses one and loses none', async () => {
    const { lease, beacon } = await lead()
    const both = [asking('a'), asking('b', 'bob')].map((each) =>
      askLeader(store, clock, each, MINUTE).then(
        () => 'answered',
        (thrown: { code: string }) => thrown.code,
      ),
    )
    await clock.run(clock.sleep(100))
    const taken = await takeRequest(store, clock, lease)
    await store.put(`reply-${taken?.id}`, JSON.stringify(HOLD), undefined)
    expect((await clock.run(Promise.all(both))).sort()).toEqual(['answered', 'conflict'])
    await clock.run(beacon.stop())
  })

  it('writes over a request whose asker died', async () => {
    const { lease, beacon } = await lead()
    const left = { ...asking('dead', 'eve'), askedAt: clock.now() - STALE_MS - 1 }
    await store.put('request', JSON.stringify({ is: 'waiting', asked: left }), undefined)
    const asked = askLeader(store, clock, asking('a'), MINUTE)
    await clock.run(clock.sleep(100))
    expect(await takeRequest(store, clock, lease)).toMatchObject({ id: 'a' })
    await store.put('reply-a', JSON.stringify(HOLD), undefined)
    await clock.run(asked)
    await clock.run(beacon.stop())
  })

  it('keeps its request fresh for as long as it waits, so that a busy leader still takes it', async () => {
    const { lease, beacon } = await lead()
    const asked = askLeader(store, clock, asking('a'), 10 * MINUTE)
    await clock.run(clock.sleep(5 * MINUTE))
    expect(await takeRequest(store, clock, lease)).toMatchObject({ id: 'a' })
    await store.put('reply-a', JSON.stringify(HOLD), undefined)
    await clock.run(asked)
    await clock.run(beacon.stop())
  })

  it('withdraws and says so when the leader gives no sign of life', async () => {
    const { beacon } = await lead()
    const asked = askLeader(store, clock, asking('a'), 10 * MINUTE)
    void clock.sleep(10_000).then(() => beacon.stop())
    await expect(clock.run(asked)).rejects.toMatchObject({
      code: 'timed-out',
      message: expect.stringMatching(/no sign of life for 15(\.\d)? s; the request was withdrawn/),
    })
    expect(await readSlot(store)).toMatchObject({ is: 'withdrawn' })
  })

  it('does not take another leader’s signs of life for those of the one it asked', async () => {
    const { beacon } = await lead()
    const asked = askLeader(store, clock, asking('a', 'ada', 9), 10 * MINUTE)
    await expect(clock.run(asked)).rejects.toMatchObject({ code: 'timed-out' })
    expect(clock.monotonic()).toBeLessThan(MINUTE)
    await clock.run(beacon.stop())
  })

  it('says that it may have begun when the leader took it and fell silent', async () => {
    const { lease, beacon } = await lead()
    const asked = askLeader(store, clock, asking('a'), 10 * MINUTE)
    void clock.sleep(1_000).then(() => takeRequest(store, clock, lease))
    void clock.sleep(20_000).then(() => beacon.stop())
    await expect(clock.run(asked)).rejects.toMatchObject({ message: expect.stringMatching(/may have begun/) })
  })

  it('gives up after its patience, also with a leader that lives', async () => {
    const { beacon } = await lead()
    await expect(clock.run(askLeader(store, clock, asking('a'), MINUTE))).rejects.toMatchObject({
      message: 'the leader did not answer within 1 min; the request was withdrawn',
    })
    await clock.run(beacon.stop())
  })
})

describe('the leader', () => {
  it('takes a request once', async () => {
    const { lease, beacon } = await lead()
    const asked = { ...asking('a'), askedAt: clock.now() }
    await store.put('request', JSON.stringify({ is: 'waiting', asked }), undefined)
    expect(await takeRequest(store, clock, lease)).toEqual(asked)
    expect(await takeRequest(store, clock, lease)).toBeUndefined()
    await clock.run(beacon.stop())
  })

  it('beats every two seconds with a new version, and takes its beacon away at the end', async () => {
    const { beacon } = await lead()
    const versions = new Set<string>()
    for (let beat = 0; beat < 5; beat++) {
      versions.add((await store.get('watcher'))?.version ?? '')
      await clock.run(clock.sleep(BEAT_MS + 1))
    }
    expect(versions.size).toBe(5)
    await clock.run(beacon.stop())
    expect(await store.get('watcher')).toBeUndefined()
    expect(clock.sleeping).toBe(0)
  })

  it('that was deposed is told, and neither beats over its successor’s beacon nor takes it away', async () => {
    const told: string[] = []
    const old = await leaseOf(store, 'old')
    const first = await lightBeacon(
      store,
      clock,
      { by: 'old', pid: 1, url: '', lease: old },
      {
        onDeposed: ({ message }) => told.push(message),
        onTrouble: (_, message) => told.push(message),
      },
    )
    store.expire()
    const lease = await leaseOf(store, 'new')
    const second = await lightBeacon(store, clock, { by: 'new', pid: 2, url: '', lease }, none)
    await clock.run(clock.sleep(3 * BEAT_MS))
    await clock.run(first.stop())
    expect(JSON.parse((await store.get('watcher'))?.text ?? '')).toMatchObject({ by: 'new', epoch: 2 })
    expect(told).toEqual(['epoch 1 no longer leads; epoch 2 does'])
    await clock.run(second.stop())
  })
})
