/**
 * The watcher's sign of life: a document in the store that says who leads and where its page is, written anew every two
 * seconds, whatever the loop is busy with. Whoever waits for the leader hears it beat by the document's version, on a
 * clock of their own; two hosts' clocks are never compared.
 */
import { z } from 'zod'
import { asOperatingError, OperatingError } from '../model/error.js'
import type { Clock, Lease, Store } from '../model/world.js'

const BEACON = 'watcher'
export const BEAT_MS = 2_000

/** Instants in ms since the epoch, by the watcher's clock. */
export interface Beacon {
  readonly by: string
  readonly pid: number
  readonly epoch: number
  /** Its page, for people on that host. */
  readonly url: string
  readonly since: number
  readonly at: number
}

const document = z.object({
  by: z.string(),
  pid: z.number(),
  epoch: z.number(),
  url: z.string(),
  since: z.number(),
  at: z.number(),
})

/** What the watcher last said of itself, with the version that grows with each beat; undefined when it said nothing. */
export async function readBeacon(store: Store): Promise<(Beacon & { readonly version: string }) | undefined> {
  const found = await store.get(BEACON)
  if (!found) return undefined
  const read = document.safeParse(parsed(found.text))
  return read.success ? { ...read.data, version: found.version } : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined
    throw thrown
  }
}

/** What to do when a beat fails: another leads, or something that passes. */
export interface Listener {
  onDeposed(error: OperatingError): void
  onTrouble(doing: string, message: string): void
}

export interface Beating {
  /** Ends it and takes the document away. */
  stop(): Promise<void>
}

/** Starts to beat; the first beat has been tried when it resolves. A beat that fails is told, and tried again. */
export async function lightBeacon(
  store: Store,
  clock: Clock,
  facts: Pick<Beacon, 'by' | 'pid' | 'url'> & { readonly lease: Lease },
  { onDeposed, onTrouble }: Listener,
): Promise<Beating> {
  const over = new AbortController()
  const { lease, ...rest } = facts
  const since = clock.now()
  const beat = async (): Promise<void> => {
    try {
      await write(store, { ...rest, epoch: lease.epoch, since, at: clock.now() })
    } catch (thrown) {
      const error = asOperatingError(thrown, 'say who leads')
      if (error.code !== 'deposed') return onTrouble('say who leads', error.message)
      over.abort()
      onDeposed(error)
    }
  }
  await beat()
  const beating = (async () => {
    for (;;) {
      await clock.sleep(BEAT_MS, over.signal)
      if (over.signal.aborted) return
      await beat()
    }
  })()
  return {
    stop: async () => {
      over.abort()
      await beating
      const last = await readBeacon(store)
      if (last?.epoch === lease.epoch) await store.remove(BEACON)
    },
  }
}

/** A deposed watcher does not write over its successor's. */
async function write(store: Store, beacon: Beacon): Promise<void> {
  const before = await store.get(BEACON)
  const known = before && document.safeParse(parsed(before.text))
  if (known?.success && known.data.epoch > beacon.epoch) {
    throw new OperatingError('deposed', `epoch ${beacon.epoch} no longer leads; epoch ${known.data.epoch} does`)
  }
  await store.put(BEACON, JSON.stringify(beacon), before?.version)
}
