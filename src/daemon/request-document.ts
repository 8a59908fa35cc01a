/**
 * The operator's request as it lies in the store: one document, changed only by compare-and-set, so that of two who act
 * at once one is told.
 *
 *   it is     | set by                    | another may take its place
 *   ----------|---------------------------|---------------------------
 *   waiting   | the asker                 | once it is stale
 *   taken     | the leader, before acting | yes
 *   withdrawn | the asker, who gave up    | yes
 *   unread    | the leader: bad document  | yes
 *
 * It is taken before it is acted on, so that a leader that dies on the way never does it twice.
 */
import { z } from 'zod'
import { OperatingError } from '../model/error.js'
import { GUARDS, type OperatorRequest } from '../model/move.js'
import { isRegion, isZoneId, type Region, type ZoneId } from '../model/place.js'
import type { Store } from '../model/world.js'

const REQUEST = 'request'

/**
 * An asker that lives renews its request every few seconds; one not renewed for this long was left behind. Wall time of
 * two hosts is compared here only to drop a request, never to act on one.
 */
export const STALE_MS = 60_000

export interface Asked {
  readonly id: string
  readonly request: OperatorRequest
  /** Only a plan with this hash may be carried out. */
  readonly planHash?: string
  /** The leader it is meant for, where the asker knows. */
  readonly epoch?: number
  /** When it was asked or last renewed, by the asker's wall clock; ms since the epoch. */
  readonly askedAt: number
}

export type SlotState = 'waiting' | 'taken' | 'withdrawn' | 'unread'

export type Slot =
  | { readonly is: 'empty' }
  | { readonly is: SlotState; readonly asked: Asked; readonly version: string }
  | { readonly is: 'bad'; readonly because: string; readonly id?: string; readonly version: string }

const regionOrAuto = z.custom<Region | 'auto'>(
  (text) => typeof text === 'string' && (text === 'auto' || isRegion(text)),
)
const regionCode = z.custom<Region>((text) => typeof text === 'string' && isRegion(text))
const zoneId = z.custom<ZoneId>((text) => typeof text === 'string' && isZoneId(text))
const ask = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('move-to'), to: regionOrAuto, planned: z.boolean() }),
  z.object({ kind: z.literal('evacuate'), zone: zoneId }),
  z.object({ kind: z.literal('back') }),
  z.object({ kind: z.literal('freeze'), region: regionCode }),
  z.object({ kind: z.literal('thaw'), region: regionCode.exactOptional() }),
])
const asked = z.object({
  id: z.string().min(1),
  request: z.object({
    ask,
    by: z.string().min(1),
    waives: z.array(z.enum(GUARDS)),
    because: z.string().exactOptional(),
  }),
  planHash: z.string().exactOptional(),
  epoch: z.number().exactOptional(),
  askedAt: z.number(),
})
const document = z.object({ is: z.enum(['waiting', 'taken', 'withdrawn', 'unread']), asked })

/** What lies there now; a document that is not a request is `bad`, never a throw. */
export async function readSlot(store: Store): Promise<Slot> {
  const found = await store.get(REQUEST)
  if (!found) return { is: 'empty' }
  const { text, version } = found
  try {
    const read = document.safeParse(JSON.parse(text))
    if (read.success) return { ...read.data, version }
    const { success, data } = z.object({ asked: z.object({ id: z.string() }) }).safeParse(JSON.parse(text))
    return { is: 'bad', because: z.prettifyError(read.error), version, ...(success ? { id: data.asked.id } : {}) }
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
    return { is: 'bad', because: thrown.message, version }
  }
}

/** Resolves when something is written there, or `signal` fires; undefined where the store does not tell. */
export const slotChanged = (store: Store, signal: AbortSignal): Promise<void> | undefined =>
  store.changed?.(REQUEST, signal)

/** Writes over version `expected`; gives the new version, or undefined when someone else was first. */
export async function writeSlot(
  store: Store,
  is: SlotState,
  what: Asked,
  expected: string | undefined,
): Promise<string | undefined> {
  try {
    return (await store.put(REQUEST, JSON.stringify({ is, asked: what }), expected)).version
  } catch (thrown) {
    if (thrown instanceof OperatingError && thrown.code === 'conflict') return undefined
    throw thrown
  }
}
