/**
 * `route53-record`: a public name in a hosted zone of Route 53, and the ways in which its traffic may be turned.
 *
 * The first two ways need the data side alone: the records have health checks, and what these look at is switched. The
 * third edits the records, for which Route 53's API in us-east-1 must answer: it is the last resort, not the plan.
 */
import { z } from 'zod'
import { patterned } from '../../../policy/allowance.js'
import { byRegion, domain, regionCode } from '../../../policy/named.js'
import type { Grant, GrantsOf } from '../grants.js'
import { arn, awsResource } from '../shared-settings.js'

const WAYS = ['routing-control', 'health-switch', 'record-weight'] as const
export type Way = (typeof WAYS)[number]

const routingControl = z.strictObject({
  endpoints: byRegion(
    patterned(
      /^https?:\/\/[^\s/]+(\/\S*)?$/,
      'an endpoint such as https://host-aaaaaa.us-east-1.example.com/v1, as describe-cluster gives it',
    ),
  ).describe(
    'All five endpoints of the cluster by their regions; written down here, since a bad day is no day to ask.',
  ),
  controls: byRegion(
    arn(
      'route53-recovery-control',
      'arn:aws:route53-recovery-control::123456789012:controlpanel/0123456789abcdef/routingcontrol/abcdef0123456789',
    ),
  ).describe('The routing control of each region, by its ARN: On lets traffic in.'),
})

const healthSwitch = z.strictObject({
  bucket: patterned(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'a bucket name').describe(
    'The bucket of the switch objects.',
  ),
  region: regionCode().describe("Where the bucket stands: a standby's region, never the primary's."),
  objects: byRegion(patterned(/^[^\s]{1,900}$/, 'a key such as failover/us-east-1')).describe(
    "The object that switches each region off while it exists: the region's records have an inverted health check on it.",
  ),
})

/** What the policy says of it. */
export const settings = awsResource({
  zone: domain().describe('The hosted zone, such as shop.example.com.'),
  name: domain().describe('The record within the zone, such as www.'),
  hosted_zone: patterned(/^[A-Z0-9]{1,32}$/, 'a hosted zone id such as Z0123456789ABCDEFGHIJ')
    .optional()
    .describe(
      'The id of the hosted zone; needed where several zones have the name, as a public one and a private one.',
    ),
  types: z
    .array(z.enum(['A', 'AAAA', 'CNAME']))
    .min(1)
    .optional()
    .describe('The record types to turn; by default those of A, AAAA and CNAME that the name has.'),
  records: byRegion(patterned(/^[^\n]{1,128}$/, 'a set identifier'))
    .optional()
    .describe("The set identifier of each region's records; by default the region's code."),
  by: z
    .array(z.enum(WAYS))
    .min(1)
    .default(['health-switch', 'record-weight'])
    .describe('How traffic may be turned, best first. record-weight needs a control plane that stands in us-east-1.'),
  routing_control: routingControl.optional().describe('For routing-control: the cluster and its controls.'),
  switch: healthSwitch.optional().describe('For health-switch: the objects whose presence switches regions off.'),
})
export type Settings = z.output<typeof settings>
export type RoutingControl = z.output<typeof routingControl>
export type HealthSwitch = z.output<typeof healthSwitch>

/** The full name, without a dot at its end; `name` may be within the zone, or the full name, or the zone itself. */
export function fullName({ name, zone }: Pick<Settings, 'name' | 'zone'>): string {
  const [own, parent] = [bare(name), bare(zone)]
  return own === parent || own.endsWith(`.${parent}`) ? own : `${own}.${parent}`
}

/** A domain name as it is compared: small letters, no dot at its end, `*` where Route 53 writes `\052`. */
export const bare = (name: string): string => name.toLowerCase().replace(/\.$/, '').replaceAll('\\052', '*')

/** The ways that the policy names and gives what they need, best first. */
export const waysOf = (of: Settings): readonly Way[] =>
  of.by.filter(
    (way) =>
      way === 'record-weight' ||
      (way === 'routing-control' ? of.routing_control !== undefined : of.switch !== undefined),
  )

/** What it wants of IAM. Route 53 has no resource for ListHostedZonesByName. */
export const grants: GrantsOf<Settings> = (of) => {
  const ways = waysOf(of)
  const zone = `arn:aws:route53:::hostedzone/${of.hosted_zone ?? '*'}`
  const route53 = (operations: readonly string[], on: string): Grant => ({ service: 'route53', operations, on: [on] })
  return {
    looking: [
      ...(of.hosted_zone === undefined ? [route53(['ListHostedZonesByName'], '*')] : []),
      route53(['ListResourceRecordSets'], zone),
      route53(['GetHealthCheck', 'GetHealthCheckStatus'], 'arn:aws:route53:::healthcheck/*'),
      { service: 'cloudwatch', operations: ['DescribeAlarms'], on: ['*'] },
      ...(of.switch ? switchGrants(of.switch, ['GetObject']) : []),
      // Without it S3 answers "denied" for an object that does not exist.
      ...(of.switch
        ? [{ service: 's3', operations: ['HeadBucket'], on: [`arn:aws:s3:::${of.switch.bucket}`] } as const]
        : []),
      ...(of.routing_control ? controlGrants(of.routing_control, ['GetRoutingControlState']) : []),
    ],
    acting: [
      ...(ways.includes('record-weight') ? [route53(['ChangeResourceRecordSets'], zone)] : []),
      ...(ways.includes('record-weight') ? [route53(['GetChange'], 'arn:aws:route53:::change/*')] : []),
      ...(of.switch && ways.includes('health-switch') ? switchGrants(of.switch, ['PutObject', 'DeleteObject']) : []),
      ...(of.routing_control && ways.includes('routing-control')
        ? controlGrants(of.routing_control, ['UpdateRoutingControlStates'])
        : []),
    ],
  }
}

const switchGrants = ({ bucket, objects }: HealthSwitch, operations: readonly string[]): readonly Grant[] => [
  { service: 's3', operations, on: Object.values(objects).map((key) => `arn:aws:s3:::${bucket}/${key}`) },
]
const controlGrants = ({ controls }: RoutingControl, operations: readonly string[]): readonly Grant[] => [
  { service: 'route53-recovery-cluster', operations, on: Object.values(controls) },
]
