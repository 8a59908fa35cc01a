/** What the settings of every AWS resource share. */
import { z } from 'zod'
import { patterned } from '../../policy/allowance.js'
import { byRegion } from '../../policy/named.js'

const roleArn = () =>
  patterned(
    /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/,
    'a role such as arn:aws:iam::123456789012:role/failover',
  )

/** The settings of a resource, with the role to act under. */
export const awsResource = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject({
    ...shape,
    role: z
      .union([roleArn(), byRegion(roleArn())])
      .optional()
      .describe('A role to assume for this resource: one, or one by region; for resources of another account.'),
  })

/** An Amazon Resource Name of `service`, such as `rds`. */
export const arn = (service: string, example: string) =>
  patterned(new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]*:\\d{0,12}:.{1,1024}$`), `an ARN such as ${example}`)
