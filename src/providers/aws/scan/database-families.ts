/**
 * What the policy says of RDS instances: a writer with a replica in another region is `rds-replica`, one without, whose
 * backups are kept in another region, is `rds-restore`; any other has nothing to fail over to. Pure.
 */
import type { Region } from '../../../model/place.js'
import type { Database, KeptBackup } from './databases.js'
import type { FoundResource, LeftOut, Part, Settings } from './found.js'
import type { AppName } from './match.js'
import { nameFor } from './name-for.js'

interface Family {
  readonly writer: Database
  /** At most one a region, in the policy's order. */
  readonly replicas: readonly Database[]
  readonly because: string
}

export function databasesPart(
  all: readonly Database[],
  backups: readonly KeptBackup[],
  { app, regions }: { readonly app: AppName; readonly regions: readonly Region[] },
): Part {
  const families = all.filter(({ source }) => source === undefined).flatMap((writer) => familyOf(writer, all, regions))
  const made = families.map((family) => partOf(family, backups, { app, regions }))
  return {
    resources: made.flatMap(({ resources }) => resources),
    notFound: made.flatMap(({ notFound }) => notFound),
    leftOut: [...made.flatMap(({ leftOut }) => leftOut), ...orphans(all, regions)],
  }
}

function familyOf(writer: Database, all: readonly Database[], regions: readonly Region[]): readonly Family[] {
  const own = all.filter(({ source }) => source === writer.arn)
  const matched = [writer, ...own].find(({ because }) => because !== undefined)
  if (matched?.because === undefined) return []
  const replicas = regions
    .filter((region) => region !== writer.region)
    .flatMap((region) => own.find((replica) => replica.region === region) ?? [])
  const isWriter = matched === writer
  return [{ writer, replicas, because: isWriter ? matched.because : `${matched.because} (of ${matched.id})` }]
}

interface Parts {
  readonly app: AppName
  readonly regions: readonly Region[]
}

function partOf(family: Family, backups: readonly KeptBackup[], { app, regions }: Parts): Part {
  const { because, replicas, writer } = family
  const name = nameFor({ name: writer.id, region: writer.region }, app, 'database')
  if (replicas.length > 0) return { resources: [replicaResource(family, name, regions)], notFound: [], leftOut: [] }
  const kept = backups.filter(({ of }) => of === writer.arn)
  if (kept.length > 0) return { resources: [restoreResource(family, name, kept)], notFound: [], leftOut: [] }
  const what = `RDS instance ${writer.id} in ${writer.region} (${because})`
  const others = regions.filter((region) => region !== writer.region).join(' or ')
  return {
    resources: [],
    notFound: [`A replica of the database ${writer.id} in ${others}, or automated backups of it replicated there`],
    leftOut: [{ what, because: `without either of them there is nothing to promote or restore in ${others}` }],
  }
}

function replicaResource(
  { because, replicas, writer }: Family,
  name: string,
  regions: readonly Region[],
): FoundResource {
  const members = [writer, ...replicas]
  const missing = regions.filter((region) => !members.some((each) => each.region === region))
  return {
    type: 'rds-replica',
    name,
    settings: { instance: idsOf(members) },
    because: [
      `RDS (${writer.engine}): ${replicas.map(({ id }) => id).join(', ')} replicates ${writer.id}, matched by ${because}.`,
      ...elsewhere(writer, regions),
      ...missing.map((region) => `There is no replica in ${region}.`),
      FENCE,
    ],
    ...offeredFence(members),
  }
}

function restoreResource({ because, writer }: Family, name: string, kept: readonly KeptBackup[]): FoundResource {
  const ids = idsOf([writer, ...kept.map(({ region }) => ({ ...writer, region }))])
  return {
    type: 'rds-restore',
    name,
    settings: {
      instance: ids,
      automated_backup: Object.fromEntries(kept.map(({ arn, region }) => [region, arn])),
    },
    because: [
      `RDS (${writer.engine}): ${writer.id}, matched by ${because}, has no replica in another region, but backups there.`,
      'A failover restores them, which takes as long as its size and loses the last minutes. A replica would be quicker.',
      FENCE,
    ],
    ...offeredFence([writer]),
  }
}

const FENCE =
  'A fence keeps the old writer from writing; without one a failover is held, unless unreachable_writer says promote. ' +
  'Take this one if nothing but the database uses these security groups:'

const idsOf = (members: readonly Database[]): Settings =>
  Object.fromEntries(members.map(({ id, region }) => [region, id]))

const elsewhere = ({ id, region }: Database, [home]: readonly Region[]): readonly string[] =>
  region === home ? [] : [`Mind: the writer ${id} stands in ${region} today, not in ${home}.`]

/** A security group of its own for each region makes a fence. */
function offeredFence(members: readonly Database[]): { readonly offered?: Settings } {
  const groups = members.flatMap(({ region, securityGroups: [group] }) =>
    group === undefined ? [] : [[region, group]],
  )
  const isWhole = groups.length === members.length
  const example = Object.fromEntries(members.map(({ region }) => [region, 'sg-0123456789abcdef0']))
  return { offered: { fence: [{ by: 'security-group', group: isWhole ? Object.fromEntries(groups) : example }] } }
}

/** Replicas of the app whose writer is in no region that was scanned. */
const orphans = (all: readonly Database[], regions: readonly Region[]): readonly LeftOut[] =>
  all
    .filter(({ because, source }) => because !== undefined && source !== undefined)
    .filter(({ source }) => !all.some(({ arn }) => arn === source))
    .map(({ because, id, region, source }) => ({
      what: `RDS instance ${id} in ${region} (${because})`,
      because: `it replicates ${source}, which is not among the instances of ${regions.join(', ')}`,
    }))
