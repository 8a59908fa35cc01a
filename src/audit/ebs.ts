/** `audit ebs`: for every thing what of it stands on block storage, where, what stops with it, and what could take its place. */
import type { Region } from '../model/place.js'
import type { Policy } from '../policy/policy.js'
import { forDatabase, forKind } from './ebs-alternative.js'
import { isOnEbs, type Score, scoreIn } from './ebs-score.js'
import type { Database, Disk, Estate, Group, Machine, Store, Volume } from './estate.js'
import type { Facts, Unseen } from './facts.js'
import { nameOf } from './writers.js'

export interface EbsReport {
  /** Of each region, the one the app stands in first. */
  readonly scores: readonly Score[]
  readonly things: readonly Thing[]
  readonly unseen: readonly Unseen[]
}

export interface Thing {
  readonly resource: string
  readonly what: 'instance' | 'launch' | 'service' | 'database' | 'cache' | 'volume' | Store['what']
  readonly id: string
  readonly region: Region
  readonly zones: readonly string[]
  readonly on: 'ebs' | 'none' | 'unknown'
  /** What of it: root, data, or what else it is kept in. */
  readonly says: string
  /** What stops while EBS hangs there; absent where nothing does. */
  readonly stops?: string
  readonly alternative?: string
}

/** The report, from what was gathered. Pure. */
export function ebsOf({ active, estate, unseen }: Facts, policy: Policy): EbsReport {
  const regions = [active, ...policy.regions.map(({ region }) => region).filter((each) => each !== active)]
  return {
    scores: regions.map((at) => scoreIn(estate, policy, at)),
    things: [
      ...estate.machines.map((machine) => ofMachine(machine, estate)),
      ...estate.groups.filter(({ by }) => by !== 'local').map((group) => ofGroup(group, estate)),
      ...estate.databases.map(ofDatabase),
      ...estate.stores.map(ofStore),
      ...estate.volumes.flatMap(ofVolume),
    ],
    unseen,
  }
}

function ofMachine(machine: Machine, estate: Estate): Thing {
  const onEbs = isOnEbs(machine)
  const { disks, id, kind, region, resource, zone } = machine
  return {
    ...{ resource: resource ?? id, what: 'instance', id, region, zones: zone === undefined ? [] : [zone] },
    ...{ on: onEbs ? 'ebs' : 'none', says: `${kind}: ${sayDisks(disks)}` },
    ...(onEbs
      ? { stops: `it stops with EBS in ${zone ?? 'its zone'}`, alternative: forKind(kind, disks, estate.kinds) }
      : {}),
  }
}

function ofGroup({ by, launch, name, region, resource, useful, zones }: Group, estate: Estate): Thing {
  const base = { resource, id: name, region, zones }
  if (by === 'fargate' && (launch === undefined || !isOnEbs(launch))) {
    return { ...base, what: 'service', on: 'none', says: `${useful} tasks of Fargate, without volumes` }
  }
  if (launch?.is !== 'whole') {
    const says = launch?.says ?? 'what it launches is not known; its root is taken for EBS'
    return { ...base, what: 'launch', on: 'unknown', says, stops: 'nothing can be said of a launch' }
  }
  const onEbs = isOnEbs(launch)
  const kind = launch.kind ?? 'its own choice of types'
  return {
    ...{ ...base, what: 'launch', on: onEbs ? 'ebs' : 'none', says: `launches ${kind}: ${sayDisks(launch.disks)}` },
    ...(onEbs
      ? {
          stops: `nothing is launched while EBS fails in ${region}`,
          alternative: forKind(kind, launch.disks, estate.kinds),
        }
      : {}),
  }
}

const SAYS_ON = {
  ebs: 'data and logs on EBS',
  distributed: 'storage of its own over several zones',
  memory: 'in memory; its nodes are instances, which have failed with EBS before (Tokyo, 23 August 2019)',
} as const

function ofDatabase(database: Database): Thing {
  const { engine, id, isMultiZone, on, region, zones } = database
  const onEbs = on === 'ebs'
  const stops = isMultiZone
    ? `writes pause while it fails over to ${region}'s other zone; all stop when EBS fails in ${region}`
    : `its reads and writes stop with EBS in ${zones.join() || 'its zone'}`
  return {
    ...{ resource: nameOf(database), what: on === 'memory' ? 'cache' : 'database', id, region, zones },
    ...{ on: onEbs ? 'ebs' : 'none', says: `${engine}: ${SAYS_ON[on]}` },
    ...(onEbs ? { stops, alternative: forDatabase(engine) } : {}),
  }
}

/** What of the app needs it nobody says, so that it has no part in the score. */
function ofStore({ id, isMultiZone, on, region, says, what, zones }: Store): Thing {
  const onEbs = on === 'ebs'
  const stops = isMultiZone
    ? `its nodes in a zone stop with EBS there; all stop when EBS fails in ${region}`
    : `it stops with EBS in ${zones.join() || 'its zone'}`
  return {
    ...{ resource: id, what, id, region, zones, on: onEbs ? 'ebs' : 'none', says },
    ...(onEbs ? { stops, alternative: FOR_STORE[what] } : {}),
  }
}

const FOR_STORE: Readonly<Record<Store['what'], string>> = {
  'file system': 'EFS of Regional type',
  stream: 'MSK Serverless or Express brokers, whose storage is not their own; Kinesis',
  search: 'types with disks inside the host (i3, r6gd, im4gn), and more than one replica of each index',
}

/** One that is attached is told with its instance, but for what a pod brought along. */
function ofVolume({ attachedTo, id, kubernetes, region, sizeGib, zone }: Volume): readonly Thing[] {
  const base = { what: 'volume', id, region, zones: zone === undefined ? [] : [zone], on: 'ebs' } as const
  if (kubernetes) {
    const stops = `its pod stops with EBS in ${zone ?? 'its zone'}, and can start in no other`
    const alternative =
      'replicas in other zones with volumes of their own; EFS for files; Aurora, DynamoDB or S3 for data'
    return [
      { resource: kubernetes.claim ?? id, ...base, says: `${sizeGib} GiB, claimed in Kubernetes`, stops, alternative },
    ]
  }
  if (attachedTo !== undefined) return []
  const stops = 'what is on it cannot be had while EBS fails in its zone'
  const alternative = 'S3 for what is seldom read; delete it where nobody needs it'
  return [{ resource: id, ...base, says: `${sizeGib} GiB, attached to nothing`, stops, alternative }]
}

function sayDisks(disks: readonly Disk[]): string {
  if (disks.length === 0) return 'no disk that is known'
  const words = { ebs: 'EBS', store: 'instance store' } as const
  return (['root', 'data'] as const)
    .flatMap((use) => {
      const own = disks.filter((disk) => disk.use === use)
      const on = [...new Set(own.map((disk) => words[disk.on]))]
      return own.length === 0 ? [] : [`${use} on ${on.join(' and ')}${own.length > 1 ? ` (${own.length})` : ''}`]
    })
    .join(', ')
}
