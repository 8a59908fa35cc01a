/**
 * The asker's side of a request: lays it in the store, renews it while it waits, and waits for the answer for as long as
 * the leader gives signs of life. Whether it lives is told by its beacon's beats on the asker's own monotonic clock.
 */
import { OperatingError } from '../model/error.js'
import { formatMs } from '../model/units.js'
import type { Clock, Store } from '../model/world.js'
import { incidents } from '../report/incident.js'
import { type Reply, replyKey } from './answers.js'
import { readBeacon } from './beacon.js'
import { type AskedMove, type AskedOrder, isOrder, readSlot, STALE_MS, writeSlot } from './request-document.js'

/** What an asker says; `epoch` is that of the leader found, so that no later leader takes it for its own. */
export type Asking = Omit<AskedMove, 'askedAt'> | Omit<AskedOrder, 'askedAt'>

/** How long the leader may take for a whole move, verification included; ms. */
export const LEADER_PATIENCE_MS = 30 * 60_000

const POLL_MS = 50
/** What takes long is known to a twentieth of the time it took, and no later than this. */
const POLL_MAX_MS = 2_000
const RESOLUTION = 1 / 20
const RENEW_MS = STALE_MS / 6
/** A leader not heard for this long is taken for gone. */
const SILENCE_MS = 15_000
const STATUS = 'see "failover status"; if the leader hangs, stop it and ask again, or act without it by --break-glass'

/**
 * Asks the leader and waits for its answer. Throws `OperatingError`: `conflict` when another request waits, `timed-out`
 * when there is no answer within `patienceMs` or no sign of life from the leader; the request is withdrawn then.
 */
export async function askLeader(store: Store, clock: Clock, asking: Asking, patienceMs: number): Promise<Reply> {
  const began = clock.monotonic()
  let version: string | undefined = await lay(store, clock, asking)
  let renewedMs = began
  let heard = { version: '', atMs: began }
  for (;;) {
    const reply = await store.get(replyKey(asking.id))
    if (reply) {
      await store.remove(replyKey(asking.id))
      return JSON.parse(reply.text) as Reply
    }
    const nowMs = clock.monotonic()
    const beacon = await readBeacon(store)
    const beats = beacon && (asking.epoch === undefined || asking.epoch === beacon.epoch)
    if (beats && beacon.version !== heard.version) heard = { version: beacon.version, atMs: nowMs }
    const why = tooLong(nowMs - began, patienceMs, nowMs - heard.atMs)
    if (why !== undefined) throw await givenUp(store, clock, asking, version, why)
    if (version !== undefined && nowMs - renewedMs > RENEW_MS) {
      // Undefined once the leader has taken it: nothing is left to renew.
      version = await writeSlot(store, 'waiting', { ...asking, askedAt: clock.now() }, version)
      renewedMs = nowMs
    }
    await clock.sleep(Math.min(POLL_MAX_MS, Math.max(POLL_MS, (nowMs - began) * RESOLUTION)))
  }
}

/** Whether an open incident stands still: it halted, or someone asked it to. One that does not is its leader's own. */
export async function isHalted(store: Store, incident: string): Promise<boolean> {
  const { state } = incidents(await store.read()).findLast(({ id }) => id === incident) ?? {}
  return state === 'halted' || (await store.get(`halt-${incident}`)) !== undefined
}

function tooLong(waitedMs: number, patienceMs: number, silentMs: number): string | undefined {
  if (waitedMs > patienceMs) return `the leader did not answer within ${formatMs(patienceMs)}`
  return silentMs > SILENCE_MS ? `the leader gave no sign of life for ${formatMs(silentMs)}` : undefined
}

/** The version under which it lies there. A stale request is one whose asker died: it is written over. */
async function lay(store: Store, clock: Clock, asking: Asking): Promise<string> {
  const slot = await readSlot(store)
  if (slot.is === 'waiting') {
    const { askedAt } = slot.asked
    const { by } = isOrder(slot.asked) ? slot.asked.order : slot.asked.request
    const ageMs = clock.now() - askedAt
    if (ageMs <= STALE_MS) throw anotherWaits(`of ${by}, asked ${formatMs(Math.max(0, ageMs))} ago`)
  }
  const expected = slot.is === 'empty' ? undefined : slot.version
  const version = await writeSlot(store, 'waiting', { ...asking, askedAt: clock.now() }, expected)
  if (version === undefined) throw anotherWaits('laid there at the same moment')
  return version
}

const anotherWaits = (whose: string): OperatingError =>
  new OperatingError('conflict', `another request waits for the leader: ${whose}`, 'wait for its end, then ask again')

async function givenUp(
  store: Store,
  clock: Clock,
  asking: Asking,
  version: string | undefined,
  why: string,
): Promise<OperatingError> {
  const withdrawn =
    version !== undefined && (await writeSlot(store, 'withdrawn', { ...asking, askedAt: clock.now() }, version))
  const stands = withdrawn ? 'the request was withdrawn' : 'it had taken the request, and may have begun with it'
  return new OperatingError('timed-out', `${why}; ${stands}`, STATUS)
}
