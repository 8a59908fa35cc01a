/** The events of a drill file: each says when, for how long, and by one key what. */
import { z } from 'zod'
import { SERVICES } from '../model/place.js'
import { allowances, textOf } from '../policy/allowance.js'
import { byKey, choice } from '../policy/choice.js'
import { inputSchema } from '../policy/json-form.js'
import { regionCode } from '../policy/named.js'
import { duration, parseDuration, percent } from '../policy/units.js'

const DAY_MS = 86_400_000

/** What only the local cloud offers is no service of a drill. */
const drilled = SERVICES.filter((service) => service !== 'compute' && service !== 'dns')

/** Nothing happens before minute 0. */
const instant = read('an instant from minute 0 on, such as 0m, 90s or 2h', parseDuration, 366 * DAY_MS)

const common = {
  at: instant.describe('When, from minute 0.'),
  for: duration(1).optional().describe('How long; until the end when left out.'),
}

/** The service, side and place that name a plane, in events and expectations. */
export const planeKeys = {
  service: z.enum(drilled),
  side: z.enum(['data', 'control']).default('data'),
}
/** A zone by its id, whose existence the rules judge. */
export const zoneText = (): z.ZodString => textOf('a zone id such as use1-az1')

const impair = z.strictObject({
  ...planeKeys,
  zone: zoneText().optional(),
  region: regionCode().optional(),
  global: z.literal(true).optional(),
  errors: percent(0, 100).optional().describe('Share of requests that fail.'),
  throttled: percent(0, 100)
    .optional()
    .describe('Of the calls that fail, the share that is told to slow down; a third unless told, none where all fail.'),
  latency: duration(0, DAY_MS).optional().describe('What each request takes longer.'),
  hang: z.boolean().optional().describe('Requests get no answer at all.'),
  gray: z.boolean().default(false).describe('Reads from caches still pass; writes do not.'),
  ramp: duration(0).prefault('0s').describe('From nothing to its full strength.'),
})

const launches = z
  .union([z.enum(['refused', 'granted']), percent(0, 100)])
  .register(allowances, { allowed: 'refused, granted, or a percentage such as 30%' })

const sides = z.array(textOf('a place')).transform((places, ctx): readonly [string, string] => {
  const [one, other, ...more] = places
  if (one !== undefined && other !== undefined && more.length === 0) return [one, other]
  ctx.addIssue({ code: 'custom', input: places, params: { allowed: 'two places, such as [us-west-2, us-east-1]' } })
  return z.NEVER
})

/** `+90s` or `-2m`; without a sign it is `+`. */
function signedMs(text: string): number | undefined {
  const ms = parseDuration(text.replace(/^[+-]/, ''))
  return ms !== undefined && text.startsWith('-') ? -ms : ms
}

/** A field in ms that is told by `allowed`. */
function read(allowed: string, parse: (text: string) => number | undefined, mostMs: number) {
  return textOf(allowed).transform((text, ctx) => {
    const ms = parse(text)
    if (ms !== undefined && Math.abs(ms) <= mostMs) return ms
    ctx.addIssue({ code: 'custom', input: text, params: { allowed } })
    return z.NEVER
  })
}

const host = z.enum(['leader', 'all'])
const DOES = ['crash', 'restart', 'pause'] as const
const doings = DOES.map((does) =>
  z.strictObject({ [does]: host }).transform((read) => ({ does, who: host.parse(read[does]) })),
)
const controller = choice<{ readonly does: (typeof DOES)[number]; readonly who: z.output<typeof host> }>(
  (found) => byKey(found, new Map(doings.map((doing, index) => [DOES[index] ?? '', doing])), []),
  () => doings.map(inputSchema),
)

const FORMS = {
  impair: z.strictObject({ ...common, impair }),
  lag: z.strictObject({ ...common, lag: z.strictObject({ database: z.string(), is: duration(0, DAY_MS) }) }),
  partition: z.strictObject({
    ...common,
    partition: z.strictObject({ between: sides }),
  }),
  capacity: z.strictObject({ ...common, capacity: z.strictObject({ region: regionCode(), launches }) }),
  release: z.strictObject({
    ...common,
    release: z.strictObject({ regions: z.array(regionCode()).min(1), errors: percent(0, 100) }),
  }),
  controller: z.strictObject({ ...common, controller }),
  clock: z.strictObject({
    ...common,
    clock: z.strictObject({
      host: z.literal('leader'),
      skew: read('a duration with its sign, such as +90s or -2m', signedMs, DAY_MS),
    }),
  }),
  operator: z.strictObject({
    ...common,
    operator: z.strictObject({ run: textOf('the words after "failover", such as "--to eu-west-1"') }),
  }),
} as const

type Forms = typeof FORMS
/** An event of a drill file, in shape. */
export type EventFile = { [Kind in keyof Forms]: z.output<Forms[Kind]> }[keyof Forms]

const forms = new Map<string, z.ZodType<EventFile>>(Object.entries(FORMS))

/** Reads one event by the key that says what happens. */
export const event = choice<EventFile>(
  (found) => byKey(found, forms, Object.keys(common)),
  () => Object.values(FORMS).map(inputSchema),
)
