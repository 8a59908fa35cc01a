/**
 * The shape of a drill file: keys in snake_case, units and defaults filled in. What a shape cannot say (a zone against
 * the policy, an instant against the end) is in `drill-rules.ts`; how this becomes a `Drill` in `drill-shape.ts`.
 */
import { z } from 'zod'
import { textOf } from '../policy/allowance.js'
import { name, regionCode } from '../policy/named.js'
import type { Path } from '../policy/spot.js'
import { duration, percent } from '../policy/units.js'
import { event } from './drill-events.js'
import { expectation } from './drill-expectations.js'

const DAY_MS = 86_400_000
const TITLE_MAX = 200

const world = z.strictObject({
  instances: z
    .record(name(), z.strictObject({ root: z.enum(['ebs', 'instance-store', 'fargate']) }))
    .default({})
    .describe('What the instances of a group boot from, by the name the policy gives the group.'),
  databases: z
    .record(
      name(),
      z.strictObject({
        lag: duration(0, DAY_MS).optional().describe('How far the replica is behind on a calm day.'),
        engine: z.enum(['rds', 'aurora', 'postgres', 'dynamodb']).optional().describe('Default: as its type says.'),
        multi_az: z
          .boolean()
          .optional()
          .describe('Of RDS: whether a standby in another zone takes over. Default: as the policy says.'),
      }),
    )
    .default({})
    .describe('By the name the policy gives the database.'),
  capacity: z
    .record(regionCode(), percent(0, 1_000))
    .default({})
    .describe('Of what the primary runs, standing by at minute 0; default 100%.'),
  latencies: z
    .record(name(), duration(0, DAY_MS))
    .default({})
    .describe('How long things take, over the table of realistic durations.'),
  ttl: duration(0, DAY_MS).prefault('60s').describe('How long clients keep a DNS answer.'),
  stubborn_clients: percent(0, 100).prefault('1%').describe('Share of clients that ignore the TTL.'),
  noise: z.boolean().default(false).describe('Background noise: stuck volumes, API errors, late metrics.'),
  controllers: z.int().min(1).max(5).default(1).describe('Controllers that run, each on a host of its own.'),
})

/** The whole file; `policy` is read by the policy's own room. */
export const drillSchema = z.strictObject({
  version: z.literal(1).describe('The version of this format.'),
  title: textOf('a title').min(1).max(TITLE_MAX).describe('A line for people.'),
  about: z.string().optional().describe('A paragraph for people.'),
  sources: z.array(textOf('a URL')).default([]).describe('Where the facts come from.'),
  seed: z.int().min(0).max(0xffff_ffff).default(1).describe('Decides everything that is left to chance.'),
  policy: z.unknown().optional().describe('The policy: a path from this file, or the policy itself as a mapping.'),
  world: world.prefault({}).describe('What does not follow from the policy.'),
  events: z.array(event).default([]).describe('What happens, in any order.'),
  until: duration(1_000).describe('How long the drill lasts.'),
  expect: z.array(expectation).default([]).describe('What a good controller does about it.'),
})

/** A drill file as it was read: in shape, units parsed, defaults filled in. */
export type DrillFile = z.output<typeof drillSchema>

/** What stands in for a missing key while rules judge the rest of a faulty file. */
export function standIn(path: Path): unknown {
  switch (path.map(String).join('.')) {
    case 'version':
      return 1
    case 'title':
      return 'drill'
    case 'until':
      return '1m'
    default:
      return undefined
  }
}
