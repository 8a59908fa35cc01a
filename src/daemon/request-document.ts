/**
 * The operator's request as it lies in the store, for a move or about the incident that is open: one document, changed only
 * by compare-and-set, so that of two who act at once one is told.
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

interface Envelope {
  readonly id: string
  /** The leader it is meant for, where the asker knows. */
  readonly epoch?: number
  /** When it was asked or last renewed, by the asker's wall clock; ms since the epoch. */
  readonly askedAt: number
}

/** A move is asked for. */
export interface AskedMove extends Envelope {
  readonly request: OperatorRequest
  /** Only a plan with this hash may be carried out. */
  readonly planHash?: string
}

/** What a person may want of the incident that is open: to go on with it, or to close it as it stands. */
export interface IncidentOrder {
  readonly does: 'resume' | 'abandon'
  readonly incident: string
  readonly by: string
  readonly because?: string
}

export interface AskedOrder extends Envelope {
  readonly order: IncidentOrder
}

export type Asked = AskedMove | AskedOrder

/** Whether it is about the incident that is open. */
export const isOrder = (asked: Asked): asked is AskedOrder => 'order' in asked

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
const envelope = { id: z.string().min(1), epoch: z.number().exactOptional(), askedAt: z.number() }
const signed = { by: z.string().min(1), because: z.string().exactOptional() }
const asked = z.union([
  z.object({
    ...envelope,
    request: z.object({ ...signed, ask, waives: z.array(z.enum(GUARDS)) }),
    planHash: z.string().exactOptional(),
  }),
  z.object({
    ...envelope,
    order: z.object({ ...signed, does: z.enum(['resume', 'abandon']), incident: z.string().min(1) }),
  }),
])
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
