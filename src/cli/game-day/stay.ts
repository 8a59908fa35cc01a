/** The time away: users are looked at through the public name and every place is judged, until it is time to go home. */
import { glanceOnce } from '../../controller/glance-once.js'
import { survey } from '../../controller/survey.js'
import { type OperatorRequest, sourceOf, targetOf } from '../../model/move.js'
import { abortReason, counted, type Looks } from '../../rehearse/abort.js'
import { blindness, faultIn, troubleIn } from '../../verify/glance.js'
import type { Opened } from '../open.js'
import type { Leg } from './leg.js'
import type { Terms } from './terms.js'

/** Between two rounds; one has some looks, so that a share of them comes to something soon. */
const BETWEEN_MS = 500
const LOOKS_A_ROUND = 5

export interface Stayed {
  readonly looks: Looks
  /** Looks that nobody could make. */
  readonly blind: number
  /** Looks that home answered: who was not taken along was served there, or was not. */
  readonly atHome: number
  readonly forMs: number
  /** Why it was broken off; absent where its time was over. */
  readonly aborted?: string
}

/** Stays until `leaveAt`, or until there is a reason to go; `stop` is a person's. */
export async function stay(
  { policy, world }: Opened,
  out: Leg,
  terms: Terms & { readonly leaveAt: number },
  home: OperatorRequest,
  stop: AbortSignal,
): Promise<Stayed> {
  const { clock } = world
  const began = clock.monotonic()
  const { sharePercent } = terms
  const staysPercent = sharePercent === undefined ? policy.plan.traffic.tricklePercent : 100 - sharePercent
  let looks: Looks = { bad: 0, of: 0, inRow: 0 }
  let blind = 0
  let atHome = 0
  const { timeMs, timeObjectiveMs } = out.incident.recovery
  const timed = timeMs === undefined ? {} : { out: { tookMs: timeMs, objectiveMs: timeObjectiveMs } }
  const stayed = (): Stayed => ({ looks, blind, atHome, forMs: clock.monotonic() - began })
  for (;;) {
    for (let look = 0; look < LOOKS_A_ROUND && !stop.aborted; look++) {
      const glance = await glanceOnce(world)
      const { move } = out.incident
      if (staysPercent > 0 && glance.servedBy?.region === sourceOf(move)) {
        atHome++
        looks = counted(looks, troubleIn(glance))
      } else if (blindness(glance) === undefined) looks = counted(looks, faultIn(move, glance))
      else blind++
    }
    if (stop.aborted) return { ...stayed(), aborted: 'a person asked to go home' }
    const { decision, situation } = await survey(world, policy, home)
    const { active } = situation.standing
    if (active !== targetOf(out.incident.move))
      return { ...stayed(), aborted: `the app stands in ${active}: somebody moved it` }
    const guards = decision.considered[0]?.guards ?? []
    const { maxBadPercent } = terms
    const aborted = abortReason({ assessments: situation.assessments, guards, looks, maxBadPercent, ...timed })
    if (aborted !== undefined) return { ...stayed(), aborted }
    if (clock.now() >= terms.leaveAt) return stayed()
    await clock.sleep(Math.min(BETWEEN_MS, Math.max(0, terms.leaveAt - clock.now())), stop)
  }
}
