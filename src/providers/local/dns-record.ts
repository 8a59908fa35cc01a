/** `dns-record`: the public name of the app, answered by the local cloud's DNS server. */
import { z } from 'zod'
import { domain } from '../../policy/named.js'
import { duration } from '../../policy/units.js'

/** What the policy says of it: the full public name, and for how long an answer may be kept (ms). */
export const settings = z
  .strictObject({
    name: domain().describe('The public name users resolve, such as www.shop.test.'),
    ttl: duration(0, 86_400_000).prefault('2s').describe('For how long a resolver may keep an answer.'),
  })
  .transform(({ name, ttl }) => ({ name, ttlMs: ttl }))
