/**
 * The time between two looks: it ends when the next is due, the bell rings, a request waits, or the watch ends. A store
 * that does not answer is not asked for requests: that would be many calls to what is in trouble (law 16).
 */
import { OVER } from '../model/deadline.js'
import { asOperatingError } from '../model/error.js'
import type { Clock, Store } from '../model/world.js'
import { isRequestWaiting } from './answers.js'
import type { Bell } from './bell.js'
import { slotChanged } from './request-document.js'

/** How often a store that does not tell of changes is asked for an operator's request. */
const REQUESTS_EVERY_MS = 250

export async function idle(
  world: { readonly clock: Clock; readonly store: Store },
  bell: Bell,
  forMs: number,
  signal: AbortSignal,
  { asksStore }: { readonly asksStore: boolean } = { asksStore: true },
): Promise<void> {
  const { clock, store } = world
  const up = new AbortController()
  const stop = (): void => up.abort(OVER)
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  const ringing = bell.rung(up.signal).then(stop)
  const dueMs = clock.monotonic() + forMs
  while (!up.signal.aborted) {
    const leftMs = dueMs - clock.monotonic()
    if (leftMs <= 0) break
    if (!asksStore) {
      await clock.sleep(leftMs, up.signal)
      break
    }
    await rest(world, leftMs, up.signal)
    if (await isWaiting(store)) break
  }
  stop()
  await ringing
  signal.removeEventListener('abort', stop)
}

/** For as long as it is certain that nothing lies there. */
async function rest(
  { clock, store }: { readonly clock: Clock; readonly store: Store },
  leftMs: number,
  signal: AbortSignal,
): Promise<void> {
  const changed = slotChanged(store, signal)
  if (changed) await Promise.race([clock.sleep(leftMs, signal), changed])
  else await clock.sleep(Math.min(leftMs, REQUESTS_EVERY_MS), signal)
}

/** A store that cannot be asked now is told by the next look, which needs it. */
async function isWaiting(store: Store): Promise<boolean> {
  try {
    return await isRequestWaiting(store)
  } catch (thrown) {
    asOperatingError(thrown, 'look for requests')
    return false
  }
}
