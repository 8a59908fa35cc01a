/** `exec-action`: a step of one's own that is a program on the machine `failover` runs on, in any world. */
import { z } from 'zod'
import { patterned } from '../../policy/allowance.js'
import { actionKeys, judge, NO_UNDO, type Template, UNDO_IN_WORDS } from './action-settings.js'

const NOTHING = '\\u0000'
const program = () => patterned(new RegExp(`^[^-${NOTHING}][^${NOTHING}]*$`), 'a program such as ./point-cdn-to')
const argv = () =>
  z.tuple([program()], patterned(new RegExp(`^[^${NOTHING}]*$`), 'a text')).describe('A program and its arguments.')

/** What the policy says of it. */
export const settings = z
  .strictObject({
    ...actionKeys,
    holds: argv()
      .optional()
      .describe(
        'Tells whether it is so already: exit code 0 for yes, 1 for no, any other for unknown. It must change nothing, since ' +
          'dry runs run it. Without it the step is run anew by every run that comes to it.',
      ),
    apply: argv().describe('Makes it so, and exits with 0. To run it twice must do no harm.'),
    undo: z
      .union([z.enum(NO_UNDO), argv()])
      .default('impossible')
      .describe(UNDO_IN_WORDS),
    dir: z
      .string()
      .min(1)
      .optional()
      .describe('Where it is run; default: where failover is. Paths are taken from there.'),
  })
  .check(({ issues, value }) => judge(value, templatesOf(value), issues))
export type Settings = z.output<typeof settings>

function templatesOf({ apply, holds, undo }: Pick<Settings, 'apply' | 'holds' | 'undo'>): readonly Template[] {
  const of = (key: string, texts: readonly string[]): readonly Template[] =>
    texts.map((text, index) => ({ path: [key, index], text }))
  return [...of('holds', holds ?? []), ...of('apply', apply), ...(typeof undo === 'string' ? [] : of('undo', undo))]
}
