/**
 * The switch without its store (law 19): a journal of its own on this machine, which is merged into the main one once
 * that can be written again, and kept. One directory serves one app.
 *
 * Its epochs must beat those the lost store gave, or routing would take its changes for a late plan's: they start above
 * whatever routing has seen.
 */
import { access } from 'node:fs/promises'
import path from 'node:path'
import { OperatingError } from '../../model/error.js'
import type { JournalEntry } from '../../model/journal.js'
import type { Clock, Lease, Store } from '../../model/world.js'
import { merged } from './break-glass-record.js'
import { type FileStoreOptions, fileStore, highestEpoch, journalFile } from './file-store.js'
import { moveFile, unlessAbsent } from './files.js'

const NEXT = 'name a directory that can be written by $FAILOVER_BREAK_GLASS_DIR'

/** `$FAILOVER_BREAK_GLASS_DIR`, else a directory of the app's own under the working directory. */
export function breakGlassDir(env: NodeJS.ProcessEnv, app: string): string {
  const named = env.FAILOVER_BREAK_GLASS_DIR
  return path.resolve(named ? named : path.join('.failover', 'break-glass', app))
}

/** The store that stands in for the main one; what it cannot do is told with another way out than to break the glass. */
export function breakGlassStore(dir: string, options: FileStoreOptions): Store {
  const store = fileStore(dir, options)
  return {
    where: store.where,
    acquire: (holder) => honest(store.acquire(holder)),
    append: (lease, draft) => honest(store.append(lease, draft)),
    read: () => honest(store.read()),
    get: (key) => honest(store.get(key)),
    put: (key, text, expected) => honest(store.put(key, text, expected)),
    remove: (key) => honest(store.remove(key)),
  }
}

async function honest<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work
  } catch (thrown) {
    if (!(thrown instanceof OperatingError) || thrown.code !== 'store') throw thrown
    throw new OperatingError('store', thrown.message, NEXT, { cause: thrown })
  }
}

/** Whether `dir` holds records that are not merged yet; reads only. */
export async function hasBreakGlass(dir: string): Promise<boolean> {
  return (await unlessAbsent('look for', journalFile(dir), () => access(journalFile(dir)).then(() => true))) ?? false
}

/** The highest epoch ever given or recorded in `dir`, which the main store's epochs must exceed too; 0 when none was. */
export const breakGlassEpoch = (dir: string): Promise<number> => highestEpoch(dir)

export type Merge =
  | { readonly is: 'nothing' }
  /** Someone acts by break glass at this moment; merge when they have ended. */
  | { readonly is: 'busy'; readonly by: string }
  | {
      readonly is: 'merged'
      readonly incidents: readonly string[]
      /** Entries appended now; those of an earlier, cut-off merge are not counted. */
      readonly entries: number
      /** Where the records are kept. */
      readonly kept: string
    }

/**
 * Appends what was recorded in `dir` to `main`, under its `lease`, and moves the records aside. Killed half-way, the next
 * merge goes on behind the last entry it finds in `main`. Throws `OperatingError` (`store`, `deposed`) of either store.
 */
export async function mergeBreakGlass(main: Store, lease: Lease, clock: Clock, dir: string): Promise<Merge> {
  if (!(await hasBreakGlass(dir))) return { is: 'nothing' }
  const records = breakGlassStore(dir, { clock })
  const own = await records.acquire(lease.holder)
  if (own.is === 'held') return { is: 'busy', by: own.by }
  try {
    // Another may have merged it before this lease was taken.
    if (!(await hasBreakGlass(dir))) return { is: 'nothing' }
    return await merge(main, lease, await records.read(), dir, clock)
  } finally {
    await own.lease.release()
  }
}

async function merge(
  main: Store,
  lease: Lease,
  recorded: readonly JournalEntry[],
  dir: string,
  clock: Clock,
): Promise<Merge> {
  const { incidents, missing } = merged(recorded, await main.read(), dir)
  for (const draft of missing) await main.append(lease, draft)
  const kept = await freeName(dir, clock)
  await moveFile(journalFile(dir), kept)
  return { is: 'merged', incidents, entries: missing.length, kept }
}

/** `merged-20261124-141503.jsonl`, with a counter behind it where that is taken. */
async function freeName(dir: string, clock: Clock): Promise<string> {
  const stamp = new Date(clock.now()).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
  for (let count = 1; ; count++) {
    const file = path.join(dir, `merged-${stamp}${count === 1 ? '' : `-${count}`}.jsonl`)
    if ((await unlessAbsent('look for', file, () => access(file).then(() => true))) === undefined) return file
  }
}
