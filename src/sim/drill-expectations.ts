/** What a drill file expects: each entry says one thing, by one key. */
import { z } from 'zod'
import { allowances, textOf } from '../policy/allowance.js'
import { byKey, choice } from '../policy/choice.js'
import { inputSchema } from '../policy/json-form.js'
import { regionCode } from '../policy/named.js'
import { duration, percent } from '../policy/units.js'
import { planeKeys, zoneText } from './drill-events.js'

const DOINGS = ['evacuate', 'freeze', 'thaw', 'failover', 'switchover', 'failback'] as const
const COUNT_MAX = 1e9

const where = { to: regionCode().optional(), zone: zoneText().optional() }

/** Losses are told in writes, or in the time whose writes they are. */
const losses = z
  .union([
    z
      .int()
      .min(0)
      .max(COUNT_MAX)
      .transform((writes) => ({ writes })),
    duration().transform((ms) => ({ ms })),
  ])
  .register(allowances, { allowed: 'a number of writes such as 120, or a duration such as 3s' })

const FORMS = {
  do: z.strictObject({ do: z.enum(DOINGS), ...where, after: duration().prefault('0s'), by: duration() }),
  recovered: z.strictObject({ recovered: regionCode(), by: duration() }),
  hold: z.strictObject({ hold: textOf('a guard, or the reason of a hold'), at: duration() }),
  never: z.strictObject({
    ...{ never: z.enum(['act', ...DOINGS]), ...where },
    ...{ after: duration().optional(), before: duration().optional() },
  }),
  never_calls: z.strictObject({ never_calls: z.strictObject({ ...planeKeys, region: regionCode().optional() }) }),
  serving: z.strictObject({ serving: percent(0, 100), from: duration() }),
  writers: z.strictObject({ writers: z.int().min(0).max(5) }),
  lost_writes: z.strictObject({
    lost_writes: z
      .union([z.int().min(0).max(COUNT_MAX), z.strictObject({ at_most: losses })])
      .register(allowances, { allowed: 'a number of writes such as 0, or { at_most: 120 }, or { at_most: 3s }' }),
  }),
  moves: z.strictObject({ moves: z.int().min(0).max(1_000) }),
} as const

type Forms = typeof FORMS
/** An expectation of a drill file, in shape. */
export type ExpectationFile = { [Kind in keyof Forms]: z.output<Forms[Kind]> }[keyof Forms]

const forms = new Map<string, z.ZodType<ExpectationFile>>(Object.entries(FORMS))

/** Reads one expectation by the key that says what is expected. */
export const expectation = choice<ExpectationFile>(
  (found) => byKey(found, forms, ['at', 'after', 'by', 'before', 'from', 'to', 'zone']),
  () => Object.values(FORMS).map(inputSchema),
)
