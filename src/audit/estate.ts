/** What the app is made of, as plain data: machines, groups, databases, caches, volumes, records, and what each stands on. */
import type { Region } from '../model/place.js'

export interface Estate {
  readonly machines: readonly Machine[]
  readonly groups: readonly Group[]
  readonly databases: readonly Database[]
  /** Volumes of EBS, attached or not. */
  readonly volumes: readonly Volume[]
  readonly records: readonly NameRecord[]
  /** Kinds of machines: those that run, and those with disks of their own that could. */
  readonly kinds: readonly MachineKind[]
  readonly quotas: readonly VcpuQuota[]
  /** Of the load balancers before the app's capacity. */
  readonly listeners: readonly Listener[]
  readonly keys: readonly Key[]
  readonly stores: readonly Store[]
  readonly replications: readonly Replication[]
  /** By region; one that is absent was not seen. */
  readonly alarms: readonly Alarms[]
}

/** What alarms of a region watch. */
export interface Alarms {
  readonly region: Region
  /** Names of things, each as often as an alarm watches it. */
  readonly on: readonly string[]
}

/** From one bucket to another of the same access point. */
export interface Replication {
  readonly resource: string
  readonly from: string
  readonly to: string
  /** Of the bucket it is replicated from. */
  readonly region: Region
  readonly isMeasured: boolean
  /** What was put longer ago is there; present where it is measured. */
  readonly behindMs?: number
}

/** What the app keeps things in, found by its tag, that the policy has no type for. */
export interface Store {
  readonly id: string
  readonly region: Region
  readonly what: 'file system' | 'stream' | 'search'
  /** `distributed`: storage of its own; `store`: disks inside its hosts. */
  readonly on: 'ebs' | 'store' | 'distributed'
  readonly says: string
  /** By id, where they are told. */
  readonly zones: readonly string[]
  readonly isMultiZone: boolean
  /** Where else it is; absent where nobody tells. */
  readonly copies?: readonly Copy[]
}

export interface Copy {
  readonly region: string
  /** As the service names it, such as `ENABLED`. */
  readonly state: string
  /** What was there before this is there; ms since the epoch, absent before the first copy was whole. */
  readonly at?: number
}

/** A port of a load balancer. */
export interface Listener {
  /** The policy's name of the capacity behind it. */
  readonly resource: string
  readonly region: Region
  readonly balancer: string
  readonly port: number
  readonly isSecure: boolean
  readonly certificates: readonly Certificate[]
}

export interface Certificate {
  readonly id: string
  readonly names: readonly string[]
  /** As ACM names it, such as `ISSUED`. */
  readonly state: string
  /** ms since the epoch. */
  readonly expiresAt?: number
  /** By itself. */
  readonly isRenewed: boolean
}

/** A key of KMS that something is encrypted with. */
export interface Key {
  readonly resource: string
  readonly region: Region
  /** Such as `volumes of web`. */
  readonly of: string
  readonly key: string
  /** As KMS names it, such as `Enabled`; or `missing`, or `a key of` another region. */
  readonly state: string
}

/** What a region lets an account run of a family of instances, or of Fargate. */
export interface VcpuQuota {
  readonly region: Region
  /** As Service Quotas names it. */
  readonly service: 'ec2' | 'fargate'
  /** The policy's names of the capacity that counts against it. */
  readonly resources: readonly string[]
  /** As Service Quotas names it, such as `L-1216C47A`. */
  readonly quota: string
  readonly name: string
  readonly vcpus: number
}

export const EMPTY_ESTATE: Estate = {
  ...{ machines: [], groups: [], databases: [], volumes: [], records: [], kinds: [], quotas: [] },
  ...{ listeners: [], keys: [], stores: [], replications: [], alarms: [] },
}

/** `store`: a disk inside the host, which is lost when the machine stops. */
export interface Disk {
  readonly use: 'root' | 'data'
  readonly on: 'ebs' | 'store'
  readonly name: string
}

/** A virtual machine that runs. */
export interface Machine {
  readonly id: string
  readonly region: Region
  /** By zone id; absent where the account does not tell it. */
  readonly zone?: string
  readonly kind: string
  /** The policy's name of the capacity that it is a part of; absent where a tag alone found it. */
  readonly resource?: string
  readonly disks: readonly Disk[]
}

/** Capacity of one region: a group of machines, a service of tasks. */
export interface Group {
  /** The policy's name. */
  readonly resource: string
  readonly name: string
  readonly region: Region
  readonly by: 'autoscaling' | 'fargate' | 'ecs-on-ec2' | 'eks' | 'local'
  readonly desired: number
  /** What is up and useful now. */
  readonly useful: number
  readonly max?: number
  readonly zones: readonly string[]
  /** Instances of its type that capacity reservations hold free in its zones for whoever launches them; absent where nobody tells. */
  readonly reserved?: number
  /** What it would launch now. */
  readonly launch?: Launch
  /** Target groups that it is registered with, by ARN. */
  readonly targetGroups?: readonly string[]
  /** Where in the network that would stand; absent where it is not told. */
  readonly network?: Network
}

export interface Network {
  /** Security groups, by id. */
  readonly groups: readonly string[]
  /** Of the subnets, such as `10.1.0.0/20`. */
  readonly ranges: readonly string[]
}

export interface Launch {
  /** `missing`: a part of it (image, template) does not exist in this region. */
  readonly is: 'whole' | 'missing' | 'unknown'
  readonly says: string
  readonly kind?: string
  /** Keys of KMS that its volumes are to be encrypted with, where it names them. */
  readonly keys?: readonly string[]
  /** Of one task, where the task says it. */
  readonly vcpus?: number
  readonly disks: readonly Disk[]
  /** What it fetches at its start, where it is told from which region. */
  readonly fetches?: readonly Fetched[]
}

export interface Fetched {
  readonly what: 'image' | 'secret' | 'parameter' | 'log'
  readonly name: string
  readonly region: string
  /** It was looked for there, and does not exist. */
  readonly isMissing?: true
}

export interface Database {
  /** The policy's name; absent where a tag alone found it. */
  readonly resource?: string
  readonly id: string
  readonly region: Region
  readonly engine: string
  /** RDS engines stand on EBS; Aurora and DynamoDB on storage of their own, over zones; caches in memory. */
  readonly on: 'ebs' | 'distributed' | 'memory'
  readonly role: 'writer' | 'replica'
  /** The zones it runs in, by id: one for a single instance. */
  readonly zones: readonly string[]
  /** It goes on when one of its zones does not, by itself. */
  readonly isMultiZone: boolean
  readonly backups?: Backups
  /** Of KMS, which its storage is encrypted with. */
  readonly key?: string
  readonly door?: Door
}

/** Whom a database's own security groups admit. */
export interface Door {
  readonly port: number
  /** The database's, by id. */
  readonly groups: readonly string[]
  /** Security groups, ranges and prefix lists that may connect at the port. */
  readonly admits: readonly string[]
}

/** Continuous backups: any point in time within them can be had again. */
export interface Backups {
  readonly is: 'on' | 'off'
  readonly retentionDays?: number
  /** The newest point that can be restored; ms since the epoch. */
  readonly latest?: number
  /** Other regions that have a copy; absent where nobody copies such backups. */
  readonly copiedTo?: readonly string[]
}

export interface Volume {
  readonly id: string
  readonly region: Region
  readonly zone?: string
  readonly sizeGib: number
  readonly attachedTo?: string
  /** Of one that Kubernetes had made: for which claim (`orders/data-0`), where it tells. */
  readonly kubernetes?: { readonly claim?: string }
}

export interface NameRecord {
  /** The policy's name. */
  readonly resource: string
  /** Without the last dot. */
  readonly name: string
  /** Which record: type, set identifier and how it is chosen. */
  readonly says: string
  readonly ttlMs?: number
  /** Chosen among several by the health of each. */
  readonly isChosen: boolean
  readonly hasHealthCheck: boolean
}

export interface MachineKind {
  readonly kind: string
  readonly vcpus: number
  readonly memoryMib: number
  /** Disks inside the host; none when 0. */
  readonly storeGb: number
  /** Whether its root may stand on such a disk; on Nitro it may not. */
  readonly mayRootOnStore: boolean
}
