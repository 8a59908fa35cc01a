/** Reading a hosted zone: its id, the records of a name, and their health checks. All of it is Route 53's API in us-east-1. */
import {
  GetHealthCheckCommand,
  ListHostedZonesByNameCommand,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandOutput,
  type RRType,
} from '@aws-sdk/client-route-53'
import { OperatingError } from '../../../model/error.js'
import { type AwsContext, targetIn } from '../driver-context.js'
import { US_EAST_1 } from '../places.js'
import { type CheckConfig, type Checks, plainConfig } from './route53-health.js'
import { markerName } from './route53-marker.js'
import { bare, fullName, type Settings } from './route53-record.js'
import { plainSet, type RecordSet } from './route53-sets.js'

const READ_MS = 2_500
/** A name with more records than so many pages of 300 is not one to be turned. */
const PAGES_MAX = 20
const ADDRESSES: readonly string[] = ['A', 'AAAA', 'CNAME']

/** What one reading is made with. */
export interface Reading {
  readonly settings: Settings
  readonly context: AwsContext
  readonly signal: AbortSignal
}

/** A name's records in its zone. `marker` is the record at `_failover.NAME`, whatever it says. */
export interface NameSeen {
  readonly zone: string
  /** Everything at the name, TXT and others too. */
  readonly all: readonly RecordSet[]
  readonly marker?: RecordSet
}

/** The id of the hosted zone; the public one where a private one has the same name. */
export async function zoneId({ context, settings, signal }: Reading): Promise<string> {
  const { hosted_zone: given, role, zone } = settings
  if (given !== undefined) return given
  const command = new ListHostedZonesByNameCommand({ DNSName: bare(zone) })
  const { HostedZones = [] } = await context.aws.call('route53', targetIn(US_EAST_1, role), command, signal, READ_MS)
  const named = HostedZones.filter(({ Name = '' }) => bare(Name) === bare(zone))
  const open = named.filter(({ Config }) => !Config?.PrivateZone)
  const [one, another] = open.length > 0 ? open : named
  const ids = named.map(({ Config, Id = '' }) => `${shortId(Id)} (${Config?.PrivateZone ? 'private' : 'public'})`)
  if (!one?.Id) throw new OperatingError('not-found', `this account has no hosted zone ${bare(zone)}`, NO_ZONE)
  if (another) {
    const what = `${bare(zone)} names ${named.length} hosted zones: ${ids.join(', ')}`
    throw new OperatingError('conflict', what, 'say which by "hosted_zone"')
  }
  return shortId(one.Id)
}
const NO_ZONE = 'see the name, and the account that your credentials or the "role" are of'

const shortId = (id: string): string => id.replace(/^\/hostedzone\//, '')

/** Everything at the policy's name and its marker. Pages are turned as the service says, by its three Next fields. */
export async function readName(zone: string, reading: Reading): Promise<NameSeen> {
  const name = fullName(reading.settings)
  const at = await setsFrom(zone, name, reading, (set) => bare(set.Name) === name)
  const all = at.sets.filter((set) => bare(set.Name) === name)
  const found = at.sets.find(isMarkerOf(name)) ?? (at.isWhole ? undefined : await readMarkerSet(zone, name, reading))
  return { zone, all, ...(found ? { marker: found } : {}) }
}

const isMarkerOf =
  (name: string) =>
  (set: RecordSet): boolean =>
    set.Type === 'TXT' && bare(set.Name) === markerName(name)

async function readMarkerSet(zone: string, name: string, reading: Reading): Promise<RecordSet | undefined> {
  const { sets } = await setsFrom(zone, markerName(name), reading, isMarkerOf(name))
  return sets.find(isMarkerOf(name))
}

/** The TXT records at names beside the policy's own, where other controllers leave their marks. */
export async function textsAt(names: readonly string[], zone: string, reading: Reading): Promise<readonly RecordSet[]> {
  const found = await Promise.all(names.map((name) => setsFrom(zone, name, reading, (set) => bare(set.Name) === name)))
  return found.flatMap(({ sets }) => sets.filter(({ Name, Type }) => Type === 'TXT' && names.includes(bare(Name))))
}

/** TXT records on the zone's first page, a sample of who else edits it. */
export async function textsInZone(zone: string, reading: Reading): Promise<readonly RecordSet[]> {
  const { sets } = await setsFrom(zone, bare(reading.settings.zone), reading, () => false)
  return sets.filter(({ Type }) => Type === 'TXT')
}

/** From `name` on, until a record is not `wanted`; `isWhole` when the zone ended there. */
async function setsFrom(
  zone: string,
  name: string,
  { context, settings, signal }: Reading,
  wanted: (set: RecordSet) => boolean,
): Promise<{ readonly sets: readonly RecordSet[]; readonly isWhole: boolean }> {
  const sets: RecordSet[] = []
  let from: Pick<ListResourceRecordSetsCommandOutput, 'NextRecordName' | 'NextRecordType' | 'NextRecordIdentifier'> = {
    NextRecordName: name,
  }
  for (let page = 0; page < PAGES_MAX; page++) {
    const command = new ListResourceRecordSetsCommand({
      HostedZoneId: zone,
      StartRecordName: from.NextRecordName,
      ...(from.NextRecordType === undefined ? {} : { StartRecordType: from.NextRecordType as RRType }),
      ...(from.NextRecordIdentifier === undefined ? {} : { StartRecordIdentifier: from.NextRecordIdentifier }),
    })
    const said = await context.aws.call('route53', targetIn(US_EAST_1, settings.role), command, signal, READ_MS)
    const found = (said.ResourceRecordSets ?? []).map(plainSet)
    sets.push(...found)
    if (!said.IsTruncated) return { sets, isWhole: true }
    if (found.some((set) => !wanted(set))) return { sets, isWhole: false }
    from = said
  }
  throw new OperatingError('refused', `${name} has more than ${PAGES_MAX} pages of records`)
}

/** The records whose answers are turned: addresses and aliases, of the types the policy names. */
export const turnable = (all: readonly RecordSet[], { types }: Settings): readonly RecordSet[] =>
  all.filter(({ Type }) => (types ?? ADDRESSES).includes(Type))

/** The health checks of records, and those that calculated ones are made of. */
export async function checksOf(sets: readonly RecordSet[], reading: Reading): Promise<Checks> {
  const own = await checksBy(
    sets.flatMap(({ HealthCheckId }) => HealthCheckId ?? []),
    reading,
  )
  // Calculated checks cannot be made of calculated ones.
  const parts = await checksBy(
    Object.values(own).flatMap(({ children = [] }) => children),
    reading,
  )
  return { ...parts, ...own }
}

async function checksBy(ids: readonly string[], { context, settings, signal }: Reading): Promise<Checks> {
  const found = await Promise.all(
    [...new Set(ids)].map(async (HealthCheckId): Promise<readonly [string, CheckConfig][]> => {
      const command = new GetHealthCheckCommand({ HealthCheckId })
      const said = await context.aws.call('route53', targetIn(US_EAST_1, settings.role), command, signal, READ_MS)
      const config = said.HealthCheck?.HealthCheckConfig
      return config ? [[HealthCheckId, plainConfig(config)]] : []
    }),
  )
  return Object.fromEntries(found.flat())
}
