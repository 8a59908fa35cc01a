/** What the audit leaves out of its count, and how often a move is to be rehearsed. */
import { z } from 'zod'
import { allowances, patterned, textOf } from './allowance.js'
import type { AuditPolicy } from './policy.js'
import { duration } from './units.js'

const DAY_MS = 86_400_000

const suppression = z.strictObject({
  rule: patterned(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'the name of a rule such as database-without-backups').describe(
    'The rule, as the audit names it.',
  ),
  resource: textOf('the resource as the audit names it, or * for every one').describe(
    'The resource, as the audit names it; "*" for every one.',
  ),
  reason: textOf('why it may stay as it is').describe('Why it may stay as it is; the audit tells it.'),
  until: day().describe('The last day on which this holds, in UTC; after it the finding counts again.'),
})

/** `audit:` of a policy file. */
export const auditSection = z.strictObject({
  suppress: z.array(suppression).default([]).describe('Findings that are known and left out of the count for a time.'),
  rehearsed_within: duration(DAY_MS)
    .prefault('90d')
    .describe('A move to each standby must have been made, as a drill or in earnest, within this time.'),
})

/** The section as the rooms read it. */
export const auditOf = ({ rehearsed_within, suppress }: z.output<typeof auditSection>): AuditPolicy => ({
  suppress,
  rehearsedWithinMs: rehearsed_within,
})

/** A day, as the instant at which it ends; ms since the epoch. */
function day() {
  const allowed = 'a day such as 2027-03-31'
  return z
    .string()
    .register(allowances, { allowed })
    .transform((text, ctx) => {
      if (z.iso.date().safeParse(text).success) return Date.parse(`${text}T00:00:00Z`) + DAY_MS
      ctx.addIssue({ code: 'custom', input: text, params: { allowed } })
      return z.NEVER
    })
}
