/** `lambda`: how many executions of a function a region has reserved at once. */
import type { z } from 'zod'
import { patterned } from '../../../policy/allowance.js'
import { byRegion } from '../../../policy/named.js'
import type { GrantsOf } from '../grants.js'
import { awsResource } from '../shared-settings.js'
import { capacityKeys } from './capacity-settings.js'

const { capacity } = capacityKeys('Executions at once')

/** What the policy says of it. */
export const settings = awsResource({
  function: byRegion(patterned(/^[a-zA-Z0-9_-]{1,64}$/, 'the name of a function')).describe(
    'The Lambda function of each region.',
  ),
  capacity,
})
export type Settings = z.output<typeof settings>

/** What it wants of IAM. */
export const grants: GrantsOf<Settings> = ({ function: functions }) => {
  const on = Object.entries(functions).map(([region, name]) => `arn:aws:lambda:${region}:*:function:${name}`)
  return {
    looking: [
      { service: 'lambda', operations: ['GetFunctionConcurrency'], on },
      { service: 'lambda', operations: ['GetAccountSettings'], on: ['*'] },
    ],
    acting: [{ service: 'lambda', operations: ['PutFunctionConcurrency'], on }],
  }
}
