/**
 * `watch: rds`: databases in each region by what RDS says of them. A writer that is not available, or a replica whose
 * replication has ended, impairs RDS there; being backed up or modified does not. A lag or a restorable point is held
 * against a limit only where the policy gives one.
 */
import { type DBInstance, DescribeDBInstancesCommand } from '@aws-sdk/client-rds'
import { atRegion, type Region } from '../../../model/place.js'
import { formatMs } from '../../../model/units.js'
import type { AwsContext } from '../driver-context.js'
import { controlOf } from '../places.js'
import { lagReading, lagSamples } from '../rds/rds-lag.js'
import {
  ASK_MS,
  everyPage,
  failing,
  type MakeWatch,
  namedIn,
  passing,
  subjectOf,
  unseen,
  type WatchedSignal,
  type Word,
} from './watch.js'
import { minutePaceMs } from './watch-pace.js'
import { regionWatch } from './watch-regions.js'

const PAGE = 100

export const rdsWatch: MakeWatch = (parts) => {
  const { context, policy, signal } = parts
  return regionWatch({
    ...parts,
    everyMs: minutePaceMs(policy),
    asks: (region) => controlOf('rds', region),
    about: (region) => subjectOf(signal, atRegion(region)),
    word: async (region, stop) => {
      const all = await instancesIn(context, region, stop)
      const names = namedIn(signal.instances, region)
      const missing = names.filter((name) => !all.some(({ DBInstanceIdentifier: id }) => id === name))
      // One that has vanished from a list is suspect data, not a database that failed.
      if (missing.length > 0) return unseen(`RDS in ${region} lists no ${missing.join(', ')}`)
      const mine = all.filter((instance) => isMine(instance, names, signal))
      if (mine.length === 0) return unseen(`no database to watch in ${region}`)
      const words = await Promise.all(mine.map((instance) => wordOf(instance, { context, region, signal, stop })))
      return words.find(({ is }) => is === 'fail') ?? words.find(({ is }) => is === 'unknown') ?? passing
    },
  })
}

function instancesIn({ aws }: AwsContext, region: Region, stop: AbortSignal): Promise<readonly DBInstance[]> {
  return everyPage<DBInstance>(`databases in ${region}`, async (Marker) => {
    const asking = new DescribeDBInstancesCommand({ MaxRecords: PAGE, Marker })
    const { DBInstances: items = [], Marker: next } = await aws.call('rds', { region }, asking, stop, ASK_MS)
    return { items, next }
  })
}

function isMine(
  { DBInstanceIdentifier: id = '', TagList = [] }: DBInstance,
  names: readonly string[],
  { tag }: WatchedSignal,
) {
  if (!tag) return names.includes(id)
  return TagList.some(({ Key, Value }) => Key === tag.key && Value === tag.value)
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html */
const BROKEN = /^(failed|storage-full|restore-error|inaccessible-encryption-credentials|incompatible-)/
const AWAY = new Set(['stopped', 'stopping', 'starting', 'creating', 'deleting', 'rebooting'])

interface Asking {
  readonly context: AwsContext
  readonly region: Region
  readonly signal: WatchedSignal
  readonly stop: AbortSignal
}

async function wordOf(instance: DBInstance, asking: Asking): Promise<Word> {
  const { DBInstanceIdentifier: id = '', DBInstanceStatus: status = '', StatusInfos = [] } = instance
  if (BROKEN.test(status)) return failing(`${id} is ${status}`)
  if (AWAY.has(status)) return unseen(`${id} is ${status}`)
  const ended = StatusInfos.find(({ Normal, StatusType }) => StatusType === 'read replication' && Normal === false)
  if (ended)
    return failing(`replication to ${id} is in ${ended.Status ?? 'error'}: ${ended.Message ?? 'no reason given'}`)
  const isReplica = instance.ReadReplicaSourceDBInstanceIdentifier !== undefined
  return isReplica ? lagWord(id, asking) : restorableWord(instance, asking)
}

async function lagWord(id: string, { context, region, signal: { lagMs: limitMs }, stop }: Asking): Promise<Word> {
  if (limitMs === undefined) return passing
  const samples = await lagSamples(context, undefined, region, id, 'Maximum', stop)
  const reading = lagReading(samples, id, context.clock.now())
  if (reading.is === 'unknown') return reading
  const says = `${id} is ${formatMs(reading.value)} behind, limit ${formatMs(limitMs)}`
  return reading.value > limitMs ? failing(says, 'slow') : passing
}

function restorableWord(instance: DBInstance, { context, signal: { restorableMs: limitMs } }: Asking): Word {
  const { DBInstanceIdentifier: id = '', LatestRestorableTime: at } = instance
  if (limitMs === undefined) return passing
  if (at === undefined) return unseen(`${id} tells no latest restorable time: are its backups on?`)
  const ageMs = context.clock.now() - at.getTime()
  const says = `${id} can be restored to ${formatMs(ageMs)} ago, limit ${formatMs(limitMs)}`
  return ageMs > limitMs ? failing(says, 'slow') : passing
}
