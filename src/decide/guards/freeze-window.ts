import { Cron } from 'croner'
import { formatMs } from '../../model/units.js'
import type { FreezeWindow } from '../../policy/policy.js'
import { allow, block, type Guard } from '../guard.js'

/** Times in which the policy wants nothing moved without a person's waiver. */
export const freezeWindow: Guard = {
  // A freeze changes nothing, and is what such a window asks for.
  applies: ({ move }) => move.kind !== 'freeze',
  ask: (_, { now, policy }) => {
    const windows = policy.decide.freezeWindows
    for (const window of windows) {
      const until = endOf(window, now)
      if (until !== undefined) return block(`"${window.why}" is in force for another ${formatMs(until - now)}`)
    }
    return allow(windows.length === 0 ? 'the policy has no freeze windows' : 'no freeze window is in force')
  },
}

/** When the window that holds at `now` ends, ms since the epoch; undefined when it does not hold. */
export function endOf(window: FreezeWindow, now: number): number | undefined {
  if (window.kind === 'span') return window.from <= now && now < window.to ? window.to : undefined
  const schedule = new Cron(window.cron, { timezone: window.timeZone, paused: true })
  const began = schedule.nextRun(new Date(now - window.forMs))?.getTime()
  return began !== undefined && began <= now ? began + window.forMs : undefined
}
