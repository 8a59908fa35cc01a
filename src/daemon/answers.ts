/**
 * The leader's side of operators' requests: takes the one that waits, and lays the answer where its asker looks for it.
 * No network path to the leader is needed, only the store both already share. The asker's side is `requests.ts`.
 */
import type { Ended } from '../controller/carry-out.js'
import type { Tick } from '../controller/tick.js'
import { OperatingError } from '../model/error.js'
import { invariant } from '../model/invariant.js'
import { type Decision, describeMove } from '../model/move.js'
import type { Objection, Plan } from '../model/plan.js'
import { formatMs } from '../model/units.js'
import type { Clock, Lease, Store } from '../model/world.js'
import { type Asked, type AskedMove, readSlot, STALE_MS, writeSlot } from './request-document.js'

/** The leader's answer: `ended` when it acted; else the decision is a hold that says why. */
export interface Reply {
  readonly decision: Decision
  readonly plan?: Plan
  readonly objections?: readonly Objection[]
  readonly ended?: Ended
}

/** Where the answer to request `id` lies. */
export const replyKey = (id: string): string => `reply-${id}`

/** Whether something lies there for the leader; cheap, for asking often. */
export async function isRequestWaiting(store: Store): Promise<boolean> {
  const { is } = await readSlot(store)
  return is === 'waiting' || is === 'bad'
}

/**
 * Takes the request that waits, if any. One that is stale or was meant for another leader is answered and not given; a
 * bad document is put aside and thrown as `refused`.
 */
export async function takeRequest(store: Store, clock: Clock, { epoch }: Lease): Promise<Asked | undefined> {
  const slot = await readSlot(store)
  if (slot.is === 'bad') return putAside(store, slot)
  if (slot.is !== 'waiting') return undefined
  const { asked, version } = slot
  if ((await writeSlot(store, 'taken', asked, version)) === undefined) return undefined
  const refusal = refusalOf(asked, clock.now(), epoch)
  if (refusal === undefined) return asked
  await reply(store, asked.id, { decision: hold('stale-request', refusal) })
  return undefined
}

function refusalOf({ askedAt, epoch: meantFor }: Asked, now: number, epoch: number): string | undefined {
  if (meantFor !== undefined && meantFor !== epoch) {
    return `the request was meant for the leader of epoch ${meantFor}, and epoch ${epoch} leads now; ask again`
  }
  const ageMs = now - askedAt
  if (ageMs <= STALE_MS) return undefined
  return `the request is ${formatMs(ageMs)} old by the leader's clock, and none older than ${formatMs(STALE_MS)} is acted on; ask again`
}

async function putAside(
  store: Store,
  { because, id, version }: { readonly because: string; readonly id?: string; readonly version: string },
): Promise<never> {
  const message = `the request in ${store.where} cannot be read: ${because}`
  // The slot holds a whole request or none; in state `unread` nobody takes it, whatever it asks for.
  const unread: Asked = { id: id ?? '?', request: { ask: { kind: 'back' }, by: '?', waives: [] }, askedAt: 0 }
  await writeSlot(store, 'unread', unread, version)
  if (id !== undefined) await reply(store, id, { decision: hold('bad-request', message) })
  throw new OperatingError('refused', message, 'ask again with the same version of failover as the leader runs')
}

/** Answers with what was decided, and how it ended if it was carried out. */
export async function answer(store: Store, asked: AskedMove, found: Tick, ended?: Ended): Promise<void> {
  const { decision, objections, plan } = found
  await reply(store, asked.id, {
    decision: ended ? decision : whyNot(asked, found),
    ...(plan ? { plan } : {}),
    ...(objections ? { objections } : {}),
    ...(ended ? { ended } : {}),
  })
}

/** Answers what became of an order about an incident: the end it came to, or a word on why there is none. */
export async function answerOrder(
  store: Store,
  { id }: Asked,
  { because, ended, reason }: { readonly reason: string; readonly because: string; readonly ended?: Ended },
): Promise<void> {
  await reply(store, id, { decision: hold(reason, because), ...(ended ? { ended } : {}) })
}

/** Answers that nothing came of it, because of `message`. */
export async function answerTrouble(store: Store, { id }: Asked, message: string): Promise<void> {
  await reply(store, id, { decision: hold('trouble', message) })
}

/** Whether the plan found is the one the asker named, if they named one. */
export const isPlanAsked = ({ planHash }: AskedMove, { plan }: Tick): boolean =>
  planHash === undefined || planHash === plan?.hash

function whyNot(asked: AskedMove, found: Tick): Decision {
  const { decision, objections, plan } = found
  if (decision.kind === 'hold') return decision
  const { considered, move } = decision
  if (!plan) {
    const why = (objections ?? []).map(({ detail }) => detail).join('; ')
    return hold('no-plan', `no plan stands for ${describeMove(move)}: ${why}`, considered)
  }
  invariant(!isPlanAsked(asked, found), 'a request whose plan stands was answered without being acted on')
  const because = `the plan is ${plan.hash} now, not ${asked.planHash}; nothing was changed`
  return hold('other-plan', because, considered)
}

const hold = (reason: string, because: string, considered: Decision['considered'] = []): Decision => ({
  kind: 'hold',
  reason,
  because,
  considered,
})

async function reply(store: Store, id: string, what: Reply): Promise<void> {
  const key = replyKey(id)
  const before = await store.get(key)
  await store.put(key, JSON.stringify(what), before?.version)
}
