import { chmod, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../../../src/model/world.js'
import { systemClock } from '../../../src/providers/clock.js'
import { fileStore, journalFile } from '../../../src/providers/store/file-store.js'
import { leaseOf } from '../../fixtures/memory-store.js'
import { failing, noteOf, textsOf } from '../../fixtures/store-conformance.js'
import { type Led, SecondProcess } from './fixtures/second-process.js'
import { tempDir } from './fixtures/temp-dir.js'

const clock = systemClock()
const LONG = 180_000

let dir: string
let store: Store
let started: SecondProcess[]
beforeEach(async () => {
  dir = path.join(await tempDir(), 'shop')
  store = fileStore(dir, { clock })
  started = []
})
afterEach(async () => {
  await Promise.all(started.map((second) => second.kill()))
})

async function start(limitKb?: number): Promise<SecondProcess> {
  const second = await SecondProcess.start(limitKb)
  started.push(second)
  return second
}

/** Resolves once `holds`; the test's own time is its limit. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await clock.sleep(2)
}

describe('processes racing for the lease', () => {
  const ROUNDS = 40

  /** All askers of both processes, at once; the epoch of the one that won. */
  async function race(both: readonly SecondProcess[], round: number): Promise<number> {
    const asked = both.flatMap((second, side) =>
      [1, 2, 3].map((asker) => second.ask<Led>('acquire', { dir, holder: `asker ${side}.${asker} of round ${round}` })),
    )
    const answers = await Promise.all(asked)
    const won = answers.flatMap((answer) => (answer.is === 'granted' ? [answer.epoch] : []))
    expect(won, `round ${round}: ${JSON.stringify(answers)}`).toHaveLength(1)
    return won[0] ?? 0
  }

  /** The newest note of the lease, and its text. */
  async function newest(): Promise<readonly [string, string]> {
    const numbers = (await readdir(path.join(dir, 'lease'))).map((name) => Number.parseInt(name, 10))
    const file = path.join(dir, 'lease', `${Math.max(...numbers)}.held`)
    return [file, await readFile(file, 'utf8')]
  }

  it('for a new store: exactly one wins, every time', { timeout: LONG }, async () => {
    const both = [await start(), await start()]
    for (let round = 0; round < ROUNDS; round++) {
      dir = path.join(await tempDir(), 'shop')
      expect(await race(both, round)).toBe(1)
    }
  })

  it('for a dead holder’s lease: exactly one wins, under a higher epoch, every time', { timeout: LONG }, async () => {
    const both = [await start(), await start()]
    const dead = await start()
    await dead.kill()
    const epochs = [0]
    for (let round = 0; round < ROUNDS; round++) {
      epochs.push(await race(both, round))
      const [file, text] = await newest()
      await writeFile(file, JSON.stringify({ ...JSON.parse(text), pid: dead.pid }))
    }
    expect(epochs).toEqual(epochs.map((_, index) => index))
  })
})

describe('a lease whose holder', () => {
  it('is killed is taken over at once, with a higher epoch, and the journal goes on', { timeout: LONG }, async () => {
    const second = await start()
    const led = await second.ask<Led>('lead', { dir })
    await second.ask('append', { dir, text: 'before' })
    expect(await store.acquire('ada@ops')).toMatchObject({ is: 'held', by: 'second' })
    await second.kill()
    const lease = await leaseOf(store, 'ada@ops')
    expect(lease.epoch).toBeGreaterThan(led.is === 'granted' ? led.epoch : 0)
    await store.append(lease, noteOf('after'))
    expect(await textsOf(store)).toEqual(['before', 'after'])
  })

  it('is paused stays its own until it goes on', { timeout: LONG }, async () => {
    const second = await start()
    await second.ask('lead', { dir })
    second.child.kill('SIGSTOP')
    await until(async () => / T /.test(await readFile(`/proc/${second.pid}/stat`, 'utf8').catch(() => ' T ')))
    for (let tries = 0; tries < 3; tries++) expect(await store.acquire('ada@ops')).toMatchObject({ is: 'held' })
    second.child.kill('SIGCONT')
    await second.ask('append', { dir, text: 'went on' })
    expect(await textsOf(store)).toEqual(['went on'])
    await second.ask('release', { dir })
    await leaseOf(store, 'ada@ops')
  })

  it('lives is not his any more when another was let in by hand', { timeout: LONG }, async () => {
    const second = await start()
    await second.ask('lead', { dir })
    const [name] = await readdir(path.join(dir, 'lease'))
    const file = path.join(dir, 'lease', name ?? '')
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), started: 'at another time' }))
    await leaseOf(store, 'ada@ops')
    await expect(second.ask('append', { dir, text: 'too late' })).rejects.toEqual(failing('deposed', /ada@ops leads/))
  })
})

describe('a writer that is killed at any moment', () => {
  const KILLS = 20

  it('loses no entry that it was told is durable, and tears none', { timeout: LONG }, async () => {
    const all: string[] = []
    for (let kill = 0; kill < KILLS; kill++) {
      const second = await start()
      expect(await second.ask<Led>('lead', { dir })).toMatchObject({ is: 'granted', epoch: kill + 1 })
      second.ask('pour', { dir, size: kill * 3_000 }).catch(() => undefined)
      await until(() => second.acknowledged.length >= kill % 4)
      await clock.sleep(Math.random() * 12)
      await second.kill()
      const texts = (await textsOf(store)).map((text) => text.trimEnd().replace(/ x*$/, ''))
      const own = texts.filter((text) => text.startsWith(`${second.pid} `))
      // What was durable when it was killed, and not told yet, may stand there as well.
      expect(own.slice(0, second.acknowledged.length)).toEqual(second.acknowledged)
      expect(own).toEqual(own.map((_, index) => `${second.pid} ${index}`))
      all.push(...own)
      expect(texts).toEqual(all)
    }
    const lease = await leaseOf(store, 'ada@ops')
    await store.append(lease, noteOf('the end'))
    const lines = (await readFile(journalFile(dir), 'utf8')).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line).seq)).toEqual(lines.map((_, index) => index + 1))
    expect(lines).toHaveLength(all.length + 1)
  })

  it.runIf(process.platform === 'linux')(
    'takes back what could not be written whole, when there is no room for it',
    { timeout: LONG },
    async () => {
      const second = await start(8)
      await second.ask('lead', { dir })
      await expect(second.ask('pour', { dir, size: 1_000 })).rejects.toEqual(
        failing('store', /append to .*journal\.jsonl: only \d+ of \d+ bytes could be written/),
      )
      const bytes = await readFile(journalFile(dir))
      expect(bytes.at(-1)).toBe(0x0a)
      expect(second.acknowledged.length).toBeGreaterThan(3)
      expect(await store.read()).toHaveLength(second.acknowledged.length)
      await second.ask('append', { dir, text: 'small' })
      expect((await textsOf(store)).at(-1)).toBe('small')
    },
  )
})

describe('documents that two processes write', () => {
  it('lose no count', { timeout: LONG }, async () => {
    const both = [await start(), await start()]
    await Promise.all(both.map((second) => second.ask('count', { dir, key: 'count', times: 60 })))
    expect((await store.get('count'))?.text).toBe('120')
  })

  it('are made by exactly one of them, every time', { timeout: LONG }, async () => {
    const both = [await start(), await start()]
    for (let round = 0; round < 40; round++) {
      const puts = both.map((second, side) => second.ask('put', { dir, key: `reply-${round}`, text: `by ${side}` }))
      const made = (await Promise.allSettled(puts)).flatMap(({ status }, side) =>
        status === 'fulfilled' ? [side] : [],
      )
      expect(made).toHaveLength(1)
      expect((await store.get(`reply-${round}`))?.text).toBe(`by ${made[0]}`)
    }
  })

  it('can be written after a writer was killed in the middle', { timeout: LONG }, async () => {
    for (let kill = 0; kill < 8; kill++) {
      const second = await start()
      second.ask('count', { dir, key: 'count', times: 1_000_000 }).catch(() => undefined)
      await until(async () => (await store.get('count')) !== undefined)
      await clock.sleep(Math.random() * 10)
      await second.kill()
      const found = await store.get('count')
      expect(found?.text).toMatch(/^\d+$/)
      await store.put('count', '0', found?.version)
    }
  })
})

describe('a process that may not', () => {
  /** One without the rights of root, where this one has them. */
  async function startNobody(): Promise<SecondProcess> {
    const second = await start()
    if (process.getuid?.() === 0) await second.ask('becomeNobody', {})
    return second
  }

  it('read or write the store is told so, with the path', { timeout: LONG }, async () => {
    const lease = await leaseOf(store, 'ada@ops')
    await store.append(lease, noteOf('a'))
    await lease.release()
    await chmod(dir, 0)
    const nobody = await startNobody()
    const denied = failing('store', /shop.*(permission denied|not permitted)/)
    await expect(nobody.ask('read', { dir })).rejects.toEqual(denied)
    await expect(nobody.ask('lead', { dir })).rejects.toEqual(denied)
    await expect(nobody.ask('put', { dir, key: 'a', text: 'b' })).rejects.toEqual(denied)
    await chmod(dir, 0o700)
  })
})
