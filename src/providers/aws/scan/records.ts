/** What the policy says of names: each that can be turned, by the switch it has, and what is probed. Pure. */
import type { Region } from '../../../model/place.js'
import type { Balancer } from './balancers.js'
import type { FoundResource, LeftOut, Part, Settings } from './found.js'
import { type AppName, slugOf } from './match.js'
import type { FoundChecks, FoundName, NamesRead } from './names.js'
import { type FoundProbe, probeOf } from './probe.js'
import { judged, type Turnable } from './record-sets.js'
import { switchIn } from './switch-object.js'

interface Around {
  readonly app: AppName
  readonly regions: readonly Region[]
  readonly balancers: readonly Balancer[]
}

export interface RecordsPart extends Part {
  readonly probe?: FoundProbe
  /** What a user types. */
  readonly url?: string
  /** The bucket of a switch. */
  readonly bucket?: string
}

/** Of names that cannot be turned no more than these are listed. */
const LISTED_MAX = 10

export function recordsPart({ checks, leftOut, names }: NamesRead, around: Around): RecordsPart {
  const all = names.map((found) => ({ found, as: judged(found, { ...around, checks }) }))
  const turnable = all.flatMap(({ as, found }) => (as.is === 'turnable' ? [{ found, turn: as.name }] : []))
  const others = all.flatMap(({ as, found }) =>
    as.is === 'not' ? [{ what: `${found.name} (${found.because})`, because: as.because }] : [],
  )
  const ordered = [...turnable].sort((a, b) => Number(isFront(b.found)) - Number(isFront(a.found)))
  const made = ordered.map(({ found, turn }, index) => resourceOf(found, turn, index === 0, { ...around, checks }))
  const probe = ordered.map(({ found, turn }) => probeOf(found.name, turn.checks, checks, around.regions)).find(Boolean)
  const front = ordered[0]?.found.name
  const bucket = made.flatMap((each) => each.bucket ?? [])[0]
  return {
    resources: made.flatMap(({ resource }) => resource ?? []),
    notFound: made.some(({ resource }) => resource)
      ? []
      : ['A name in Route 53 with a record for each region: no traffic can be moved without one'],
    leftOut: [
      ...leftOut,
      ...made.flatMap(({ out }) => out ?? []),
      ...others.slice(0, LISTED_MAX),
      ...rest(others.length),
    ],
    ...(probe ? { probe } : {}),
    ...(front === undefined ? {} : { url: `https://${front.replace(/^\*/, 'any')}/` }),
    ...(bucket === undefined ? {} : { bucket }),
  }
}

const rest = (count: number): readonly LeftOut[] =>
  count > LISTED_MAX
    ? [{ what: `${count - LISTED_MAX} more names`, because: 'they have no record for each region either' }]
    : []

/** What users type, most likely. */
const isFront = ({ name, zone }: FoundName): boolean => name === zone || name === `www.${zone}`

interface Made {
  readonly resource?: FoundResource
  readonly bucket?: string
  readonly out?: LeftOut
}

function resourceOf(
  found: FoundName,
  turn: Turnable,
  isFirst: boolean,
  { app, checks, regions }: Around & { readonly checks: FoundChecks },
): Made {
  const [home] = regions
  const read = home === undefined ? { remarks: [] } : switchIn(turn.checks, checks, home)
  if (turn.routing === 'latency' && !read.switch) {
    const because = 'its latency records have no weight to turn, and no health check on an S3 object to switch'
    return { out: { what: `${found.name} (${found.because})`, because } }
  }
  const ways = [...(read.switch ? ['health-switch'] : []), ...(turn.routing === 'latency' ? [] : ['record-weight'])]
  const label = found.name === found.zone ? '' : found.name.slice(0, -found.zone.length - 1)
  const { ids, types } = turn
  const asCodes = [...ids].every(([region, id]) => region === id)
  const settings: Settings = {
    ...{ zone: found.zone, name: label === '' ? found.zone : label },
    ...(found.isZoneShared ? { hosted_zone: found.zoneId } : {}),
    ...(types ? { types } : {}),
    ...(asCodes
      ? {}
      : {
          records: Object.fromEntries(regions.flatMap((each) => (ids.has(each) ? [[each, ids.get(each) ?? '']] : []))),
        }),
    by: ways,
    ...(read.switch ? { switch: { ...read.switch } } : {}),
  }
  const resource = {
    type: 'route53-record',
    name: isFirst ? 'front' : slugOf(label.replaceAll('*', 'any').replaceAll('.', '-')) || `${app.slug}-name`,
    settings,
    because: [
      `${found.name}: ${turn.routing} records in Route 53, matched by ${found.because}; their regions told by ${turn.how.join(', ')}.`,
      ...sayWays(read.switch !== undefined, turn, checks),
      ...read.remarks,
      ...regions.filter((each) => !ids.has(each)).map((each) => `It has no record for ${each}.`),
    ],
  }
  return { resource, ...(read.switch ? { bucket: read.switch.bucket } : {}) }
}

function sayWays(isSwitched: boolean, { checks: ids, routing }: Turnable, checks: FoundChecks): readonly string[] {
  const controls = [...ids].flatMap(([region, each]) =>
    each.flatMap((id) => {
      const arn = checks[id]?.RoutingControlArn
      return arn === undefined ? [] : [`${region}: ${arn}`]
    }),
  )
  const weight = 'record-weight edits records by an API that stands in us-east-1.'
  return [
    ...(isSwitched
      ? [
          `health-switch: a health check on an S3 object is switched, by one write.${routing === 'latency' ? '' : ` ${weight}`}`,
        ]
      : [
          `${weight} An inverted health check on an S3 object beside the standby would do without it: see "switch" in the schema.`,
        ]),
    ...(controls.length > 0
      ? [
          `Its checks follow ARC routing controls (${controls.join(', ')}): add routing_control, with the cluster's five endpoints.`,
        ]
      : []),
  ]
}
