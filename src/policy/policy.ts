/**
 * The policy as the rooms read it: parsed, defaults filled in, every duration in ms and every share in percent.
 * `schema.ts` makes it from YAML text; each room reads its own section.
 */
import type { MoveKind } from '../model/move.js'
import type { Region, Service, Vantage, ZoneId } from '../model/place.js'

export interface Policy {
  readonly version: 1
  readonly app: string
  readonly world: 'aws' | 'local'
  readonly regions: readonly RegionPolicy[]
  /** `file:PATH`, `s3://…` or `dynamodb://…`; the world's own place when absent. */
  readonly store?: string
  readonly observe: ObservePolicy
  readonly assess: AssessPolicy
  readonly decide: DecidePolicy
  readonly plan: PlanPolicy
  readonly report: ReportPolicy
  /** How users are looked at; each world has defaults of its own for what is left out. */
  readonly verify: VerifyPolicy
  readonly aws: AccessPolicy
  readonly audit: AuditPolicy
  readonly drills: readonly DrillPolicy[]
}

/** A move that is rehearsed on a schedule, by a dry run. */
export interface DrillPolicy {
  /** Each has its own. */
  readonly name: string
  readonly to: Region
  readonly cron: string
  readonly timeZone: string
}

/** What the audit leaves out of its count, and for how long. */
export interface AuditPolicy {
  readonly suppress: readonly {
    readonly rule: string
    /** `*` for every one. */
    readonly resource: string
    readonly reason: string
    /** It holds before this; ms since the epoch. */
    readonly until: number
  }[]
  /** A move to each standby must have been made within this time. */
  readonly rehearsedWithinMs: number
}

export interface VerifyPolicy {
  readonly url?: string
  readonly write?: { readonly url: string; readonly method: string; readonly body?: string }
  /** The response header in which the app says REGION or REGION/ZONE. */
  readonly servedBy: string
  /** Asked where the name leads, as users' resolvers; the system's where there are none. */
  readonly resolvers: readonly string[]
  /** The zone's own; found by asking where there are none. */
  readonly nameServers: readonly string[]
  /** A move is over when no more than this share of users is still where it left. */
  readonly stragglersPercent: number
  readonly stragglerPatienceMs: number
  /** Load balancers as CloudWatch names them, by region. */
  readonly balancers?: { readonly [region: string]: readonly string[] }
}

/** How AWS is reached. */
export interface AccessPolicy {
  readonly profile?: string
  readonly role?: string
  readonly fips: boolean
  readonly dualStack: boolean
}

export interface RegionPolicy {
  readonly region: Region
  readonly role: 'primary' | 'standby'
  readonly zones: readonly ZoneId[]
  /** Regions that name the same fate (a landmass, a grid, a backbone) may fail together; default: the region itself. */
  readonly fate: string
}

export interface ObservePolicy {
  readonly everyMs: number
  /** Share of `everyMs` by which each look is moved at random, 0–50 percent. */
  readonly jitterPercent: number
  readonly vantages: readonly Vantage[]
  readonly quorum: number
  /** A fresh failure is confirmed by up to `times` quick looks `everyMs` apart; each counts as a sample. */
  readonly confirm: { readonly times: number; readonly everyMs: number }
  readonly signals: readonly SignalPolicy[]
  /** `host:port` for `{endpoint}`, by zone or region, where the world gives none. */
  readonly endpoints?: { readonly [place: string]: string }
  /** The function, one of this name in each vantage that is a region, that probes from there. */
  readonly vantageFunction?: string
}

interface SignalCommon {
  /** The policy's name of it. */
  readonly name: string
  readonly per: 'zone' | 'region'
  /**
   * What it speaks of: the fault domain itself, the data plane of a service there (gray failure, law 6), or whichever
   * control planes the report names.
   */
  readonly tells: 'domain' | 'control' | Service
  readonly timeoutMs: number
  /** Voices that must agree on it; the policy's own quorum when absent. */
  readonly quorum?: number
}
/** `target` templates may hold `{zone}`, `{region}` and `{endpoint}` (the host:port the world gives for that place). */
export type SignalPolicy = SignalCommon &
  (
    | {
        readonly probe: 'http'
        readonly target: string
        readonly method: string
        /** Status codes that pass. */
        readonly status: readonly number[]
        /** A text that must stand in the body. */
        readonly body?: string
        /** Of a longer body no more than this is read; bytes. */
        readonly maxBodyBytes?: number
      }
    | { readonly probe: 'tcp'; readonly target: string }
    | { readonly probe: 'tls'; readonly target: string; readonly serverName?: string; readonly expiresAfterMs: number }
    /** `query` is the name asked for; `name` is the signal's own. */
    | {
        readonly probe: 'dns'
        readonly target: string
        readonly query: string
        readonly type: 'A' | 'AAAA' | 'CNAME' | 'TXT' | 'SOA'
      }
    | WatchPolicy
  )

/** What the world itself can report. */
export type WatchName = 'ebs' | 'ec2' | 'elb' | 'rds' | 'autoscaling' | 'cloudwatch' | 'health' | 'api'

/** A report of the world's own: one voice, the provider's. What it looks at is named, or else carries the tag. */
export interface WatchPolicy {
  readonly watch: WatchName
  /** It is shown beside a verdict and never part of one (law 7). */
  readonly weight?: 'evidence'
  readonly tag?: { readonly key: string; readonly value: string }
  readonly instances?: ByRegion
  readonly groups?: ByRegion
  readonly targetGroups?: ByRegion
  readonly loadBalancers?: ByRegion
  readonly alarms?: ByRegion
  /** Of AWS Health: the services whose events count, as it names them; all when absent. */
  readonly services?: readonly string[]
  /** Of databases: a replica further behind is impaired. */
  readonly lagMs?: number
  /** Of databases: one that could only be restored to a point further back is impaired. */
  readonly restorableMs?: number
}

/** Names or ARNs of things, by region. */
export type ByRegion = { readonly [region: string]: readonly string[] }

export interface AssessPolicy {
  /** Judged failures in a row until impaired; passes in a row until healthy again. */
  readonly impairedAfter: number
  readonly healthyAfter: number
}

export interface DecidePolicy {
  /** Moves the controller may make by itself; empty unless the policy opts in. */
  readonly automatic: readonly MoveKind[]
  readonly regionImpairedWhen: { readonly zones: number; readonly planes: readonly Service[] }
  readonly guards: GuardPolicy
  readonly freezeWindows: readonly FreezeWindow[]
}

/** Limits of the guards; durations in ms. */
export interface GuardPolicy {
  readonly replicaLagMs: number
  readonly standbyCapacityPercent: number
  /** Between two moves. */
  readonly cooldownMs: number
  /** Between two changes of direction without a person (law 5: four hours). */
  readonly directionMs: number
  /** After leaving a region: no way back before this, or twice the outage if that is longer (law 5: an hour). */
  readonly holdDownMs: number
  /** A disturbance must have lasted so long before anything moves (law 5: a minute). */
  readonly disturbanceMs: number
  /** Silence, which may be a mere partition, must have lasted so long before a writer is promoted (law 5: five minutes). */
  readonly partitionMs: number
  /** The newest quorum on the target must be younger than this. */
  readonly evidenceMs: number
  /** Automatic moves take out at most this share of capacity in ten minutes (law 22: 34 %). */
  readonly handPercent: number
}

/** Either one span (`from`, `to`: ms since the epoch), or a cron schedule with a length and a time zone. */
export type FreezeWindow =
  | { readonly kind: 'span'; readonly from: number; readonly to: number; readonly why: string }
  | {
      readonly kind: 'schedule'
      readonly cron: string
      readonly forMs: number
      readonly timeZone: string
      readonly why: string
    }

export interface PlanPolicy {
  /** Services whose use is passed over while another tactic exists. */
  readonly avoid: readonly Service[]
  /** Services no step may need. */
  readonly forbid: readonly Service[]
  /** What to do when the old writer cannot be reached to fence it (law 10). */
  readonly unreachableWriter: 'hold' | 'promote'
  readonly traffic: TrafficPolicy
  readonly resources: readonly ResourcePolicy[]
}

/** How users are brought from one region to another. */
export interface TrafficPolicy {
  /** Shares that are sent to the target one after another, in percent; they grow and end with 100. */
  readonly stages: readonly number[]
  /** Users must have been served so long in one stage before the next. */
  readonly settleMs: number
  /** Whether a failover goes in stages as well, or at once. */
  readonly inFailover: 'at-once' | 'staged'
  /** Share that stays at the region a switchover leaves, in percent: the standing proof that it works. */
  readonly tricklePercent: number
}

/** The world that a type of resources stands in; `any` for what is the same in each. */
export type ResourceWorld = Policy['world'] | 'any'

/** One managed resource; `settings` are what its type's own schema made of its keys. */
export interface ResourcePolicy {
  readonly name: string
  readonly type: string
  readonly settings: { readonly [key: string]: unknown }
}

export interface ReportPolicy {
  readonly objectives: { readonly recoveryTimeMs: number; readonly recoveryPointMs: number }
}
