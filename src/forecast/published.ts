/**
 * How far what is published lets a step's duration range around the figure its driver expects: words such as "within a few
 * minutes" give no distribution, so the factors are ours, and the page that they are read from stands beside them. Where
 * nothing is published the step ranges as `UNSAID` says.
 */
import type { EndKind, Step } from '../model/plan.js'

export interface Published {
  /** Resource types that it holds for. */
  readonly types: readonly string[]
  readonly end: EndKind
  /** Of the resource's tactics; all when absent. */
  readonly tactic?: string
  /** One in ten takes so much of what is expected or less; one in ten so much or more. */
  readonly low: number
  readonly high: number
  readonly says: string
  readonly source: string
}

/** From half of what is expected to twice as much, in eight of ten. */
export const UNSAID = { low: 0.5, high: 2 } as const

const DOCS = 'https://docs.aws.amazon.com'

/** One entry for each figure that AWS publishes. */
export const PUBLISHED: readonly Published[] = [
  {
    ...{ types: ['aurora-global'], end: 'writer', low: 0.5, high: 2.5 },
    says: 'a failover of an Aurora global database takes a few minutes, a switchover as long as the lag',
    source: `${DOCS}/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html`,
  },
  {
    ...{ types: ['aurora-global'], end: 'replica', tactic: 'aws-rejoins', low: 0.1, high: 12 },
    says: 'the old writer is made a secondary in the course of a switchover',
    source: `${DOCS}/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html`,
  },
  {
    ...{ types: ['rds-replica'], end: 'writer', low: 0.6, high: 3 },
    says: 'promotion reboots the replica and takes several minutes or longer, depending on its size',
    source: `${DOCS}/AmazonRDS/latest/UserGuide/USER_ReadRepl.Promote.html`,
  },
  {
    ...{ types: ['elasticache-global'], end: 'writer', low: 0.5, high: 1.5 },
    says: 'promotion completes in less than a minute',
    source: `${DOCS}/AmazonElastiCache/latest/dg/Redis-Global-Datastore.html`,
  },
  {
    ...{ types: ['route53-record'], end: 'traffic', tactic: 'record-weight', low: 0.4, high: 1.3 },
    says: 'changes reach every name server within 60 s as a rule',
    source: `${DOCS}/Route53/latest/APIReference/API_ChangeResourceRecordSets.html`,
  },
  {
    ...{ types: ['s3-multi-region-access-point'], end: 'traffic', low: 0.3, high: 1.2 },
    says: 'the routes change within two minutes',
    source: `${DOCS}/AmazonS3/latest/userguide/MrapFailover.html`,
  },
]

/** What is published of `step`, of a resource of `type`. */
export const publishedFor = ({ end, tactic }: Pick<Step, 'end' | 'tactic'>, type: string): Published | undefined =>
  PUBLISHED.find((each) => each.types.includes(type) && each.end === end && (each.tactic ?? tactic) === tactic)
