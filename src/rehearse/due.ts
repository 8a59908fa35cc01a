/**
 * When a scheduled rehearsal is due. A time that was missed, because nobody watched or an incident was open, is made up
 * for once at the next calm moment, however many were missed. One that never was is due at once: later ones need
 * something to be held against.
 */
import { Cron } from 'croner'
import type { DrillPolicy } from '../policy/policy.js'
import type { Rehearsal } from './rehearsal.js'

/** When `drill` is next due, ms since the epoch, after those that `made` tells of; may be past. */
export function dueAt(drill: DrillPolicy, made: readonly Pick<Rehearsal, 'drill' | 'at'>[], now: number): number {
  const last = made.findLast((each) => each.drill === drill.name)
  if (!last) return now
  return nextAfter(drill, last.at)
}

/** The first time of its schedule after `at`, both in ms since the epoch; never, as far as the calendar goes, is infinite. */
export function nextAfter({ cron, timeZone }: DrillPolicy, at: number): number {
  const next = new Cron(cron, { timezone: timeZone, paused: true }).nextRun(new Date(at))
  return next?.getTime() ?? Number.POSITIVE_INFINITY
}
