import {
  appendFile,
  cp,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises'
import path from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { OperatingError } from '../../../src/model/error.js'
import type { Store } from '../../../src/model/world.js'
import { systemClock } from '../../../src/providers/clock.js'
import { fileStore, highestEpoch, journalFile } from '../../../src/providers/store/file-store.js'
import { leaseOf } from '../../fixtures/memory-store.js'
import { failing, noteOf, textsOf } from '../../fixtures/store-conformance.js'
import { tempDir } from './fixtures/temp-dir.js'

const clock = systemClock()

let dir: string
let store: Store
beforeEach(async () => {
  dir = path.join(await tempDir(), 'shop')
  store = fileStore(dir, { clock })
})

/** Adds notes under a lease of its own; its epoch. */
async function add(...texts: readonly string[]): Promise<number> {
  const writer = fileStore(dir, { clock })
  const lease = await leaseOf(writer, 'ada@ops')
  for (const text of texts) await writer.append(lease, noteOf(text))
  await lease.release()
  return lease.epoch
}

describe('a store that is only read', () => {
  it('is empty where there is none, and makes nothing (law 18)', async () => {
    expect(await store.read()).toEqual([])
    expect(await store.get('inventory')).toBeUndefined()
    await store.remove('halt-inc-1')
    await expect(store.put('request', 'a', 'some version')).rejects.toEqual(failing('conflict'))
    expect(await highestEpoch(dir)).toBe(0)
    await expect(stat(dir)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('is made readable by its owner alone, and only by the first write', async () => {
    await add('a')
    expect((await stat(dir)).mode & 0o777).toBe(0o700)
    expect((await stat(journalFile(dir))).mode & 0o777).toBe(0o600)
  })

  it('says where it is', () => {
    expect(store.where).toBe(dir)
    expect(fileStore('here', { clock }).where).toBe(path.resolve('here'))
  })
})

describe('a torn last line', () => {
  it('is left out and cut off by the next writer, wherever the write was torn', async () => {
    await add('first', 'second Zürich 🚦')
    const bytes = await readFile(journalFile(dir))
    const secondAt = bytes.indexOf('\n') + 1
    for (let length = secondAt; length < bytes.length; length++) {
      await writeFile(journalFile(dir), bytes.subarray(0, length))
      expect(await textsOf(fileStore(dir, { clock }))).toEqual(['first'])
      await add('third')
      expect(await textsOf(fileStore(dir, { clock }))).toEqual(['first', 'third'])
      expect((await fileStore(dir, { clock }).read()).map(({ seq }) => seq)).toEqual([1, 2])
    }
    expect(bytes.length - secondAt).toBeGreaterThan(100)
  })

  it.each([
    ['is full of zeros, as after a power failure', `${'\0'.repeat(80)}\n`],
    ['is no JSON', 'half an ent\n'],
    ['is JSON, but no entry', '{"seq":2}\n'],
    ['is empty', '\n'],
  ])('is left out when it has its newline and %s', async (_, line) => {
    await add('first')
    await appendFile(journalFile(dir), line)
    expect(await textsOf(store)).toEqual(['first'])
    await add('second')
    expect(await textsOf(store)).toEqual(['first', 'second'])
  })

  it('can be the very first line', async () => {
    await add('first')
    await truncate(journalFile(dir), 20)
    expect(await textsOf(store)).toEqual([])
    await add('again')
    expect(await store.read()).toMatchObject([{ seq: 1, event: { text: 'again' } }])
  })
})

describe('damage in the middle of the journal', () => {
  beforeEach(async () => {
    await add('first', 'second', 'third')
    const lines = (await readFile(journalFile(dir), 'utf8')).split('\n')
    await writeFile(journalFile(dir), [lines[0], lines[1]?.slice(0, 30), ...lines.slice(2)].join('\n'))
  })

  it('is told with its file, its line and what to do', async () => {
    const thrown = await store.read().catch((error: unknown) => error)
    expect(thrown).toEqual(failing('store', /journal\.jsonl: line 2 is not an entry/))
    expect(thrown).toMatchObject({ next: expect.stringMatching(/mend or remove line 2.*--break-glass/) })
  })

  it('lets nobody lead, and is left as it is', async () => {
    const before = await readFile(journalFile(dir))
    await expect(store.acquire('ada@ops')).rejects.toEqual(failing('store', /line 2/))
    expect(await readFile(journalFile(dir))).toEqual(before)
  })

  it('is found by a reader who has read the part before it, too', async () => {
    const other = path.join(path.dirname(dir), 'other')
    await cp(dir, other, { recursive: true })
    const bytes = await readFile(journalFile(other))
    const firstEnd = bytes.indexOf('\n') + 1
    await writeFile(journalFile(other), bytes.subarray(0, firstEnd))
    const reader = fileStore(other, { clock })
    expect(await textsOf(reader)).toEqual(['first'])
    await appendFile(journalFile(other), bytes.subarray(firstEnd))
    await expect(reader.read()).rejects.toEqual(failing('store', /line 2 /))
  })
})

describe('a reader that looks again and again', () => {
  it('sees each entry once its line is whole, while the file grows byte by byte', async () => {
    await add('a', 'b', 'c')
    const bytes = await readFile(journalFile(dir))
    await writeFile(journalFile(dir), '')
    for (let length = 1; length <= bytes.length; length++) {
      await appendFile(journalFile(dir), bytes.subarray(length - 1, length))
      const whole = bytes.subarray(0, length).filter((byte) => byte === 0x0a).length
      expect(await store.read()).toHaveLength(whole)
    }
    expect(await textsOf(store)).toEqual(['a', 'b', 'c'])
  })

  it('gets the very same entries while nothing changes', async () => {
    await add('a')
    expect(await store.read()).toBe(await store.read())
  })

  it.each([
    ['cut', async () => truncate(journalFile(dir), 0), []],
    ['gone', async () => rm(journalFile(dir)), []],
    ['replaced by a longer one', async () => replace('x', 'y', 'z'), ['x', 'y', 'z']],
    ['replaced by one of the same length', async () => replace('c', 'd'), ['c', 'd']],
    ['overwritten in place by a longer one', async () => overwrite('x', 'y', 'z'), ['x', 'y', 'z']],
  ])('notices that the file was %s', async (_, change, texts) => {
    await add('a', 'b')
    expect(await textsOf(store)).toEqual(['a', 'b'])
    await change()
    expect(await textsOf(store)).toEqual(texts)
  })

  const another = async (texts: readonly string[]): Promise<string> => {
    const kept = dir
    dir = path.join(path.dirname(dir), 'another')
    await add(...texts)
    const file = journalFile(dir)
    dir = kept
    return file
  }
  const replace = async (...texts: readonly string[]): Promise<void> => rename(await another(texts), journalFile(dir))
  const overwrite = async (...texts: readonly string[]): Promise<void> =>
    writeFile(journalFile(dir), await readFile(await another(texts)))
})

describe('the epoch', () => {
  it('exceeds every epoch of the journal, also when the leases were lost', async () => {
    for (let count = 0; count < 5; count++) await add('a')
    const highest = await highestEpoch(dir)
    expect(highest).toBe(5)
    await rm(path.join(dir, 'lease'), { recursive: true })
    expect(await highestEpoch(dir)).toBe(highest)
    expect(await add('b')).toBeGreaterThan(highest)
  })

  it('exceeds every epoch given before, also those that recorded nothing', async () => {
    const epochs: number[] = []
    for (let count = 0; count < 40; count++) epochs.push(await add())
    expect(epochs).toEqual(Array.from({ length: 40 }, (_, index) => index + 1))
    expect(await highestEpoch(dir)).toBe(40)
    expect((await readdir(path.join(dir, 'lease'))).length).toBeLessThan(20)
  })

  it('exceeds what routing has seen, and routing is not asked again by who cannot lead', async () => {
    let asked = 0
    const routed = fileStore(dir, { clock, epochFloor: async () => 41 + asked++ })
    const lease = await leaseOf(routed, 'ada@ops')
    expect(lease.epoch).toBe(42)
    await routed.acquire('grace@ops')
    expect(asked).toBe(1)
    await lease.release()
    expect(await add('a')).toBe(43)
  })

  it('is given without routing, where that cannot be asked', async () => {
    const epochFloor = async (): Promise<number> => {
      throw new OperatingError('unreachable', 'no name server answers')
    }
    expect((await leaseOf(fileStore(dir, { clock, epochFloor }), 'ada@ops')).epoch).toBe(1)
  })

  it('is given without routing that hangs', async () => {
    const epochFloor = (): Promise<number> => new Promise(() => {})
    expect((await leaseOf(fileStore(dir, { clock, epochFloor }), 'ada@ops')).epoch).toBe(1)
  })

  it('is not given over a bug', async () => {
    const epochFloor = async (): Promise<number> => {
      throw new TypeError('a bug')
    }
    await expect(fileStore(dir, { clock, epochFloor }).acquire('ada@ops')).rejects.toThrow('a bug')
  })
})

describe('a lease that was broken by hand', () => {
  it('is deposed at its next append, and cannot release its successor’s', async () => {
    const lease = await leaseOf(store, 'ada@ops')
    await store.append(lease, noteOf('a'))
    await rm(path.join(dir, 'lease'), { recursive: true })
    const successor = fileStore(dir, { clock })
    const next = await leaseOf(successor, 'grace@ops')
    await expect(store.append(lease, noteOf('b'))).rejects.toEqual(failing('deposed', /grace@ops leads with epoch 2/))
    await lease.release()
    await successor.append(next, noteOf('c'))
    expect(await textsOf(store)).toEqual(['a', 'c'])
  })

  it('is one of another host, which tells how to break it, and only then', async () => {
    await leaseOf(store, 'ada@ops')
    const file = path.join(dir, 'lease', '1.held')
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), host: 'elsewhere.test' }))
    const by = `ada@ops, process ${process.pid} on elsewhere.test, which cannot be seen from here (if it is gone, remove ${file})`
    expect(await store.acquire('grace@ops')).toMatchObject({ is: 'held', by })
    await rm(file)
    await leaseOf(store, 'grace@ops')
  })

  it('is deposed when the whole store is gone, and releases without fuss', async () => {
    const lease = await leaseOf(store, 'ada@ops')
    await rm(dir, { recursive: true })
    await expect(store.append(lease, noteOf('b'))).rejects.toEqual(failing('deposed', /nobody leads now/))
    await lease.release()
    await expect(stat(dir)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('what the file system refuses', () => {
  const all = async (code: RegExp): Promise<void> => {
    for (const call of [
      () => store.read(),
      () => store.acquire('ada@ops'),
      () => store.get('inventory'),
      () => store.put('inventory', '[]', undefined),
      () => store.remove('inventory'),
    ]) {
      const thrown = await call().catch((error: unknown) => error)
      expect(thrown).toEqual(failing('store', code))
      expect(thrown).toMatchObject({ next: expect.stringContaining('--break-glass') })
    }
  }

  it('is told when a file stands in place of the directory', async () => {
    await writeFile(dir, 'not a directory')
    await all(new RegExp(`${dir}.*(not a directory|something else is in its place)`))
  })

  it('is told when a part of the path is a file', async () => {
    await writeFile(path.join(path.dirname(dir), 'file'), '')
    dir = `${path.dirname(dir)}/file/shop`
    store = fileStore(dir, { clock })
    await all(/not a directory/)
  })

  it('is told when a directory stands in place of a file', async () => {
    await mkdir(journalFile(dir), { recursive: true })
    await expect(store.read()).rejects.toEqual(failing('store', /journal\.jsonl: a directory is in its place/))
    await mkdir(path.join(dir, 'documents', 'inventory'), { recursive: true })
    await expect(store.get('inventory')).rejects.toEqual(failing('store', /inventory: a directory is in its place/))
  })

  it('is told when links lead in a circle', async () => {
    await symlink(dir, dir)
    await all(/circle/)
  })

  it.runIf(process.platform === 'linux')('is told when the disk is full, and nothing counts as written', async () => {
    const lease = await leaseOf(store, 'ada@ops')
    await symlink('/dev/full', journalFile(dir))
    await expect(store.append(lease, noteOf('a'))).rejects.toEqual(failing('store', /no space is left/))
    await rm(journalFile(dir))
    expect(await store.append(lease, noteOf('a'))).toMatchObject({ seq: 1 })
  })

  it('is told when the note of the lease is not one', async () => {
    await mkdir(path.join(dir, 'lease'), { recursive: true })
    await writeFile(path.join(dir, 'lease', '3.held'), 'oops')
    await expect(store.acquire('ada@ops')).rejects.toEqual(failing('store', /3\.held is not a note/))
  })

  it('is told of a key that is no name', async () => {
    await expect(store.get('')).rejects.toEqual(failing('store', /a key has 1 to/))
    await expect(store.put('k'.repeat(181), '', undefined)).rejects.toEqual(failing('store', /a key has 1 to/))
  })
})

it('leaves nothing half-written behind', async () => {
  const lease = await leaseOf(store, 'ada@ops')
  const put = await store.put('a', '1', undefined)
  await store.put('a', '2', undefined).catch(() => undefined)
  await store.put('a', '3', put.version)
  await store.put('a', '4', put.version).catch(() => undefined)
  await lease.release()
  const names = await readdir(dir, { recursive: true })
  expect(names.filter((name) => name.endsWith('.tmp'))).toEqual([])
})
