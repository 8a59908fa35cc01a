/**
 * What the settings of every user's own step share: the end of a move it belongs to, the planes it leans on (law 8), how
 * long it may take, and whether a run goes on without it.
 *
 * A step of one's own promotes no writer. Whoever promotes must have fenced the same resource before (law 10), and a step
 * has one end alone: the planner would refuse every plan with such a one, so the policy does.
 */
import { z } from 'zod'
import { SERVICES } from '../../model/place.js'
import type { EndKind } from '../../model/plan.js'
import { formatMs } from '../../model/units.js'
import { patterned, textOf } from '../../policy/allowance.js'
import { duration } from '../../policy/units.js'
import { namesAt, strangersIn } from './placeholders.js'

/** The ends a step of one's own can belong to, in the order in which moves come to them. */
export const ACTION_ENDS = [
  ...(['zone-left', 'zone-restored', 'frozen', 'replica', 'capacity'] as const),
  ...(['fenced', 'caught-up', 'traffic'] as const),
] satisfies readonly EndKind[]
export type ActionEnd = (typeof ACTION_ENDS)[number]

const ENDS_IN_WORDS = ACTION_ENDS.join(', ')
const NO_WRITER = 'a writer is promoted only by what fences the same writer first, which a step with one end cannot do'

const end = () =>
  textOf(ENDS_IN_WORDS)
    .transform((text, ctx): ActionEnd => {
      const found = ACTION_ENDS.find((known) => known === text)
      if (found) return found
      const allowed = text === 'writer' ? `${ENDS_IN_WORDS}; ${NO_WRITER}` : ENDS_IN_WORDS
      ctx.addIssue({ code: 'custom', input: text, params: { allowed } })
      return z.NEVER
    })
    .meta({ enum: [...ACTION_ENDS] })

const SECOND_MS = 1_000
const HOUR_MS = 3_600_000

/** Keys that every user's own step has. */
export const actionKeys = {
  at: end().describe('The end of a move it belongs to. It counts as a way to bring that end about.'),
  needs: z
    .array(
      z.strictObject({
        service: z.enum(SERVICES),
        side: z.enum(['control', 'data']),
        region: patterned(
          /^(\{(from|to|region)\}|[a-z]{2,4}(-[a-z]+)+-\d{1,2})$/,
          'a region, or {from}, {to} or {region}',
        ),
      }),
    )
    .default([])
    .describe('What it leans on. It is passed over while one of these is impaired.'),
  deadline: duration(SECOND_MS, HOUR_MS).prefault('60s').describe('It is stopped then, and has failed.'),
  expected: duration(0, HOUR_MS).prefault('10s').describe('How long it takes on a good day.'),
  on_failure: z
    .enum(['halt', 'carry-on'])
    .default('halt')
    .describe('Whether a run stops when it fails, or goes on without it.'),
  only: z
    .enum(['planned', 'unplanned', 'both'])
    .default('both')
    .describe('Whether it belongs to switchovers (planned), failovers (unplanned) or both.'),
}

/** What a step is like, whatever it runs. */
export interface ActionSettings {
  readonly at: ActionEnd
  readonly needs: readonly {
    readonly service: (typeof SERVICES)[number]
    readonly side: 'control' | 'data'
    readonly region: string
  }[]
  /** ms. */
  readonly deadline: number
  /** ms. */
  readonly expected: number
  readonly on_failure: 'halt' | 'carry-on'
  readonly only: 'planned' | 'unplanned' | 'both'
}

/** A text in which names in braces are filled in, and where it stands. */
export interface Template {
  readonly path: readonly (string | number)[]
  readonly text: string
}

type Issues = z.core.ParsePayload['issues']

/** Adds a fault at `path`, where none is told of yet. */
export function refuse(issues: Issues, path: Template['path'], input: unknown, allowed: string): void {
  const place = JSON.stringify(path)
  if (issues.some((issue) => JSON.stringify(issue.path) === place)) return
  issues.push({ code: 'custom', path: [...path], input, params: { allowed } })
}

/** Rules between the keys of a step; `templates` are its texts. */
export function judge(step: ActionSettings, templates: readonly Template[], issues: Issues): void {
  const { at, deadline, expected, needs, only } = step
  const names = namesAt(at).map((name) => `{${name}}`)
  const places = needs.map(({ region }, index): Template => ({ path: ['needs', index, 'region'], text: region }))
  for (const { path, text } of [...templates, ...places]) {
    for (const stranger of strangersIn(text, at)) refuse(issues, path, stranger, `at ${at}: ${names.join(', ')}`)
  }
  const most = `less than "deadline", ${formatMs(deadline)}`
  if (expected >= deadline) refuse(issues, ['expected'], formatMs(expected), most)
  if (only === 'both') return
  if (!names.includes('{to}')) refuse(issues, ['only'], only, `both, since at ${at} a move is neither`)
  if (at === 'replica' && only === 'unplanned') {
    refuse(issues, ['only'], only, 'planned or both: a failover makes no replica')
  }
}

/** How a step is taken back, where it is not by something to run. */
export const NO_UNDO = ['impossible', 'none'] as const
export const UNDO_IN_WORDS =
  'How it is taken back. "impossible", the default, marks a point of no return; "none" says that it needs no taking back.'
