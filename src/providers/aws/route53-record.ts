/** `route53-record`: a public name in a hosted zone of Route 53. The settings alone; the driver is not in this version. */
import { z } from 'zod'
import { domain } from '../../policy/named.js'

/** Ways to turn the name, best first: the first two are Route 53's data side, the last its control side in us-east-1. */
const WAYS = ['routing-control', 'health-switch', 'record-weight'] as const

/** What the policy says of it. */
export const settings = z.strictObject({
  zone: domain().describe('The hosted zone, such as shop.example.com.'),
  name: domain().describe('The record within the zone, such as www.'),
  by: z
    .array(z.enum(WAYS))
    .min(1)
    .default(['health-switch', 'record-weight'])
    .describe('How traffic may be turned, best first. record-weight needs a control plane that stands in us-east-1.'),
})
