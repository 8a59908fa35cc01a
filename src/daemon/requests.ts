/**
 * Operators' requests to the leader, as documents in the store: `request` is the one that waits, `reply-ID` the answer.
 * No network path to the leader is needed, only the store both already share.
 */
import type { Ended } from '../controller/carry-out.js'
import type { Tick } from '../controller/tick.js'
import { OperatingError } from '../model/error.js'
import type { Decision, OperatorRequest } from '../model/move.js'
import type { Objection, Plan } from '../model/plan.js'
import type { Clock, Store } from '../model/world.js'

const REQUEST = 'request'

export interface PendingRequest {
  readonly id: string
  readonly request: OperatorRequest
  /** Only a plan with this hash may be carried out. */
  readonly planHash?: string
}

export interface Reply {
  readonly decision: Decision
  readonly plan?: Plan
  readonly objections?: readonly Objection[]
  readonly ended?: Ended
}

/** The request that waits for the leader, if any. */
export async function nextRequest(store: Store): Promise<PendingRequest | undefined> {
  const found = await store.get(REQUEST)
  return found ? (JSON.parse(found.text) as PendingRequest) : undefined
}

/** Puts the leader's answer where the asker looks for it, and takes the request off the table. */
export async function answer(
  store: Store,
  { id }: PendingRequest,
  found: Tick,
  ended: Ended | undefined,
): Promise<void> {
  const { decision, objections, plan } = found
  const reply: Reply = {
    decision,
    ...(plan ? { plan } : {}),
    ...(objections ? { objections } : {}),
    ...(ended ? { ended } : {}),
  }
  await store.put(`reply-${id}`, JSON.stringify(reply), undefined)
  await store.remove(REQUEST)
}

/** Asks the leader and waits for its answer; `timed-out` when it takes no notice within `patienceMs`. */
export async function askLeader(store: Store, clock: Clock, asked: PendingRequest, patienceMs: number): Promise<Reply> {
  await store.put(REQUEST, JSON.stringify(asked), undefined)
  const began = clock.monotonic()
  for (;;) {
    const reply = await store.get(`reply-${asked.id}`)
    if (reply) {
      await store.remove(`reply-${asked.id}`)
      return JSON.parse(reply.text) as Reply
    }
    if (clock.monotonic() - began > patienceMs) {
      await store.remove(REQUEST)
      const next = 'see "failover status"; if the leader hangs, stop it, or act without it by --break-glass'
      throw new OperatingError('timed-out', `the leader did not answer within ${patienceMs} ms`, next)
    }
    await clock.sleep(50)
  }
}
