/**
 * Signals that the world itself reports: `watch` names the report, its other keys what the report is about. A report
 * speaks of planes, never of a zone or region itself: what a plane in trouble means for the app is said under
 * `decide.region_impaired_when.planes`, in the policy's own words. The status page and alarms are evidence alone (law 7).
 */
import { z } from 'zod'
import { SERVICES } from '../model/place.js'
import { patterned } from './allowance.js'
import { byRegion } from './named.js'
import { duration } from './units.js'

const HOUR_MS = 3_600_000

const timeout = duration(10, HOUR_MS)
  .optional()
  .describe('The report must be there by then; default 2s, or half of "every" if that is less.')
const weight = z
  .enum(['verdict', 'evidence'])
  .default('verdict')
  .describe('Whether the report counts, or is only shown beside what counts.')
const tells = z
  .enum(SERVICES)
  .optional()
  .describe('The service whose data plane it speaks of; default: the one watched.')

const names = (pattern: RegExp, allowed: string, about: string) =>
  byRegion(z.array(patterned(pattern, allowed)).min(1))
    .optional()
    .describe(`${about}, by region.`)

const tag = z
  .strictObject({ key: z.string().min(1).max(128), value: z.string().max(256) })
  .optional()
  .describe('What carries this tag is looked at; default: failover:app=APP, where nothing is named.')
const groups = names(/^[\x20-\x7e]{1,255}$/, 'the name of an Auto Scaling group', 'Auto Scaling groups')
const instances = names(/^i-[0-9a-f]{8,17}$/, 'an instance id such as i-0123456789abcdef0', 'Instances')

const inZones = { per: z.enum(['zone']).default('zone').describe('Reported of each zone.'), timeout }
const inRegions = { per: z.enum(['region']).default('region').describe('Reported of each region.'), timeout }

const forms = {
  ebs: z.strictObject({
    watch: z.literal('ebs').describe('Block storage: volume status, stalled I/O, attached-EBS status checks.'),
    ...{ ...inZones, tells, weight, tag, instances, groups },
  }),
  ec2: z.strictObject({
    watch: z.literal('ec2').describe('Instances: their instance, system and attached-EBS status checks.'),
    ...{ ...inZones, tells, weight, tag, instances, groups },
  }),
  elb: z.strictObject({
    watch: z.literal('elb').describe('The health of load balancer targets.'),
    ...{ ...inZones, tells, weight, tag },
    target_groups: names(
      /^arn:aws[a-z-]*:elasticloadbalancing:.+:targetgroup\/.+$/,
      'an ARN of a target group',
      'Groups',
    ),
    load_balancers: names(
      /^arn:aws[a-z-]*:elasticloadbalancing:.+:loadbalancer\/.+$/,
      'an ARN of a load balancer',
      'Load balancers, with all their target groups',
    ),
  }),
  rds: z.strictObject({
    watch: z.literal('rds').describe('Databases: their status, and how far their replicas and backups are.'),
    ...{ ...inRegions, tells, weight, tag },
    instances: names(/^[a-zA-Z][a-zA-Z0-9-]{0,62}$/, 'the identifier of a database instance', 'Database instances'),
    lag: duration().optional().describe('A replica further behind is impaired; without this none is for its lag.'),
    restorable: duration()
      .optional()
      .describe('A writer that could only be restored to a point further back is impaired; without this none is.'),
  }),
  autoscaling: z.strictObject({
    watch: z.literal('autoscaling').describe('Launches of Auto Scaling groups: whether EC2 gives what they ask for.'),
    ...{ ...inRegions, weight, tag, groups },
  }),
  cloudwatch: z.strictObject({
    watch: z.literal('cloudwatch').describe('Alarms of your own; evidence alone.'),
    ...inRegions,
    alarms: byRegion(z.array(patterned(/^[^:]{1,255}$/, 'the name of an alarm')).min(1)).describe(
      'Names of metric or composite alarms, by region.',
    ),
  }),
  health: z.strictObject({
    watch: z
      .literal('health')
      .describe('AWS Health: open issues; wants a support plan of Business or more. Evidence alone.'),
    ...inRegions,
    services: z
      .array(patterned(/^[A-Z0-9_]{2,64}$/, 'a service as AWS Health names it, such as EC2'))
      .min(1)
      .optional()
      .describe('The services whose events are shown; default: all.'),
  }),
  api: z.strictObject({
    watch: z.literal('api').describe('How our own calls to AWS fare: whether control planes answer. Calls nothing.'),
    ...{ ...inRegions, weight },
  }),
}

/** One watched signal as the file gives it, units parsed. */
export type Watch = z.output<(typeof forms)[keyof typeof forms]>

/** The reports a world can give, by the name in `watch`. */
export const watches: ReadonlyMap<string, z.ZodType<Watch>> = new Map<string, z.ZodType<Watch>>(Object.entries(forms))
