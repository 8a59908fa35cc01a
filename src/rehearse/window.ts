/**
 * The window of a game day: two times of day in a time zone, such as `10:00-12:00 Europe/Dublin`, or the end alone. One
 * that ends before it begins goes over midnight.
 */
import { Cron } from 'croner'

export interface TimeOfDay {
  readonly hour: number
  readonly minute: number
}

export interface Window {
  /** Absent where only the end was given: then it is open until that. */
  readonly from?: TimeOfDay
  readonly to: TimeOfDay
  readonly timeZone: string
}

export type WindowNow =
  | { readonly is: 'open'; readonly endsAt: number }
  | { readonly is: 'closed'; readonly opensAt: number }

const WINDOW = /^(?:(\d{1,2}):(\d{2})\s*-\s*)?(\d{1,2}):(\d{2})(?:\s+(\S+))?$/

/** The window in `text`, in UTC where it names no zone; undefined when it is none. */
export function parseWindow(text: string): Window | undefined {
  const [, fromHour, fromMinute, toHour, toMinute, timeZone = 'UTC'] = WINDOW.exec(text.trim()) ?? []
  const from = timeOf(fromHour, fromMinute)
  const to = timeOf(toHour, toMinute)
  if (!to || (fromHour !== undefined && !from) || !isTimeZone(timeZone)) return undefined
  if (from?.hour === to.hour && from.minute === to.minute) return undefined
  return { ...(from ? { from } : {}), to, timeZone }
}

/** Whether it is open at `now`, ms since the epoch, and until or from when. */
export function windowAt({ from, timeZone, to }: Window, now: number): WindowNow {
  const endsAt = next(to, timeZone, now)
  if (!from) return { is: 'open', endsAt }
  const opensAt = next(from, timeZone, now)
  // Who opens next before it ends next is closed until then.
  return opensAt < endsAt ? { is: 'closed', opensAt } : { is: 'open', endsAt }
}

/** The first time strictly after `now`. */
function next({ hour, minute }: TimeOfDay, timeZone: string, now: number): number {
  const found = new Cron(`${minute} ${hour} * * *`, { timezone: timeZone, paused: true }).nextRun(new Date(now))
  return found?.getTime() ?? Number.POSITIVE_INFINITY
}

function timeOf(hour: string | undefined, minute: string | undefined): TimeOfDay | undefined {
  const [h, m] = [Number(hour), Number(minute)]
  return hour !== undefined && h <= 23 && m <= 59 ? { hour: h, minute: m } : undefined
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
    return true
  } catch (thrown) {
    if (thrown instanceof RangeError) return false
    throw thrown
  }
}
