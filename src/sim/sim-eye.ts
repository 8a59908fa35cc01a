/** A user of the app in the simulated cloud, who goes by the public name; looked through from a controller's host. */
import type { Verdict } from '../model/health.js'
import type { Loss } from '../model/journal.js'
import { type Move, sourceOf, targetOf } from '../model/move.js'
import type { Region, ZoneId } from '../model/place.js'
import type { Clock, PublicEye, PublicGlance, Random, Stragglers } from '../model/world.js'
import type { Cloud } from './cloud.js'
import { type Life, never } from './sim-clock.js'
import { drawn, met } from './sim-sights.js'

/** Nobody waits longer for an answer. */
const PATIENCE_MS = 1_500

/** What a user is looked through with. */
export interface EyeParts {
  readonly cloud: Cloud
  readonly clock: Clock
  readonly life: Life
  readonly host: string
  readonly random: Random
}

/** The eye of one process. */
export function simEye(parts: EyeParts): PublicEye {
  return { glance: (signal, as = 'regular') => glance(parts, signal, as === 'newcomer') }
}

async function glance(parts: EyeParts, signal: AbortSignal, isNewcomer: boolean): Promise<PublicGlance> {
  const { clock, cloud, life, random } = parts
  if (life.isOver) return never
  const { users } = cloud
  const region = drawn(isNewcomer ? users.answers : users.kept(cloud.nowMs), random) as Region
  const zone = drawn(cloud.zoneAnswers(region), random) as ZoneId
  const { read, write } = seen(parts, region, zone)
  if (read.is === 'fail' && read.mode === 'silent') await life.sleep(PATIENCE_MS, signal)
  const isAnswered = read.is === 'pass' || (read.is === 'fail' && read.mode === 'wrong-answer')
  return {
    at: clock.now(),
    answers: [region],
    read,
    ...(cloud.drill.policy.verify.write ? { write } : {}),
    ...(isAnswered ? { servedBy: { region, zone } } : {}),
    ...(isNewcomer ? { isNewcomer } : {}),
  }
}

/** From where the controller stands, a region behind a partition gives no answer. */
function seen({ cloud, host, random }: EyeParts, region: Region, zone: ZoneId): { read: Verdict; write: Verdict } {
  if (!cloud.partitions.part(['controller', host], [region, zone])) return met(cloud, random, { region, zone })
  const read: Verdict = { is: 'fail', because: 'no answer', mode: 'silent' }
  return { read, write: read }
}

/** Who is still at the region a move left, where the policy names balancers that count. */
export async function stragglersOf(cloud: Cloud, move: Move): Promise<Stragglers> {
  const from = sourceOf(move)
  const { balancers } = cloud.drill.policy.verify
  const share = cloud.users.at(cloud.nowMs)[from] ?? 0
  const { answers } = cloud.users
  return {
    share: balancers
      ? { is: 'known', percent: 100 * share }
      : { is: 'unknown', because: 'verify.balancers names none' },
    answers: [
      {
        ...{ resolver: 'ns.sim', says: Object.keys(answers).filter((at) => (answers[at] ?? 0) > 0) },
        ...{ isAuthoritative: true, leadsBack: (answers[from] ?? 0) > 0 },
      },
    ],
  }
}

/** What a failover lost, where the old writer can be asked. */
export async function countLoss(cloud: Cloud, host: string, move: Move): Promise<Loss> {
  const from = sourceOf(move)
  if (targetOf(move) === undefined) return { is: 'known', writes: 0, ms: 0 }
  cloud.flow()
  const isCut = cloud.partitions.part(['controller', host], [from])
  const silent = [...cloud.databases.values()].find((database) => database.at(from)?.isUp === false)
  if (isCut || silent) return { is: 'unknown', because: `the old writer in ${from} cannot be asked until it returns` }
  return cloud.lost()
}
