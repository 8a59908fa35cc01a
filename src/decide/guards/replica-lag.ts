import type { Region } from '../../model/place.js'
import { formatMs } from '../../model/units.js'
import { allow, block, type Guard, unknown } from '../guard.js'
import { type Situation, vitalIn } from '../situation.js'

/** How old a remembered lag an operator's failover may rest on. */
const REMEMBERED_MS = 10 * 60_000

/**
 * A failover loses what was not replicated: the lag last seen must be under the policy's limit (law 12). Once the writer
 * is gone its lag cannot be measured, so the last one counts, if it was seen no longer before the outage than the
 * evidence limit; an operator may rest on one of the last ten minutes as well, since no outage need have been measured.
 */
export const replicaLag: Guard = {
  applies: ({ move }) => move.kind === 'failover',
  ask: ({ move, trigger }, situation) => {
    if (move.kind !== 'failover') return unknown('not a failover')
    const { gauges, now, policy } = situation
    const { evidenceMs, replicaLagMs } = policy.decide.guards
    const lags = gauges.filter((gauge) => gauge.name === 'replica-lag-ms' && gauge.in === move.to)
    if (lags.length === 0) return allow('no replicated writer is managed')
    const begun = trigger.kind === 'impairment' ? trigger.firstBadAt : begunIn(situation, move.from)
    const outageMs = begun === undefined ? 0 : now - begun + evidenceMs
    const oldestMs = trigger.kind === 'impairment' ? outageMs : Math.max(REMEMBERED_MS, outageMs)
    const says: string[] = []
    for (const { at, reading, resource } of lags) {
      if (reading.is === 'unknown') {
        return unknown(`lag of ${resource}: ${reading.because}; none seen before is kept, as a watcher does`)
      }
      const ageMs = now - at
      const found = `lag of ${resource} ${formatMs(reading.value)}, limit ${formatMs(replicaLagMs)} (seen ${formatMs(ageMs)} ago)`
      if (reading.value > replicaLagMs) return block(found)
      if (ageMs > oldestMs) return unknown(`${found}: too old to count`)
      says.push(found)
    }
    return allow(says.join('; '))
  },
}

/** When the outage that was measured in `from` began: of the region, or of a plane without which the app cannot live. */
function begunIn(situation: Situation, from: Region): number | undefined {
  const begun = vitalIn(situation, from).flatMap(({ firstBadAt }) => (firstBadAt === undefined ? [] : [firstBadAt]))
  return begun.length > 0 ? Math.min(...begun) : undefined
}
