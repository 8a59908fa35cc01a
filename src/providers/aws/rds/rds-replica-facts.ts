/** What was seen of the instances, as facts. A region that is silent leaves the words of the others standing. Pure. */
import type { Region } from '../../../model/place.js'
import type { Fact } from '../../../model/resource.js'
import { type Instance, idOfArn, regionOfArn } from './rds-instance.js'
import { followedBy, lineOf, writersAmong } from './rds-lineage.js'
import type { Settings } from './rds-replica.js'
import {
  idleFact,
  instanceFact,
  keyFact,
  noReplicaFact,
  ONE_WRITER,
  replicaFact,
  versionsFact,
} from './rds-replica-tactics.js'
import type { Sight } from './rds-sight.js'

const met = (because: string): Fact => ({ is: 'met', because })
const unmet = (because: string): Fact => ({ is: 'unmet', because })
const unknown = (because: string): Fact => ({ is: 'unknown', because })

const currentOf = ({ line }: Sight): Instance | undefined => (line.is === 'answer' ? line.answer.current : undefined)
const spots = (sights: readonly Sight[]) =>
  sights.map((sight) => {
    const current = currentOf(sight)
    return { region: sight.region, ...(current ? { current } : {}) }
  })

/** Where the writer is: the one instance that stands alone, or in a silent region the one that replicas follow. */
export function writerOf(sights: readonly Sight[]): Region | undefined {
  const writers = writersAmong(spots(sights))
  if (writers.length > 0) return writers.length === 1 ? writers[0] : undefined
  return followedBy(
    spots(sights),
    sights.map(({ region }) => region),
  )
}

/** The facts of every region, and that there is one writer. */
export function factsOf(sights: readonly Sight[], policy: Settings): { readonly [fact: string]: Fact } {
  const facts = sights.flatMap((sight): readonly (readonly [string, Fact])[] => {
    const { line, region } = sight
    const names = [instanceFact, replicaFact, idleFact, noReplicaFact, versionsFact, keyFact]
    if (line.is === 'none') return names.map((name) => [name(region), unknown(line.because)])
    const { current } = line.answer
    if (!current) return ofNone(region, policy, sights)
    return [
      [instanceFact(region), serves(current)],
      [replicaFact(region), follows(current, sights, policy)],
      [idleFact(region), idle(current)],
      [noReplicaFact(region), lives(current)],
      [versionsFact(region), sameVersion(current, sights)],
      [keyFact(region), hasKey(region, current, sights, policy)],
    ]
  })
  return { ...Object.fromEntries(facts), [ONE_WRITER]: oneWriter(sights) }
}

function ofNone(region: Region, policy: Settings, sights: readonly Sight[]): readonly (readonly [string, Fact])[] {
  const none = `there is no DB instance ${policy.instance[region] ?? ''} in ${region}`
  const names = [instanceFact, replicaFact, idleFact, versionsFact]
  return [
    ...names.map((name) => [name(region), unmet(none)] as const),
    [noReplicaFact(region), met(none)],
    [keyFact(region), hasKey(region, undefined, sights, policy)],
  ]
}

const DEAD = new Set([
  'failed',
  'incompatible-restore',
  'incompatible-network',
  'inaccessible-encryption-credentials',
  'restore-error',
  'deleting',
])

const serves = ({ id, status }: Instance): Fact =>
  DEAD.has(status) || status === 'stopped' || status === 'creating'
    ? unmet(`${id} is ${status}`)
    : met(`${id} is ${status}`)

/** Directly, as its own region tells; that what it follows is itself a replica only the other region can tell. */
function follows({ id, source, status }: Instance, sights: readonly Sight[], policy: Settings): Fact {
  if (source === undefined) return unmet(`${id} stands alone, and is no replica`)
  if (DEAD.has(status) || status === 'creating') return unmet(`${id} is ${status}`)
  const home = regionOfArn(source)
  const first = policy.instance[home]
  if (first === undefined || !lineOf(first).includes(idOfArn(source))) {
    return unmet(`${id} follows ${source}, which the policy does not name`)
  }
  const upstream = sights.find(({ region }) => region === home)
  const whole = upstream ? currentOf(upstream) : undefined
  if (whole?.arn === source && whole.source !== undefined) {
    return unmet(`${id} follows ${source}, which is itself a replica of ${whole.source}`)
  }
  return met(`${id} follows ${idOfArn(source)} in ${home}`)
}

const idle = ({ id, status }: Instance): Fact => {
  if (status === 'backing-up') return unmet(`${id} is backing-up, and AWS promotes no replica until that is over`)
  return status === 'available' ? met(`${id} is available`) : unmet(`${id} is ${status}`)
}

const lives = ({ id, source, status }: Instance): Fact =>
  source !== undefined && !DEAD.has(status)
    ? unmet(`${id} is a replica, ${status}`)
    : met(`${id} is ${status}, and no replica`)

function sameVersion({ engine, id, source, version }: Instance, sights: readonly Sight[]): Fact {
  const writer = sights.map(currentOf).find((found) => found !== undefined && found.arn === source)
  if (source === undefined) return met(`${id} runs ${engine} ${version}`)
  if (!writer) return unknown(`${id} runs ${engine} ${version}, and what it follows could not be asked`)
  const same = writer.engine === engine && writer.version === version
  return same
    ? met(`${id} and ${writer.id} run ${engine} ${version}`)
    : unmet(`${id} runs ${engine} ${version}, ${writer.id} runs ${writer.engine} ${writer.version}`)
}

/** An encrypted writer has encrypted replicas, each under a key of its own region. */
function hasKey(at: Region, current: Instance | undefined, sights: readonly Sight[], policy: Settings): Fact {
  const key = policy.replica[at]?.key ?? current?.key
  if (key !== undefined) return met(`a new replica would be encrypted under ${key}`)
  const writer = sights
    .filter(({ region }) => region !== at)
    .map(currentOf)
    .find((found) => found?.source === undefined)
  if (writer?.isEncrypted !== true) return met('nothing there is encrypted')
  return unmet(`${writer.id} is encrypted, and no key is known in ${at}: name one under replica`)
}

/** What is silent may be a second one, which only the region itself can tell; replicas say whom they follow. */
function oneWriter(sights: readonly Sight[]): Fact {
  const writers = writersAmong(spots(sights))
  if (writers.length > 1)
    return unmet(`instances stand alone in ${writers.join(' and ')}, and none is known to be the writer`)
  const writer = writerOf(sights)
  if (writer === undefined) return unknown('no writer was seen')
  return met(`the writer is in ${writer}`)
}
