/**
 * The shape of a policy file: keys in snake_case, units and defaults filled in. What a shape cannot say (quorum against
 * vantages, zones against each other) is in `rules.ts`; how this becomes a `Policy` in `shape.ts`.
 */
import { z } from 'zod'
import { SERVICES } from '../model/place.js'
import { patterned, textOf } from './allowance.js'
import { auditSection } from './audit.js'
import { drillsSection } from './drills.js'
import { freezeWindow } from './freeze-windows.js'
import { name, regionCode } from './named.js'
import { type ResourceTypes, resource } from './resources.js'
import { signal } from './signals.js'
import type { Path } from './spot.js'
import { duration, percent } from './units.js'
import { awsSection, verifySection } from './verify.js'

const SECOND_MS = 1_000
const HOUR_MS = 3_600_000

const region = z.strictObject({
  role: z.enum(['primary', 'standby']).describe('Exactly one region is the primary.'),
  zones: z
    .array(textOf('a zone id such as use1-az1'))
    .min(1)
    .describe('Zone ids such as use1-az1, never names such as us-east-1a, which are shuffled per account.'),
  fate: name().optional().describe('Regions of one fate (a landmass, a grid) may fail together; default: the region.'),
})

const observe = z.strictObject({
  every: duration(100, HOUR_MS).prefault('10s').describe('How often everything is looked at.'),
  jitter: percent(0, 50).prefault('10%').describe('Share of "every" by which each look is moved at random.'),
  vantages: z
    .array(patterned(/^[a-zA-Z0-9]([a-zA-Z0-9.-]{0,251}[a-zA-Z0-9])?$/, 'a region or host such as us-west-2'))
    .min(1)
    .default(['here'])
    .describe('Points of view, outside the regions watched. One vantage, one vote.'),
  quorum: z.int().min(1).optional().describe('Vantages that must agree; default 2, or 1 where there is but one.'),
  confirm: z
    .strictObject({
      times: z.int().min(0).max(20).default(0).describe('Quick looks after a fresh failure; 0 for none.'),
      every: duration(10, HOUR_MS).prefault('500ms').describe('Time between them.'),
    })
    .prefault({})
    .describe('Confirms a fresh failure by quick looks instead of waiting out whole intervals.'),
  signals: z.record(name(), signal).describe('What is asked, by a name of your own.'),
  endpoints: z
    .record(patterned(/^[a-z0-9-]{3,32}$/, 'a zone id or a region'), textOf('a host and port such as 10.0.0.1:8080'))
    .optional()
    .describe('Host and port for {endpoint}, by zone id or region.'),
  vantage_function: patterned(/^[a-zA-Z0-9_-]{1,64}$/, 'the name of a Lambda function such as failover-vantage')
    .optional()
    .describe('The probe function, deployed by this name in each vantage that is a region, that looks from there.'),
})

const assess = z.strictObject({
  impaired_after: z.int().min(1).max(1_000).default(3).describe('Failures in a row until impaired.'),
  healthy_after: z.int().min(1).max(10_000).default(10).describe('Passes in a row until healthy again.'),
})

const guards = z.strictObject({
  replica_lag: duration().prefault('30s').describe('No failover to a replica further behind.'),
  standby_capacity: percent(0, 1_000).prefault('80%').describe('Useful capacity wanted there, of what runs here.'),
  cooldown: duration().prefault('30m').describe('Between two moves.'),
  direction: duration().prefault('4h').describe('Between two changes of direction without a person.'),
  hold_down: duration().prefault('1h').describe('No way back before this, or twice the outage if that is longer.'),
  disturbance: duration().prefault('1m').describe('A disturbance must have lasted so long before anything moves.'),
  partition: duration().prefault('5m').describe('Silence must have lasted so long before a writer is promoted.'),
  evidence: duration().optional().describe('The newest quorum on the target must be younger; default 3 × "every".'),
  hand: percent(1, 100).prefault('34%').describe('Automatic moves take out no more of the capacity in ten minutes.'),
})

const decide = z.strictObject({
  automatic: z
    .array(z.enum(['evacuate', 'freeze', 'failover']))
    .default([])
    .describe(
      'Moves made without a person. Empty unless you opt in; returning home is never among them. Who may freeze thaws it, too.',
    ),
  region_impaired_when: z
    .strictObject({
      zones: z.int().min(1).optional().describe('So many impaired zones; default: most of the smallest region.'),
      planes: z.array(z.enum(SERVICES)).default([]).describe('Or the data plane of one of these services.'),
    })
    .prefault({})
    .describe('When a region counts as impaired.'),
  guards: guards.prefault({}).describe('Limits that hold a move back.'),
  freeze_windows: z.array(freezeWindow).default([]).describe('Times in which nothing moves by itself.'),
})

const traffic = z.strictObject({
  stages: z
    .array(percent(1, 100))
    .min(1)
    .prefault(['100%'])
    .describe('Shares of the users sent to the new region one after another; they grow and end with 100%.'),
  settle: duration(0, HOUR_MS)
    .prefault('30s')
    .describe('Users must be seen served so long in a stage before the next.'),
  failover: z
    .enum(['at_once', 'staged'])
    .default('at_once')
    .describe('Whether a failover goes in stages too, which leaves the rest for longer in a region that fails them.'),
  trickle: percent(0, 20)
    .prefault('0%')
    .describe('Share of the users a switchover leaves at the new standby: the standing proof that it works.'),
})

const plan = (types: ResourceTypes) =>
  z.strictObject({
    avoid: z.array(z.enum(SERVICES)).default(['ebs']).describe('Services passed over while another way exists.'),
    forbid: z.array(z.enum(SERVICES)).default([]).describe('Services that no step may need.'),
    unreachable_writer: z
      .enum(['hold', 'promote'])
      .default('hold')
      .describe('When the old writer cannot be reached to fence it: hold, or promote and fence it on its return.'),
    traffic: traffic.prefault({}).describe('How users are brought from one region to another.'),
    resources: z.record(name(), resource(types)).default({}).describe('What a move acts on, by a name of your own.'),
  })

const report = z.strictObject({
  objectives: z
    .strictObject({
      recovery_time: duration(SECOND_MS).prefault('5m').describe('Users are to be served again within this.'),
      recovery_point: duration().prefault('30s').describe('No more than this much of writes may be lost.'),
    })
    .prefault({}),
})

const STORE = /^(file:.+|s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/.*)?|dynamodb:\/\/[a-zA-Z0-9_.-]{3,255})$/

/** The whole file, for the resource types there are. */
export const fileSchema = (types: ResourceTypes) =>
  z.strictObject({
    version: z.literal(1).describe('The version of this format.'),
    app: name().describe('The app this policy is for.'),
    world: z.enum(['aws', 'local']).default('aws').describe('Where it runs: AWS, or the local cloud.'),
    regions: z.record(regionCode(), region).describe('The regions the app runs in: one primary, its standbys.'),
    store: patterned(STORE, 'file:PATH, s3://BUCKET/PREFIX or dynamodb://TABLE')
      .optional()
      .describe('Where the journal is kept; default file:.failover/APP. Not in a region that may fail.'),
    observe: observe.describe('What is looked at, how often and from where.'),
    assess: assess.prefault({}).describe('How looks become health.'),
    decide: decide.prefault({}).describe('What may be done about it, and what holds it back.'),
    plan: plan(types).prefault({}).describe('What a move acts on, and what it leans on.'),
    verify: verifySection.prefault({}).describe('How users are looked at through the public name.'),
    aws: awsSection.prefault({}).describe('Who calls AWS, and how.'),
    drills: drillsSection.default([]).describe('Moves that are rehearsed on a schedule, by a dry run.'),
    report: report.prefault({}).describe('What an incident is measured against.'),
    audit: auditSection.prefault({}).describe('What the audit leaves out of its count, and until when.'),
  })

/** A policy file as it was read: in shape, units parsed, defaults filled in. */
export type PolicyFile = z.output<ReturnType<typeof fileSchema>>

/**
 * What stands in for a missing key while rules judge the rest of a faulty file. The rules that read these keys keep
 * silent then, so that a stand-in is never the cause of a fault.
 */
export function standIn(path: Path): unknown {
  switch (path.map((segment, index) => (path[0] === 'regions' && index === 1 ? '*' : String(segment))).join('.')) {
    case 'version':
      return 1
    case 'app':
      return 'app'
    case 'regions':
      return {}
    case 'regions.*.role':
      return 'standby'
    case 'observe':
      return { signals: {} }
    case 'observe.signals':
      return {}
    default:
      return undefined
  }
}
