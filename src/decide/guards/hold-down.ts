import { atRegion, atZone, holds, nameOf, type Region, type Subject } from '../../model/place.js'
import { formatMs } from '../../model/units.js'
import { cleanSince } from '../freezing.js'
import { AGAIN_MS } from '../frozen.js'
import { type Answer, allow, block, type Guard } from '../guard.js'
import type { Precedent, Situation } from '../situation.js'

/**
 * No failback on first green (law 5): the way back to a region that was left in trouble stays shut for the hold-down,
 * or for twice the outage if that is longer, counted from when the present clean run of the place and its planes began. A
 * freeze stays for the hold-down of a clean region, and nothing is brought back to what is frozen (law 24).
 */
export const holdDown: Guard = {
  applies: ({ move }) => move.kind === 'switchover' || move.kind === 'restore' || move.kind === 'thaw',
  ask: ({ move }, situation) => {
    if (move.kind === 'thaw') return ofThaw(move.region, situation)
    const home = move.kind === 'switchover' ? move.to : move.kind === 'restore' ? move.region : undefined
    const frozen = situation.frozen.find(({ region }) => region === home)
    if (frozen) {
      const forMs = formatMs(situation.now - frozen.since)
      return block(`${home} has been frozen for ${forMs}, and nothing is changed there; first "failover thaw ${home}"`)
    }
    const left = situation.precedents.made
      .filter(({ outcome }) => outcome !== 'went-back')
      .filter(({ move: made }) =>
        move.kind === 'restore'
          ? made.kind === 'evacuate' && made.zone === move.zone
          : made.kind === 'failover' && made.from === home,
      )
      .at(-1)
    if (!left) return allow('it was not left in trouble')
    // Its planes as well: block storage or a control plane that is still sick takes the app out again.
    const whole: Subject | undefined =
      move.kind === 'restore' ? atZone(move.region, move.zone) : home === undefined ? undefined : atRegion(home)
    const places = situation.assessments.filter(({ of }) => whole !== undefined && holds(whole, of))
    const notClean = places.find(({ measured }) => measured.kind !== 'healthy')
    if (notClean) return block(`${nameOf(notClean.of)} is ${notClean.measured.kind}, not clean yet`)
    const cleanSince = Math.max(left.openedAt, ...places.map(({ measured }) => measured.since))
    const limitMs = Math.max(situation.policy.decide.guards.holdDownMs, 2 * outageMs(left, cleanSince, situation))
    const cleanMs = situation.now - cleanSince
    const says = `clean for ${formatMs(cleanMs)} since it was left, at least ${formatMs(limitMs)} wanted`
    return cleanMs >= limitMs ? allow(says) : block(says)
  },
}

function ofThaw(region: Region, situation: Situation): Answer {
  const frozen = situation.frozen.find((each) => each.region === region)
  if (!frozen) return allow('it is not frozen')
  const whole = atRegion(region)
  const notClean = situation.assessments.find(({ measured, of }) => holds(whole, of) && measured.kind !== 'healthy')
  if (notClean) return block(`${nameOf(notClean.of)} is ${notClean.measured.kind}, not clean yet`)
  const triedMs = situation.now - (frozen.thawTriedAt ?? Number.NEGATIVE_INFINITY)
  if (triedMs < AGAIN_MS)
    return block(`a thaw was tried ${formatMs(triedMs)} ago and is tried again in ${formatMs(AGAIN_MS - triedMs)}`)
  const limitMs = situation.policy.decide.guards.holdDownMs
  const cleanMs = situation.now - cleanSince(situation, region, frozen.since)
  const says = `clean for ${formatMs(cleanMs)} since it was frozen, at least ${formatMs(limitMs)} wanted`
  return cleanMs >= limitMs ? allow(says) : block(says)
}

/** Twice the outage only counts where the policy keeps a hold-down at all. */
function outageMs(
  left: Precedent,
  cleanSince: number,
  { policy }: { policy: { decide: { guards: { holdDownMs: number } } } },
): number {
  return policy.decide.guards.holdDownMs === 0 ? 0 : Math.max(0, cleanSince - (left.firstBadAt ?? left.openedAt))
}
