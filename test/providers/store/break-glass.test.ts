import { appendFile, mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { precedentsOf } from '../../../src/decide/precedents.js'
import type { JournalEvent } from '../../../src/model/journal.js'
import type { EntryDraft, Store } from '../../../src/model/world.js'
import { systemClock } from '../../../src/providers/clock.js'
import {
  breakGlassDir,
  breakGlassEpoch,
  breakGlassStore,
  hasBreakGlass,
  type Merge,
  mergeBreakGlass,
} from '../../../src/providers/store/break-glass.js'
import { fileStore, journalFile } from '../../../src/providers/store/file-store.js'
import { incidents } from '../../../src/report/incident.js'
import { leaseOf, MemoryStore } from '../../fixtures/memory-store.js'
import { failing, noteOf, textsOf } from '../../fixtures/store-conformance.js'
import { VirtualClock } from '../../fixtures/virtual-clock.js'
import { opened } from './fixtures/opened.js'
import { type Led, SecondProcess } from './fixtures/second-process.js'
import { tempDir } from './fixtures/temp-dir.js'

const clock = systemClock()
const FIRST = 'inc-20261124-141503'
const SECOND = 'inc-20261124-150000'

let dir: string
let main: MemoryStore
beforeEach(async () => {
  dir = path.join(await tempDir(), 'break-glass', 'shop')
  main = new MemoryStore(clock)
})

const at = (seconds: number): number => Date.UTC(2026, 10, 24, 14, 15, seconds)

const draft = (incident: string, seconds: number, event: JournalEvent): EntryDraft => ({
  ...{ at: at(seconds), incident, by: 'ada@laptop', event },
})

/** Two incidents by break glass: one recovered, one halted half-way. */
const RECORDS: readonly EntryDraft[] = [
  draft(FIRST, 3, opened),
  draft(FIRST, 4, { kind: 'step-started', step: 'orders.writer', attempt: 1 }),
  draft(FIRST, 4, { kind: 'step-started', step: 'orders.writer', attempt: 1 }),
  draft(FIRST, 5, {
    kind: 'step-done',
    step: 'orders.writer',
    already: false,
    tookMs: 900,
    because: 'it accepts writes',
  }),
  draft(FIRST, 6, { kind: 'incident-closed', outcome: 'recovered', because: 'served from eu-west-1' }),
  draft(SECOND, 50, opened),
  draft(SECOND, 51, { kind: 'halted', because: 'asked to', next: 'run "failover resume"' }),
]

async function breakTheGlass(records: readonly EntryDraft[] = RECORDS): Promise<number> {
  const store = breakGlassStore(dir, { clock })
  const lease = await leaseOf(store, 'ada@laptop')
  for (const record of records) await store.append(lease, record)
  await lease.release()
  return lease.epoch
}

/** Merges into `store` under a lease of its own, as a command would. */
async function mergeInto(store: Store, from = dir): Promise<Merge> {
  const lease = await leaseOf(main, 'grace@ops')
  return mergeBreakGlass(store, lease, clock, from).finally(() => lease.release())
}

const drafts = async (store: Store): Promise<readonly EntryDraft[]> =>
  (await store.read()).map(({ at, by, event, incident }) => ({ at, incident, by, event }))

const noteAfter = (incident: string, seconds: number, says: RegExp) => ({
  ...draft(incident, seconds, { kind: 'note', by: 'ada@laptop', text: '' }),
  event: { kind: 'note', by: 'ada@laptop', text: expect.stringMatching(says) },
})

const mergedWhole = (): readonly unknown[] => [
  RECORDS[0],
  noteAfter(FIRST, 3, /^recorded by break glass at 2026-11-24T14:15:03.000Z under epoch 1/),
  ...RECORDS.slice(1, 6),
  noteAfter(SECOND, 50, /^recorded by break glass at 2026-11-24T14:15:50.000Z under epoch 1/),
  RECORDS[6],
]

describe('where break glass records', () => {
  it('is named by the environment, else lies under the working directory, by app', () => {
    expect(breakGlassDir({}, 'shop')).toBe(path.resolve('.failover/break-glass/shop'))
    expect(breakGlassDir({ FAILOVER_BREAK_GLASS_DIR: '/mnt/stick' }, 'shop')).toBe('/mnt/stick')
    expect(breakGlassDir({ FAILOVER_BREAK_GLASS_DIR: 'here' }, 'shop')).toBe(path.resolve('here'))
  })

  it('is looked at without making anything', async () => {
    expect(await hasBreakGlass(dir)).toBe(false)
    expect(await breakGlassEpoch(dir)).toBe(0)
    expect(await mergeInto(main)).toEqual({ is: 'nothing' })
    await expect(stat(dir)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('must be writable, and says which other way out there is', async () => {
    await mkdir(path.dirname(dir), { recursive: true })
    await writeFile(dir, 'a file')
    const thrown = await breakGlassStore(dir, { clock })
      .acquire('ada@laptop')
      .catch((error: unknown) => error)
    expect(thrown).toEqual(failing('store', new RegExp(dir)))
    expect(thrown).toMatchObject({ next: expect.stringContaining('$FAILOVER_BREAK_GLASS_DIR') })
  })

  it('has epochs above what routing has seen, which grow over every merge', async () => {
    const store = breakGlassStore(dir, { clock, epochFloor: async () => 41 })
    const lease = await leaseOf(store, 'ada@laptop')
    expect(lease.epoch).toBe(42)
    await store.append(lease, noteOf('a'))
    await lease.release()
    await mergeInto(main)
    expect(await breakGlassEpoch(dir)).toBeGreaterThanOrEqual(42)
    expect(await breakTheGlass()).toBeGreaterThan(42)
  })
})

describe('a merge', () => {
  it('appends every record in order, as it was, with a note that it was recorded by break glass (laws 19, 20)', async () => {
    await breakTheGlass()
    expect(await hasBreakGlass(dir)).toBe(true)
    expect(await mergeInto(main)).toMatchObject({ is: 'merged', incidents: [FIRST, SECOND], entries: 9 })
    expect(await drafts(main)).toEqual(mergedWhole())
    expect(main.entries.map(({ epoch }) => epoch)).toEqual(main.entries.map(() => 1))
  })

  it('leaves incidents as they stood: the halted one halted, and open to resume', async () => {
    await breakTheGlass()
    await mergeInto(main)
    expect(incidents(main.entries).map(({ id, state }) => [id, state])).toEqual([
      [FIRST, 'recovered'],
      [SECOND, 'halted'],
    ])
    expect(precedentsOf(main.entries).open?.incident).toBe(SECOND)
    expect(main.entries.at(-1)?.event.kind).toBe('halted')
  })

  it('comes after what the main journal holds, and is done once', async () => {
    const lease = await leaseOf(main, 'watcher')
    await main.append(lease, noteOf('from before', 'inc-20260101-000000'))
    await lease.release()
    await breakTheGlass()
    await mergeInto(main)
    expect(await drafts(main)).toEqual([noteOf('from before', 'inc-20260101-000000'), ...mergedWhole()])
    expect(await hasBreakGlass(dir)).toBe(false)
    expect(await mergeInto(main)).toEqual({ is: 'nothing' })
    expect(main.entries).toHaveLength(10)
  })

  it('keeps the records, under the hour of the merge, and never over earlier ones', async () => {
    const still = new VirtualClock()
    const kept: string[] = []
    for (let turn = 0; turn < 3; turn++) {
      await breakTheGlass([draft(`inc-${turn}`, turn, opened)])
      const bytes = await readFile(journalFile(dir))
      const lease = await leaseOf(main, 'grace@ops')
      const merge = await mergeBreakGlass(main, lease, still, dir)
      await lease.release()
      if (merge.is === 'merged') kept.push(path.basename(merge.kept))
      expect(await readFile(path.join(dir, kept.at(-1) ?? ''))).toEqual(bytes)
    }
    expect(kept).toEqual(['', '-2', '-3'].map((count) => `merged-20261124-141500${count}.jsonl`))
    expect((await readdir(dir)).filter((name) => name.startsWith('merged-'))).toHaveLength(3)
  })

  it('leaves out a torn last line', async () => {
    await breakTheGlass()
    await appendFile(journalFile(dir), '{"seq":8,"at"')
    await mergeInto(main)
    expect(await drafts(main)).toEqual(mergedWhole())
  })

  it('gives an incident a name of its own where the main journal knows that name as another’s', async () => {
    const lease = await leaseOf(main, 'watcher')
    await main.append(lease, { ...draft(FIRST, 3, opened), by: 'watcher@elsewhere' })
    await lease.release()
    await breakTheGlass()
    expect(await mergeInto(main)).toMatchObject({ incidents: [`${FIRST}-break-glass`, SECOND], entries: 9 })
    expect(incidents(main.entries).map(({ id }) => id)).toEqual([FIRST, `${FIRST}-break-glass`, SECOND])
  })

  it('waits while someone acts by break glass', async () => {
    await breakTheGlass()
    const lease = await leaseOf(breakGlassStore(dir, { clock }), 'ada@laptop')
    expect(await mergeInto(main)).toEqual({ is: 'busy', by: 'ada@laptop' })
    expect(main.entries).toEqual([])
    await lease.release()
    expect(await mergeInto(main)).toMatchObject({ is: 'merged', entries: 9 })
  })

  it('stops when its lease is lost, and leaves the records for the next', async () => {
    await breakTheGlass()
    const lease = await leaseOf(main, 'grace@ops')
    await lease.release()
    await expect(mergeBreakGlass(main, lease, clock, dir)).rejects.toEqual(failing('deposed'))
    expect(await hasBreakGlass(dir)).toBe(true)
  })
})

describe('a merge that is cut off', () => {
  /** `main` until its `last`th append, which fails before it is done or after. */
  function failingAt(last: number, when: 'before' | 'after'): Store {
    let appends = 0
    const append: Store['append'] = async (lease, record) => {
      appends += 1
      if (appends === last && when === 'before') throw new Error('cut off')
      const entry = await main.append(lease, record)
      if (appends === last) throw new Error('cut off')
      return entry
    }
    return { ...whole(main), append }
  }
  const whole = (store: Store): Store => ({
    where: store.where,
    acquire: (holder) => store.acquire(holder),
    append: (lease, record) => store.append(lease, record),
    read: () => store.read(),
    get: (key) => store.get(key),
    put: (key, text, expected) => store.put(key, text, expected),
    remove: (key) => store.remove(key),
  })

  const cuts = RECORDS.concat(RECORDS.slice(0, 2)).flatMap((_, index) => [
    [index + 1, 'before'] as const,
    [index + 1, 'after'] as const,
  ])

  it.each(cuts)(
    'at append %i, %s it, is finished by the next, with nothing twice and nothing missing',
    async (last, when) => {
      await breakTheGlass()
      await expect(mergeInto(failingAt(last, when))).rejects.toThrow('cut off')
      const before = main.entries.length
      expect(before).toBe(when === 'before' ? last - 1 : last)
      const lease = await leaseOf(main, 'watcher')
      await main.append(lease, noteOf('between', 'inc-between'))
      await lease.release()
      expect(await mergeInto(main)).toMatchObject({ is: 'merged', entries: 9 - before })
      const merged = await drafts(main)
      expect(merged.filter(({ incident }) => incident !== 'inc-between')).toEqual(mergedWhole())
    },
  )

  it('is finished although the records were moved to another directory', async () => {
    await breakTheGlass()
    await expect(mergeInto(failingAt(3, 'after'))).rejects.toThrow('cut off')
    const elsewhere = path.join(await tempDir(), 'elsewhere')
    await rename(dir, elsewhere)
    expect(await mergeInto(main, elsewhere)).toMatchObject({ is: 'merged', entries: 6 })
    expect(await drafts(main)).toEqual(mergedWhole())
  })
})

describe('a merging process that is killed', () => {
  let second: SecondProcess | undefined
  afterEach(() => second?.kill())

  it('loses nothing and repeats nothing, killed over and over', { timeout: 180_000 }, async () => {
    const place = path.join(await tempDir(), 'shop')
    const records = [draft(FIRST, 1, opened), ...Array.from({ length: 400 }, (_, index) => note(index))]
    await breakTheGlass(records)
    const store = fileStore(place, { clock })
    for (let kill = 0; kill < 6 && (await hasBreakGlass(dir)); kill++) {
      const before = (await store.read()).length
      second = await SecondProcess.start()
      expect(await second.ask<Led>('lead', { dir: place })).toMatchObject({ is: 'granted' })
      second.ask('merge', { dir: place, records: dir }).catch(() => undefined)
      while ((await store.read()).length <= before + kill && (await hasBreakGlass(dir))) await clock.sleep(1)
      await second.kill()
    }
    const lease = await leaseOf(store, 'grace@ops')
    await mergeBreakGlass(store, lease, clock, dir)
    const own = Array.from({ length: 400 }, (_, index) => `record ${index}`)
    expect(await textsOf(store)).toEqual(['incident-opened', expect.stringMatching(/^recorded by break glass/), ...own])
  })

  const note = (index: number): EntryDraft =>
    draft(FIRST, 2, { kind: 'note', by: 'ada@laptop', text: `record ${index}` })
})
