/** Everything a plan needs to know of an RDS writer and its replicas, each region asked beside the others. */
import type { Gauge, Reading } from '../../../model/health.js'
import { isRegion, type Region } from '../../../model/place.js'
import type { Json } from '../../../model/plan.js'
import type { Fact, Inspection } from '../../../model/resource.js'
import { type Asked, type AwsContext, asked, impairedIn } from '../driver-context.js'
import type { Roles } from '../fences/fence-kind.js'
import { type FencesSeen, inspectFences } from '../fences/fences.js'
import { controlOf, dataOf } from '../places.js'
import { type Backup, backupFact, backupIn, backupLag, backupMet } from './rds-backup.js'
import { lagReading, lagSamples, type Sample } from './rds-lag.js'
import { lineIn } from './rds-lineage.js'
import { instancesIn } from './rds-look.js'
import type { Settings } from './rds-replica.js'
import { factsOf, writerOf } from './rds-replica-facts.js'
import { backupKey, type Drawing, instanceKey, nextKey } from './rds-replica-tactics.js'
import type { Sight } from './rds-sight.js'
import { stoppableIn } from './rds-stoppable.js'

/** The regions the policy names an instance for. */
export const regionsOf = ({ instance }: Settings): readonly Region[] => Object.keys(instance).filter(isRegion)

/** Looks everywhere at once; what one region does not say is unknown, and the others' words stand. */
export async function inspectReplicas(
  { owner, policy, resource }: Drawing,
  context: AwsContext,
  signal: AbortSignal,
): Promise<Omit<Inspection, 'resource' | 'type' | 'at'>> {
  const { role } = policy
  const regions = regionsOf(policy)
  const looking = regions.map((region) => lookAt(region, owner, policy, context, signal))
  const [sights, lags, backups, fences] = await Promise.all([
    Promise.all(looking),
    Promise.all(looking.map((sight) => lagOf(sight, context, role, signal))),
    Promise.all(regions.map((region) => backupOf(region, policy, context, signal))),
    fencesOf(looking, policy, context, signal),
  ])
  const active = writerOf(sights)
  return {
    ...(active ? { active } : {}),
    facts: {
      ...factsOf(sights, policy),
      ...Object.fromEntries(backups.flatMap((found, index) => backupFacts(regions[index], found))),
      ...fences.facts,
    },
    gauges: regions
      .map((region, index) => ({ region, reading: lossIn(sights[index], lags[index], backups[index], context) }))
      .filter(({ region }) => region !== active)
      .map(({ reading, region }): Gauge => {
        return { kind: 'gauge', at: context.clock.now(), name: 'replica-lag-ms', in: region, resource, reading }
      }),
    impaired: [
      ...impairedIn([...sights.map(({ line }) => line), ...lags.flatMap(some), ...backups.flatMap(some)]),
      ...fences.impaired,
    ],
    state: { ...stateOf(sights), ...backupState(regions, backups), ...fences.state },
  }
}

const some = <Value>(value: Value | undefined): readonly Value[] => (value === undefined ? [] : [value])

async function lookAt(
  region: Region,
  owner: string,
  policy: Settings,
  context: AwsContext,
  signal: AbortSignal,
): Promise<Sight> {
  const first = policy.instance[region] ?? ''
  const line = await asked(controlOf('rds', region), async () =>
    lineIn(first, owner, await instancesIn(context, policy.role, region, first, signal)),
  )
  return { region, line }
}

/** A standby's lag is asked for as soon as it is known which instance it is; nothing for one that stands alone. */
async function lagOf(
  looking: Promise<Sight>,
  context: AwsContext,
  role: Roles,
  signal: AbortSignal,
): Promise<Asked<readonly Sample[]> | undefined> {
  const { line, region } = await looking
  const current = line.is === 'answer' ? line.answer.current : undefined
  if (current?.source === undefined) return undefined
  return asked(dataOf('cloudwatch', region), () => lagSamples(context, role, region, current.id, 'Maximum', signal))
}

function backupOf(
  region: Region,
  policy: Settings,
  context: AwsContext,
  signal: AbortSignal,
): Promise<Asked<Backup> | undefined> {
  const arn = policy.automated_backup[region]
  if (arn === undefined) return Promise.resolve(undefined)
  return asked(controlOf('rds', region), () => backupIn(context, policy.role, region, arn, signal))
}

const backupFacts = (
  region: Region | undefined,
  found: Asked<Backup> | undefined,
): readonly (readonly [string, Fact])[] => (region && found ? [[backupFact(region), backupMet(found)]] : [])

async function fencesOf(
  looking: readonly Promise<Sight>[],
  { fence, role, ...policy }: Settings,
  context: AwsContext,
  signal: AbortSignal,
): Promise<FencesSeen> {
  const regions = regionsOf({ ...policy, fence })
  // Only stopping needs to know the instances; the other fences are looked at meanwhile.
  const stops = fence.some(({ by }) => by === 'stop')
  const stoppable = stops ? stoppableIn(await Promise.all(looking)) : {}
  return inspectFences(fence, regions, { context, role, signal, service: 'rds', stoppable })
}

/** What would be lost by promoting what is there: its lag, or where no replica lives what the backup does not have. */
function lossIn(
  sight: Sight | undefined,
  lag: Asked<readonly Sample[]> | undefined,
  backup: Asked<Backup> | undefined,
  { clock }: AwsContext,
): Reading {
  if (!sight) return { is: 'unknown', because: 'it was not looked at' }
  const { line, region } = sight
  if (line.is === 'none') return { is: 'unknown', because: line.because }
  const { current } = line.answer
  if (current?.source === undefined) {
    if (backup) return backupLag(backup, clock.now())
    const stands = current ? `${current.id} in ${region} replicates nothing` : `there is no replica in ${region}`
    return { is: 'unknown', because: stands }
  }
  if (!lag || lag.is === 'none') return { is: 'unknown', because: lag?.because ?? 'its lag was not asked for' }
  return lagReading(lag.answer, current.id, clock.now())
}

function stateOf(sights: readonly Sight[]): { readonly [key: string]: Json } {
  return Object.fromEntries(
    sights.flatMap(({ line, region }) => {
      if (line.is === 'none') return []
      const { current, next } = line.answer
      const entries: (readonly [string, Json])[] = [[nextKey(region), next]]
      return current ? [...entries, [instanceKey(region), current] as const] : entries
    }),
  )
}

const backupState = (
  regions: readonly Region[],
  backups: readonly (Asked<Backup> | undefined)[],
): { readonly [key: string]: Json } =>
  Object.fromEntries(
    regions.flatMap((region, index) => {
      const found = backups[index]
      return found?.is === 'answer' ? [[backupKey(region), found.answer] as const] : []
    }),
  )
