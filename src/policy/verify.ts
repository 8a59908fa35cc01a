/**
 * How users are looked at through the public name, and how AWS is reached: the sections `verify` and `aws` of a policy.
 */
import { z } from 'zod'
import { patterned, textOf } from './allowance.js'
import { byRegion } from './named.js'
import type { AccessPolicy, VerifyPolicy } from './policy.js'
import { duration, percent } from './units.js'

const url = () =>
  patterned(URL_TEXT, A_URL).refine((text) => !URL_TEXT.test(text) || URL.canParse(text), {
    params: { allowed: A_URL },
  })
const server = () => patterned(SERVER, 'the address of a name server such as 1.1.1.1 or [2606:4700:4700::1111]:53')
const balancer = () =>
  patterned(BALANCER, 'a load balancer such as app/web/50dc6c495c0c9188 or net/web/50dc6c495c0c9188')

const A_URL = 'a URL such as https://www.shop.example.com/'
const URL_TEXT = /^https?:\/\/([a-zA-Z0-9._-]{1,253}|\[[0-9a-fA-F:.]{2,45}\])(:\d{1,5})?(\/\S*)?$/
const V4 = String.raw`(\d{1,3}\.){3}\d{1,3}(:\d{1,5})?`
const V6 = '[0-9a-fA-F:]{2,39}'
const SERVER = new RegExp(`^(${V4}|${V6}|\\[${V6}\\](:\\d{1,5})?)$`)
/** As the dimension LoadBalancer has it: the end of the ARN, after `loadbalancer/`. */
const BALANCER = /^(app|net)\/[a-zA-Z0-9-]{1,32}\/[0-9a-f]{16}$/

/** What a user does, and who is asked where the name leads. */
export const verifySection = z.strictObject({
  url: url().optional().describe('What a user reads; default: https:// and the name of the first record managed.'),
  write: z
    .strictObject({
      url: url().describe('What a user writes; safe to repeat.'),
      method: z.enum(['POST', 'PUT', 'PATCH', 'GET']).default('POST'),
      body: z.string().optional(),
    })
    .optional()
    .describe(
      'A write that lands in the database, best by the name of "url". Without it recovery is judged by reads alone, and says so.',
    ),
  served_by: patterned(/^[a-zA-Z0-9-]{1,64}$/, 'the name of a response header such as x-served-by')
    .default('x-served-by')
    .describe(
      'The response header in which the app says REGION or REGION/ZONE, by zone id; without it, see "endpoints".',
    ),
  resolvers: z
    .array(server())
    .max(16)
    .default([])
    .describe('Resolvers of users, asked where the name leads; default: the resolvers of this machine.'),
  name_servers: z
    .array(server())
    .max(16)
    .default([])
    .describe("The zone's own name servers, which keep nothing; default: found by its NS records."),
  stragglers: percent(0, 100)
    .prefault('5%')
    .describe('A move is over when no more than this share of users is still at the region it left.'),
  straggler_patience: duration().prefault('10m').describe('How long is waited for that.'),
  balancers: byRegion(z.array(balancer()).min(1).max(100))
    .optional()
    .describe('Load balancers whose requests tell where users are, as CloudWatch names them.'),
})

/** Who calls AWS, and how. */
export const awsSection = z.strictObject({
  profile: textOf('a profile of ~/.aws/config').optional().describe('A profile; --profile goes before it.'),
  role: patterned(
    /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/,
    'a role such as arn:aws:iam::123456789012:role/failover',
  )
    .optional()
    .describe('A role assumed for every call that names none of its own, at the STS of the region called.'),
  fips: z.boolean().default(false).describe('Use FIPS endpoints.'),
  dual_stack: z.boolean().default(false).describe('Use endpoints that answer over IPv6 as well.'),
})

/** The section as the rooms read it. */
export function verifyOf(section: z.output<typeof verifySection>): VerifyPolicy {
  const {
    balancers,
    name_servers: nameServers,
    resolvers,
    served_by: servedBy,
    straggler_patience: stragglerPatienceMs,
    write,
  } = section
  return {
    servedBy,
    resolvers,
    nameServers,
    stragglersPercent: section.stragglers,
    stragglerPatienceMs,
    ...(section.url === undefined ? {} : { url: section.url }),
    ...(balancers === undefined ? {} : { balancers }),
    ...(write === undefined
      ? {}
      : { write: { url: write.url, method: write.method, ...(write.body === undefined ? {} : { body: write.body }) } }),
  }
}

/** The section as the AWS world reads it. */
export function accessOf({ dual_stack: dualStack, fips, profile, role }: z.output<typeof awsSection>): AccessPolicy {
  return {
    ...(profile === undefined ? {} : { profile }),
    ...(role === undefined ? {} : { role }),
    ...{ fips, dualStack },
  }
}
