/** Times in which nothing moves without a person's waiver: one span, or a schedule that comes again. */
import { Cron } from 'croner'
import { z } from 'zod'
import { allowances } from './allowance.js'
import { choice } from './choice.js'
import { inputSchema } from './json-form.js'
import { duration } from './units.js'

const why = z.string().min(1).describe('What people are told when the window holds something back.')

const instant = () => {
  const allowed = 'an instant with its offset, such as 2026-12-24T00:00:00Z'
  return z
    .string()
    .register(allowances, { allowed })
    .transform((text, ctx) => {
      const read = z.iso.datetime({ offset: true }).safeParse(text)
      if (read.success) return Date.parse(text)
      ctx.addIssue({ code: 'custom', input: text, params: { allowed } })
      return z.NEVER
    })
}

const span = z
  .strictObject({ from: instant(), to: instant(), why })
  .transform((window) => ({ kind: 'span' as const, ...window }))

const schedule = z
  .strictObject({
    cron: checked('a cron schedule of five fields, such as "0 16 * * FRI"', cronFault).describe('When it begins.'),
    for: duration(60_000).describe('How long it lasts.'),
    time_zone: checked('a time zone such as Europe/Paris', timeZoneFault).default('UTC'),
    why,
  })
  .transform((window) => ({ kind: 'schedule' as const, ...window }))

/** Reads one window: a schedule where the key `cron` is, else a span. */
export const freezeWindow = choice<z.output<typeof span> | z.output<typeof schedule>>(
  (found) => ({ is: 'one', one: 'cron' in found || 'for' in found ? schedule : span }),
  () => [inputSchema(span), inputSchema(schedule)],
)

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
