/** Times in which nothing moves without a person's waiver: one span, or a schedule that comes again. */
import { z } from 'zod'
import { allowances } from './allowance.js'
import { choice } from './choice.js'
import { inputSchema } from './json-form.js'
import { cronField, timeZoneField } from './schedule.js'
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
    cron: cronField().describe('When it begins.'),
    for: duration(60_000).describe('How long it lasts.'),
    time_zone: timeZoneField().default('UTC'),
    why,
  })
  .transform((window) => ({ kind: 'schedule' as const, ...window }))

/** Reads one window: a schedule where the key `cron` is, else a span. */
export const freezeWindow = choice<z.output<typeof span> | z.output<typeof schedule>>(
  (found) => ({ is: 'one', one: 'cron' in found || 'for' in found ? schedule : span }),
  () => [inputSchema(span), inputSchema(schedule)],
)
