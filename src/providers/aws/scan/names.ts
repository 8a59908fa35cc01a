/**
 * Names in Route 53 that may be the app's: by the zone's name or tags, by the record's name, or since an alias leads to a
 * load balancer of the app. With each name come its record sets and the health checks these hang on.
 */
import {
  GetHealthCheckCommand,
  type HealthCheckConfig,
  type HostedZone,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  ListTagsForResourceCommand,
  type ResourceRecordSet,
  type RRType,
} from '@aws-sdk/client-route-53'
import { US_EAST_1 } from '../places.js'
import { bare } from '../route53/route53-record.js'
import type { Balancer } from './balancers.js'
import type { LeftOut } from './found.js'
import { matchOf } from './match.js'
import type { Page, Questions } from './questions.js'

/** At five questions a second, which an account has, more zones would take a minute. */
const ZONES_MAX = 50
const ANSWERS: readonly string[] = ['A', 'AAAA', 'CNAME']

/** Health checks by id, with those that calculated ones are made of. */
export type FoundChecks = { readonly [id: string]: HealthCheckConfig }

/** A name that may be the app's, with all its address records. */
export interface FoundName {
  readonly zone: string
  readonly zoneId: string
  /** Another hosted zone has the same name. */
  readonly isZoneShared: boolean
  /** Without a dot at its end. */
  readonly name: string
  readonly because: string
  readonly sets: readonly ResourceRecordSet[]
}

export interface NamesRead {
  readonly names: readonly FoundName[]
  readonly checks: FoundChecks
  readonly leftOut: readonly LeftOut[]
}

/** Everything of Route 53 that may be the app's. */
export async function readNames(questions: Questions, balancers: readonly Balancer[]): Promise<NamesRead> {
  const all = await questions.list(
    'route53',
    US_EAST_1,
    (Marker) => new ListHostedZonesCommand({ Marker }),
    ({ HostedZones: items = [], NextMarker: next }) => ({ items, next }),
  )
  const open = all.filter(({ Config }) => !Config?.PrivateZone)
  const isMatched = ({ Name = '' }: HostedZone): boolean => matchOf(questions.app, bare(Name)) !== undefined
  const ordered = [...open.filter(isMatched), ...open.filter((zone) => !isMatched(zone))]
  const names: FoundName[] = []
  for (const zone of ordered.slice(0, ZONES_MAX)) names.push(...(await namesIn(zone, all, questions, balancers)))
  return {
    names,
    checks: await checksOf(questions, names),
    leftOut: [
      ...all
        .filter((zone) => zone.Config?.PrivateZone && isMatched(zone))
        .map(({ Name = '' }) => ({
          what: `Private hosted zone ${bare(Name)}`,
          because: 'users do not resolve its names',
        })),
      ...(ordered.length > ZONES_MAX
        ? [
            {
              what: `${ordered.length - ZONES_MAX} hosted zones`,
              because: `the first ${ZONES_MAX} were read, those named after the app first`,
            },
          ]
        : []),
    ],
  }
}

async function namesIn(
  { Id = '', Name = '' }: HostedZone,
  all: readonly HostedZone[],
  questions: Questions,
  balancers: readonly Balancer[],
): Promise<readonly FoundName[]> {
  const [zone, zoneId] = [bare(Name), Id.replace(/^\/hostedzone\//, '')]
  const tagged = matchOf(questions.app, zone) ?? matchOf(questions.app, zone, await tagsOf(zoneId, questions))
  const sets = (await setsIn(zoneId, questions)).filter(({ Type = '' }) => ANSWERS.includes(Type))
  const isZoneShared = all.filter((each) => bare(each.Name ?? '') === zone).length > 1
  const found = [...new Set(sets.map((set) => bare(set.Name ?? '')))].flatMap((name): readonly FoundName[] => {
    const own = sets.filter((set) => bare(set.Name ?? '') === name)
    const behind = balancers.find(({ dns }) => own.some((set) => targetOf(set) === dns))
    const alias = behind && `an alias of ${behind.name} (${behind.because})`
    const because = tagged
      ? `${tagged.replace(/its name$/, `the name of its zone`)}`
      : (matchOf(questions.app, name) ?? alias)
    return because === undefined ? [] : [{ zone, zoneId, isZoneShared, name, because, sets: own }]
  })
  return found
}

const tagsOf = async (ResourceId: string, questions: Questions) => {
  const asking = new ListTagsForResourceCommand({ ResourceType: 'hostedzone', ResourceId })
  return (await questions.ask('route53', US_EAST_1, asking))?.ResourceTagSet?.Tags
}

/** Pages are turned as the service says, by its three Next fields. */
function setsIn(HostedZoneId: string, questions: Questions): Promise<readonly ResourceRecordSet[]> {
  let from: {
    readonly name?: string | undefined
    readonly type?: RRType | undefined
    readonly id?: string | undefined
  } = {}
  return questions.list(
    'route53',
    US_EAST_1,
    () =>
      new ListResourceRecordSetsCommand({
        HostedZoneId,
        StartRecordName: from.name,
        StartRecordType: from.type,
        StartRecordIdentifier: from.id,
      }),
    (said): Page<ResourceRecordSet> => {
      from = { name: said.NextRecordName, type: said.NextRecordType, id: said.NextRecordIdentifier }
      return { items: said.ResourceRecordSets ?? [], next: said.IsTruncated ? said.NextRecordName : undefined }
    },
  )
}

/** Where an alias or a CNAME leads, without what aliases put before a balancer's name. */
export const targetOf = ({ AliasTarget, ResourceRecords, Type }: ResourceRecordSet): string | undefined => {
  const value = AliasTarget?.DNSName ?? (Type === 'CNAME' ? ResourceRecords?.[0]?.Value : undefined)
  return value === undefined ? undefined : bare(value).replace(/^dualstack\./, '')
}

async function checksOf(questions: Questions, names: readonly FoundName[]): Promise<FoundChecks> {
  const own = await checksBy(
    questions,
    names.flatMap(({ sets }) => sets.flatMap(({ HealthCheckId }) => HealthCheckId ?? [])),
  )
  const parts = await checksBy(
    questions,
    Object.values(own).flatMap(({ ChildHealthChecks = [] }) => ChildHealthChecks),
  )
  return { ...parts, ...own }
}

async function checksBy(questions: Questions, ids: readonly string[]): Promise<FoundChecks> {
  const found = await Promise.all(
    [...new Set(ids)].map(async (HealthCheckId) => {
      const said = await questions.ask('route53', US_EAST_1, new GetHealthCheckCommand({ HealthCheckId }))
      const config = said?.HealthCheck?.HealthCheckConfig
      return config ? [[HealthCheckId, config] as const] : []
    }),
  )
  return Object.fromEntries(found.flat())
}
