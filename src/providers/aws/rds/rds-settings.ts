/** Settings that the RDS types share. */
import { z } from 'zod'
import { patterned } from '../../../policy/allowance.js'

/** The identifier of a DB instance. */
export const dbInstanceId = () =>
  patterned(/^[a-zA-Z](-?[a-zA-Z0-9]){0,62}$/, 'a DB instance identifier such as orders-eu')

/** What an instance is made with, where the policy says more than that it be like another. */
export const instanceShape = () =>
  z.strictObject({
    class: patterned(/^db\.[a-z0-9.-]+$/, 'a DB instance class such as db.r6g.large')
      .optional()
      .describe('Its class.'),
    subnet_group: z.string().min(1).optional().describe('Its DB subnet group.'),
    security_groups: z.array(z.string().min(1)).optional().describe('Its VPC security groups.'),
    parameter_group: z.string().min(1).optional().describe('Its DB parameter group.'),
    key: z.string().min(1).optional().describe('The KMS key of its region; an encrypted replica must be given one.'),
    multi_az: z.boolean().optional().describe('Whether it has a standby in another zone.'),
  })
export type InstanceShape = z.infer<ReturnType<typeof instanceShape>>
