/**
 * What a leader does when a person wants the open incident resumed or closed: the hand that holds the lease does it, so that
 * nobody has to stop the watcher for it. It is answered as any other request.
 */
import { abandon, type Ended } from '../controller/carry-out.js'
import { asOperatingError } from '../model/error.js'
import type { Inspection } from '../model/resource.js'
import { incidents } from '../report/incident.js'
import { answerOrder, answerTrouble } from './answers.js'
import type { AskedOrder } from './request-document.js'
import { resumeNow } from './resume-open.js'
import { quietly, type Watch } from './watch-run.js'

/** Does what was asked for and answers; gives how a resumed incident ended. */
export async function obeyOrder(
  run: Watch,
  asked: AskedOrder,
  inspections: readonly Inspection[],
): Promise<Ended | undefined> {
  const { store } = run.world
  const { because, by, does, incident } = asked.order
  const answering = (what: Parameters<typeof answerOrder>[2]): Promise<unknown> =>
    quietly(run, 'answer a request', () => answerOrder(store, asked, what))
  try {
    const open = incidents(await store.read()).findLast(({ closedAt }) => closedAt === undefined)
    if (open?.id !== incident) {
      await answering({ reason: 'not-open', because: `${incident} is not open any more` })
      return undefined
    }
    if (does === 'abandon') {
      await answering({ reason: 'abandoned', because: await abandon(run, incident, by, because) })
      return undefined
    }
    const ended = await resumeNow(run, open, inspections, by)
    await answering({ reason: 'resumed', because: `${by} wanted it resumed`, ended })
    return ended
  } catch (thrown) {
    const { message } = asOperatingError(thrown, `${does} ${incident}`)
    await quietly(run, 'answer a request', () => answerTrouble(store, asked, message))
    throw thrown
  }
}
