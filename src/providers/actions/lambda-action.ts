/** `lambda-action`: a step of one's own that is a Lambda function, invoked in the region that a move goes to. */
import { z } from 'zod'
import { patterned } from '../../policy/allowance.js'
import { byRegion } from '../../policy/named.js'
import type { GrantsOf } from '../aws/grants.js'
import { awsResource } from '../aws/shared-settings.js'
import { actionKeys, judge, NO_UNDO, UNDO_IN_WORDS } from './action-settings.js'

/** What the policy says of it. */
export const settings = awsResource({
  ...actionKeys,
  function: byRegion(patterned(/^[a-zA-Z0-9_-]{1,64}$/, 'the name of a function')).describe(
    'The Lambda function of each region; the one where the move goes is invoked.',
  ),
  holds: z
    .boolean()
    .default(true)
    .describe(
      'Whether it answers {"action":"holds"}. One that does not is invoked anew by every run that comes to it.',
    ),
  undo: z
    .enum(['function', ...NO_UNDO])
    .default('impossible')
    .describe(`${UNDO_IN_WORDS} "function" invokes it.`),
}).check(({ issues, value }) => judge(value, [], issues))
export type Settings = z.output<typeof settings>

/** What it wants of IAM. Looking invokes nothing: what a function does, IAM cannot tell. */
export const grants: GrantsOf<Settings> = ({ function: functions }) => {
  const on = Object.entries(functions).map(([region, name]) => `arn:aws:lambda:${region}:*:function:${name}`)
  return {
    looking: [{ service: 'lambda', operations: ['GetFunctionConfiguration'], on }],
    acting: [{ service: 'lambda', operations: ['Invoke'], on }],
  }
}
