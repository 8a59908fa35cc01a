/**
 * The store as a directory on this machine:
 *
 *   journal.jsonl      one entry a line; only the lease's holder appends
 *   lease/             who leads, as numbered notes (lock.ts), each with its epoch
 *   documents/         one file a key; documents-lock/ keeps two writers apart
 *
 * A killed holder's lease is taken over at once, since its process can be seen to be gone. A paused one (stopped, or in a
 * debugger) keeps it for as long as it is paused: nothing else acts until it goes on or is ended, for it could wake in
 * the middle of a step. Nobody else can lead from another host either, as its processes cannot be seen there: who needs
 * a second controller elsewhere needs a store that hosts share. Nothing is written before the first write.
 */
import path from 'node:path'
import { withDeadline } from '../../model/deadline.js'
import { OperatingError } from '../../model/error.js'
import type { JournalEntry } from '../../model/journal.js'
import type { Acquired, Clock, EntryDraft, Lease, Store, Versioned } from '../../model/world.js'
import { Documents } from './documents.js'
import { JournalFile } from './journal-file.js'
import { dropLock, holdsLock, type LockNote, lastNote, takeLock } from './lock.js'

const FLOOR_MS = 2_000

export interface FileStoreOptions {
  readonly clock: Clock
  /** The highest epoch the world's routing has seen; where it cannot be asked, the store goes on without. */
  readonly epochFloor?: () => Promise<number>
  /** How long it is waited for; 2 s unless told. */
  readonly epochFloorMs?: number
}

/** The store in `dir`, which its first write makes; every method throws `OperatingError` (`store`, `deposed`, `conflict`). */
export function fileStore(dir: string, options: FileStoreOptions): Store {
  return new FileStore(path.resolve(dir), options)
}

/** Where the store in `dir` keeps its journal. */
export const journalFile = (dir: string): string => path.join(dir, 'journal.jsonl')

/** The highest epoch the store in `dir` ever gave or recorded; 0 when it never gave one. */
export async function highestEpoch(dir: string): Promise<number> {
  return Math.max(
    (await lastNote(leaseDir(dir)))?.note.epoch ?? 0,
    epochIn(await new JournalFile(journalFile(dir)).read()),
  )
}

const leaseDir = (dir: string): string => path.join(dir, 'lease')

const epochIn = (entries: readonly JournalEntry[]): number =>
  entries.reduce((highest, { epoch }) => Math.max(highest, epoch), 0)

class FileStore implements Store {
  readonly where: string
  readonly #journal: JournalFile
  readonly #documents: Documents
  readonly #leases: string
  /** Steps run side by side; their entries go down one after the other. */
  #turn: Promise<unknown> = Promise.resolve()
  #held: LockNote | undefined

  constructor(
    dir: string,
    readonly options: FileStoreOptions,
  ) {
    this.where = dir
    this.#journal = new JournalFile(journalFile(dir))
    this.#documents = new Documents(dir, options.clock)
    this.#leases = leaseDir(dir)
  }

  async acquire(holder: string): Promise<Acquired> {
    const epochFloor = async (): Promise<number> =>
      Math.max(epochIn(await this.#journal.read()), await this.#routingEpoch())
    const taken = await takeLock(this.#leases, { holder, since: this.options.clock.now(), epochFloor })
    if (taken.is === 'held') {
      const { epoch, host, pid, since } = taken.by
      const file = path.join(this.#leases, `${taken.by.number}.held`)
      const unseen = `, process ${pid} on ${host}, which cannot be seen from here (if it is gone, remove ${file})`
      const where = taken.unseen ? unseen : ''
      return { is: 'held', by: `${taken.by.holder}${where}`, epoch, since }
    }
    const { note } = taken
    this.#held = note
    return {
      is: 'granted',
      lease: { epoch: note.epoch, holder, release: () => this.#inTurn(() => this.#release(note)) },
    }
  }

  append(lease: Lease, draft: EntryDraft): Promise<JournalEntry> {
    return this.#inTurn(async () => {
      const note = this.#held
      if (!note || note.epoch !== lease.epoch || !(await holdsLock(this.#leases, note)))
        throw await this.#deposed(lease)
      const last = (await this.#journal.read()).at(-1)
      const { at, by, event, incident } = structuredClone(draft)
      const entry = { seq: (last?.seq ?? 0) + 1, at, epoch: lease.epoch, incident, by, event }
      await this.#journal.append(entry)
      return entry
    })
  }

  read(): Promise<readonly JournalEntry[]> {
    return this.#journal.read()
  }

  get(key: string): Promise<Versioned | undefined> {
    return this.#documents.get(key)
  }

  put(key: string, text: string, expected: string | undefined): Promise<Versioned> {
    return this.#documents.put(key, text, expected)
  }

  remove(key: string): Promise<void> {
    return this.#documents.remove(key)
  }

  async #release(note: LockNote): Promise<void> {
    if (this.#held?.token === note.token) this.#held = undefined
    await dropLock(this.#leases, note)
  }

  #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const done = this.#turn.then(work)
    this.#turn = done.catch(() => undefined)
    return done
  }

  async #routingEpoch(): Promise<number> {
    const { clock, epochFloor, epochFloorMs: ms = FLOOR_MS } = this.options
    if (!epochFloor) return 0
    try {
      return await withDeadline({ clock, ms, doing: 'ask routing for its epoch' }, epochFloor)
    } catch (thrown) {
      // On the worst day routing cannot be asked, and leading must still be possible.
      if (thrown instanceof OperatingError) return 0
      throw thrown
    }
  }

  async #deposed({ epoch, holder }: Lease): Promise<OperatingError> {
    const last = await lastNote(this.#leases)
    const who = !last || last.free ? 'nobody leads now' : `${last.note.holder} leads with epoch ${last.note.epoch}`
    const says = `${holder} no longer leads with epoch ${epoch}: ${who}`
    return new OperatingError('deposed', says, 'see "failover status"; "failover resume" takes up what is open')
  }
}
