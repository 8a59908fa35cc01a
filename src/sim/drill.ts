/**
 * A drill as it is replayed: a world, what happens to it minute by minute, and what a good controller does about it.
 * Instants and spans are in ms from the drill's minute 0. `load-drill.ts` makes it from a file.
 */
import type { GuardName } from '../model/move.js'
import type { FaultDomain, Region, Service, ZoneId } from '../model/place.js'
import type { Policy } from '../policy/policy.js'

export interface Drill {
  readonly file: string
  readonly title: string
  readonly about?: string
  readonly sources: readonly string[]
  readonly seed: number
  readonly policy: Policy
  readonly world: DrillWorld
  /** By instant. */
  readonly events: readonly DrillEvent[]
  readonly untilMs: number
  readonly expect: readonly Expectation[]
}

export type Engine = 'rds' | 'aurora' | 'postgres' | 'dynamodb'
export type Root = 'ebs' | 'instance-store' | 'fargate'

export interface DatabaseWorld {
  readonly lagMs: number
  readonly engine: Engine
  /** Of RDS: a standby in another zone takes over; as the policy says unless told. */
  readonly isMultiAz?: boolean
}

export interface DrillWorld {
  /** By the policy's name of the group; `ebs` unless told. */
  readonly instances: { readonly [group: string]: { readonly root: Root } }
  /** By the policy's name of the database. */
  readonly databases: { readonly [name: string]: DatabaseWorld }
  /** Percent of what the primary runs, standing by at minute 0; 100 unless told. */
  readonly capacity: { readonly [region: string]: number }
  /** Over the table of realistic durations; ms. */
  readonly latencies: { readonly [what: string]: number }
  /** How long clients keep a DNS answer. */
  readonly ttlMs: number
  /** Share of clients that ignore the TTL. */
  readonly stubbornPercent: number
  /** Background noise: stuck volumes, API errors, late metrics. */
  readonly noise: boolean
  /** Controllers that run, each on a host of its own. */
  readonly controllers: number
}

/** Whether a database takes writes in every region by design, so that it has no one writer (DynamoDB's global tables). */
export const isMultiActive = ({ world }: Pick<Drill, 'world'>, database: string): boolean =>
  world.databases[database]?.engine === 'dynamodb'

interface At {
  readonly atMs: number
  /** Until the end when absent. */
  readonly forMs?: number
}

/** What an impairment does to a plane; `gray`: reads from caches still pass, writes do not. */
export interface Effect {
  readonly errorsPercent: number
  /** Of the calls that fail, the share that is told to slow down; as services do unless told. */
  readonly throttledPercent?: number
  readonly latencyMs: number
  readonly hang: boolean
  readonly gray: boolean
  /** From nothing to its full strength. */
  readonly rampMs: number
}

export type DrillEvent =
  | (At & {
      readonly kind: 'impair'
      readonly service: Service
      readonly side: 'control' | 'data'
      readonly of: FaultDomain | { readonly kind: 'global' }
      readonly effect: Effect
    })
  | (At & { readonly kind: 'lag'; readonly database: string; readonly isMs: number })
  /** Each is a vantage, a region, a zone, `store` or `controller`. */
  | (At & { readonly kind: 'partition'; readonly between: readonly [string, string] })
  | (At & { readonly kind: 'capacity'; readonly region: Region; readonly launches: 'refused' | 'granted' | number })
  | (At & { readonly kind: 'release'; readonly regions: readonly Region[]; readonly errorsPercent: number })
  | (At & { readonly kind: 'controller'; readonly does: 'crash' | 'restart' | 'pause'; readonly who: 'leader' | 'all' })
  | (At & { readonly kind: 'clock'; readonly skewMs: number })
  /** The words after `failover`. */
  | (At & { readonly kind: 'operator'; readonly run: string })

export type Doing = 'evacuate' | 'freeze' | 'thaw' | 'failover' | 'switchover' | 'failback'

interface Where {
  readonly to?: Region
  readonly zone?: ZoneId
}

export type Expectation =
  | (Where & { readonly kind: 'do'; readonly do: Doing; readonly afterMs: number; readonly byMs: number })
  | { readonly kind: 'recovered'; readonly region: Region; readonly byMs: number }
  /** The guard, or the reason of a hold or a block, at that time. */
  | { readonly kind: 'hold'; readonly reason: GuardName | string; readonly atMs: number }
  | (Where & {
      readonly kind: 'never'
      readonly never: Doing | 'act'
      readonly afterMs: number
      readonly beforeMs: number
    })
  | {
      readonly kind: 'never-calls'
      readonly service: Service
      readonly side: 'control' | 'data'
      readonly region?: Region
    }
  | { readonly kind: 'serving'; readonly percent: number; readonly fromMs: number }
  | { readonly kind: 'writers'; readonly atMost: number }
  | { readonly kind: 'lost-writes'; readonly atMost: { readonly writes: number } | { readonly ms: number } }
  | { readonly kind: 'moves'; readonly count: number }
