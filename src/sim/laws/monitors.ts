/**
 * L7: when all zones of all regions turn bad within one interval, nobody moves by itself. A signal source that errors is
 * unknown, which L1 sees. What a provider's status page said, and whether anyone waited for it, leaves nothing in a trace
 * but the evidence: a move by evidence alone is L2's to find.
 *
 * L24: nobody moves by itself while nothing but control planes is sick. What is frozen then, and for how long, stands in
 * `freezing.ts`; that nothing else was changed there is L14's to find.
 */

import { isAside } from '../../model/move.js'
import { breach } from './breach.js'
import { isHampered, spellsOf } from './happenings.js'
import type { Checker } from './law.js'
import type { Run } from './runs.js'
import type { Story } from './story.js'

/** L7: monitoring that fails all at once is the monitor's fault until proved otherwise. */
export const monitorsDoubted: Checker = ({ policy, runs }) =>
  runs
    .filter(({ byItself }) => byItself)
    .flatMap((run) => {
      const zones = run.evidence.filter(({ of }) => of.kind === 'zone')
      const starts = zones.flatMap(({ firstBadAt }) => (firstBadAt === undefined ? [] : [firstBadAt]))
      if (zones.length === 0 || starts.length < zones.length) return []
      const spreadMs = Math.max(...starts) - Math.min(...starts)
      if (spreadMs > policy.observe.everyMs) return []
      return [breach(run, `though all ${zones.length} zones turned bad within ${spreadMs} ms`)]
    })

/** L24: freeze when the control plane is sick and the data plane is well. */
export const onlyControlSick: Checker = (story) =>
  story.runs
    .filter(({ byItself, move }) => byItself && !isAside(move))
    .filter((run) => isOnlyControl(run, story))
    .map((run) => breach(run, 'while nothing but control planes was sick'))

/** What was under way in the last hour, which is when a disturbance that is acted on began. */
function isOnlyControl({ atMs }: Run, story: Story): boolean {
  const fromMs = atMs - 60 * 60_000
  const lately = spellsOf('impair', story).filter((spell) => spell.fromMs <= atMs && spell.toMs >= fromMs)
  const others = story.trace.happened.some(
    ({ event }) => event.kind !== 'impair' && event.kind !== 'operator' && event.atMs <= atMs,
  )
  return (
    lately.length > 0 &&
    lately.every(({ event }) => event.side === 'control') &&
    !others &&
    !story.trace.drill.world.noise &&
    !isHampered(fromMs, atMs, story)
  )
}
