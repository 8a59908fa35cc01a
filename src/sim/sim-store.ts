/**
 * The store that controllers share: documents under keys with versions, the journal, and one lease. A lease is the word of
 * the store alone: its holder renews it as long as it runs and reaches the store; once it has been silent for the length of
 * a lease by the store's own monotonic time, another may take it, under the next epoch. A holder that comes back then finds
 * another's mark and is deposed at its next append (law 15).
 */
import { OperatingError } from '../model/error.js'
import type { JournalEntry } from '../model/journal.js'
import type { Acquired, EntryDraft, Lease, Store, Versioned } from '../model/world.js'
import type { Cloud } from './cloud.js'
import { type Life, never } from './sim-clock.js'
import type { Trace } from './trace.js'

/** A holder that was silent for longer has lost its lease. */
export const LEASE_MS = 30_000
/** Who cannot reach the store learns so after as long. */
const GIVES_UP_MS = 1_000

interface Held {
  readonly epoch: number
  readonly holder: string
  readonly host: string
  readonly life: Life
  readonly sinceMs: number
  readonly lease: Lease
}

interface Written {
  readonly atMs: number
  readonly host: string
  readonly entry: JournalEntry
}

/** What all controllers see, each through a `storeFor` of its own. */
export class SharedStore {
  readonly entries: Written[] = []
  readonly leases: Trace['leases'][number][] = []
  readonly #cloud: Cloud
  readonly #documents = new Map<string, Versioned>()
  readonly #listeners = new Map<string, Set<() => void>>()
  #journal: readonly JournalEntry[] = []
  #held: Held | undefined
  #epoch = 0
  #writes = 0

  constructor(cloud: Cloud) {
    this.#cloud = cloud
  }

  /** The host of the lease's holder, if anyone holds it. */
  get leader(): string | undefined {
    return this.#held?.host
  }

  /** Whether the holder of the lease goes on renewing it. */
  get isLed(): boolean {
    return this.#held !== undefined && this.#silentMs(this.#held) === 0
  }

  acquire(holder: string, host: string, life: Life, startedAt: number): Acquired {
    const held = this.#held
    if (held && this.#silentMs(held) < LEASE_MS) {
      return { is: 'held', by: held.holder, epoch: held.epoch, since: startedAt + held.sinceMs }
    }
    const epoch = ++this.#epoch
    const release = async (): Promise<void> => {
      if (this.#held?.epoch === epoch) this.#held = undefined
    }
    const isLost = (): boolean => this.#held?.epoch !== epoch
    const lease: Lease = { epoch, holder, isLost, release }
    this.#held = { epoch, holder, host, life, lease, sinceMs: this.#cloud.nowMs }
    this.leases.push({ atMs: this.#cloud.nowMs, epoch, host })
    return { is: 'granted', lease }
  }

  append({ epoch }: Lease, draft: EntryDraft, host: string): JournalEntry {
    const held = this.#held
    if (held?.epoch !== epoch) {
      const says = held ? `${held.holder} holds the lease, under epoch ${held.epoch}` : 'nobody holds the lease'
      throw new OperatingError('deposed', `the lease of epoch ${epoch} is gone: ${says}`)
    }
    const entry: JournalEntry = { ...draft, seq: this.#journal.length + 1, epoch }
    this.#journal = [...this.#journal, entry]
    this.entries.push({ atMs: this.#cloud.nowMs, host, entry })
    return entry
  }

  read(): readonly JournalEntry[] {
    return this.#journal
  }

  get(key: string): Versioned | undefined {
    return this.#documents.get(key)
  }

  put(key: string, text: string, expected: string | undefined): Versioned {
    const found = this.#documents.get(key)
    if (found?.version !== expected) {
      throw new OperatingError(
        'conflict',
        `${key} is at version ${found?.version ?? 'none'}, not ${expected ?? 'none'}`,
      )
    }
    const versioned: Versioned = { text, version: String(++this.#writes) }
    this.#documents.set(key, versioned)
    for (const tell of this.#listeners.get(key) ?? []) tell()
    return versioned
  }

  /** Calls `tell` whenever the document is written; gives how to stop it. */
  onWritten(key: string, tell: () => void): () => void {
    const listeners = this.#listeners.get(key) ?? new Set()
    this.#listeners.set(key, listeners.add(tell))
    return () => listeners.delete(tell)
  }

  remove(key: string): void {
    this.#documents.delete(key)
  }

  /** For how long the holder could not renew. */
  #silentMs({ host, life }: Held): number {
    const { nowMs, partitions } = this.#cloud
    const cutMs = partitions.since(['controller', host], ['store'])
    return Math.max(life.silentMs, cutMs === undefined ? 0 : nowMs - cutMs)
  }
}

/** The store as one process on `host` reaches it. */
export function storeFor(shared: SharedStore, cloud: Cloud, host: string, life: Life, startedAt: number): Store {
  const reach = async <Value>(doing: () => Value): Promise<Value> => {
    if (life.isOver) return never
    if (cloud.partitions.since(['controller', host], ['store']) !== undefined) {
      await life.sleep(GIVES_UP_MS)
      throw new OperatingError('store', 'the store does not answer', 'act by --break-glass, or wait until it is back')
    }
    return doing()
  }
  return {
    where: 'sim:store',
    acquire: (holder) => reach(() => acquired(shared.acquire(holder, host, life, startedAt), reach)),
    append: (lease, draft) => reach(() => shared.append(lease, draft, host)),
    read: () => reach(() => shared.read()),
    get: (key) => reach(() => shared.get(key)),
    put: (key, text, expected) => reach(() => shared.put(key, text, expected)),
    remove: (key) => reach(() => shared.remove(key)),
    changed: (key, signal) => written(shared, cloud, life, key, signal),
  }
}

/** Nobody asks the store in between: a process that is paused hears of it when it goes on. */
function written(shared: SharedStore, cloud: Cloud, life: Life, key: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const end = (): void => {
      forget()
      signal.removeEventListener('abort', end)
      if (!life.isOver) resolve()
    }
    const forget = shared.onWritten(key, () => life.at(cloud.nowMs, end))
    signal.addEventListener('abort', end, { once: true })
  })
}

/** A lease is given back over the same way on which it was taken. */
function acquired(found: Acquired, reach: <Value>(doing: () => Value) => Promise<Value>): Acquired {
  if (found.is === 'held') return found
  const { lease } = found
  return { is: 'granted', lease: { ...lease, release: async () => reach(() => lease.release()) } }
}
