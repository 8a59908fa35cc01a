/** Fields of a schedule that comes again: a cron expression, and the time zone it is meant in. */
import { Cron } from 'croner'
import { z } from 'zod'
import { allowances } from './allowance.js'

/** Five fields, of a time that comes. */
export const cronField = () => checked('a cron schedule of five fields, such as "0 16 * * FRI"', cronFault)

/** A time zone of the IANA database. */
export const timeZoneField = () => checked('a time zone such as Europe/Paris', timeZoneFault)

function checked(allowed: string, faultOf: (text: string) => string | undefined) {
  return z
    .string()
    .register(allowances, { allowed })
    .check(({ issues, value }) => {
      const fault = faultOf(value)
      if (fault !== undefined)
        issues.push({ code: 'custom', input: value, params: { allowed: `${allowed} (${fault})` } })
    })
}

/** The calendar's start is as good as any: a schedule that never comes after it never comes. */
const EPOCH = new Date(0)

function cronFault(text: string): string | undefined {
  if (text.trim().split(/\s+/).length !== 5) return `it has ${text.trim().split(/\s+/).length} fields`
  return reasonOf(() => {
    if (!new Cron(text, { paused: true, utcOffset: 0 }).nextRun(EPOCH)) throw new RangeError('it never comes')
  })
}

/** The list answers in 2 ms where a formatter takes 15, but knows no aliases such as US/Eastern. */
function timeZoneFault(text: string): string | undefined {
  if (text === 'UTC' || Intl.supportedValuesOf('timeZone').includes(text)) return undefined
  return reasonOf(() => new Intl.DateTimeFormat('en', { timeZone: text }))
}

function reasonOf(attempt: () => unknown): string | undefined {
  try {
    attempt()
    return undefined
  } catch (thrown) {
    if (!(thrown instanceof TypeError || thrown instanceof RangeError)) throw thrown
    return thrown.message.replace(/^CronPattern: /, '').replace(/\.$/, '')
  }
}
