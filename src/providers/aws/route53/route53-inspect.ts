/**
 * What is seen of a name: its records and health checks (Route 53's API in us-east-1), its switch objects (S3 in the
 * standby) and its routing controls (five endpoints), side by side; where one of them is silent the others still speak.
 */
import { withDeadline } from '../../../model/deadline.js'
import { region } from '../../../model/place.js'
import type { Json } from '../../../model/plan.js'
import type { Fact, Inspection } from '../../../model/resource.js'
import { type Asked, type AwsContext, answers, asked, impairedIn } from '../driver-context.js'
import { dataOf, route53Control } from '../places.js'
import { type Switchboard, type SwitchObject, strangerOf, switchObject } from './health-switch.js'
import { controlFacts } from './route53-control-facts.js'
import type { Standing } from './route53-health.js'
import { landFacts, whereItLeads } from './route53-lands.js'
import { foreignOwner, otherOwner, readMarker } from './route53-marker.js'
import { type RecordsSeen, recordsReader } from './route53-read.js'
import { fullName, type Settings, waysOf } from './route53-record.js'
import { OWNER, SWITCH_OWNER } from './route53-tactics.js'
import { type Cluster, type ClusterSeen, lookAround } from './routing-control.js'

/** What one name is looked at with. */
export interface NameParts {
  readonly resource: string
  readonly settings: Settings
  readonly context: AwsContext
}

/** Zone, records and checks are asked for one after the other; together they may take no longer than one of them. */
const INSPECT_MS = 2_800

type Seen = Omit<Inspection, 'resource' | 'type' | 'at'>
/** What each switch object was found to be, by region. */
export type ObjectsSeen = { readonly [region: string]: Asked<SwitchObject> }

/** A look at the name; it remembers what seldom changes. */
export function nameInspector(parts: NameParts): (signal: AbortSignal) => Promise<Seen> {
  const records = recordsReader(parts)
  const { clock } = parts.context
  const doing = `read the records of ${fullName(parts.settings)}`
  return async (signal) => {
    const [found, objects, cluster] = await Promise.all([
      asked(route53Control, () => withDeadline({ clock, ms: INSPECT_MS, doing, stop: signal }, records)),
      objectsSeen(parts, signal),
      clusterSeen(parts, signal),
    ])
    return seenOf(parts, found, objects, cluster)
  }
}

/** The switch objects as they stand. */
export async function objectsSeen({ context, settings }: NameParts, signal: AbortSignal): Promise<ObjectsSeen> {
  const { role, switch: of } = settings
  if (!of) return {}
  const board: Switchboard = { of, role, context }
  const plane = dataOf('s3', region(of.region))
  const found = await Promise.all(
    Object.entries(of.objects).map(
      async ([at, key]) => [at, await asked(plane, () => switchObject(board, key, signal))] as const,
    ),
  )
  return Object.fromEntries(found)
}

/** The routing controls as their cluster says. */
export async function clusterSeen(
  { context, settings }: NameParts,
  signal: AbortSignal,
): Promise<ClusterSeen | undefined> {
  const { role, routing_control: of } = settings
  if (!of) return undefined
  const cluster: Cluster = { of, role, context }
  return lookAround(cluster, signal)
}

function seenOf(
  parts: NameParts,
  found: Asked<RecordsSeen>,
  objects: ObjectsSeen,
  cluster: ClusterSeen | undefined,
): Seen {
  const standing = standingOf(objects, cluster)
  const records = found.is === 'answer' ? found.answer : undefined
  const active = whereItLeads(parts, records, standing)
  // One endpoint that answers is enough to act through; a cluster of which none does is impaired.
  const isClusterSilent = cluster?.endpoints.every((endpoint) => endpoint.found.is === 'none') ?? false
  const questions: readonly Asked<unknown>[] = [
    found,
    ...Object.values(objects),
    ...(isClusterSilent ? (cluster?.endpoints ?? []).map((endpoint) => endpoint.found) : []),
  ]
  return {
    ...(active ? { active, left: [] } : {}),
    facts: {
      ...answers(route53Control, found),
      ...landFacts(parts, found, standing),
      ...(waysOf(parts.settings).includes('record-weight') ? { [OWNER]: ownerFact(parts, found) } : {}),
      ...(parts.settings.switch ? { [SWITCH_OWNER]: switchOwnerFact(parts, objects) } : {}),
      ...(cluster ? controlFacts(cluster) : {}),
    },
    gauges: [],
    impaired: impairedIn(questions),
    state: {
      ...(records ? stateOf(records) : {}),
      ...whole('objects', parts.settings.switch?.objects, standing.objects),
      ...whole('controls', parts.settings.routing_control?.controls, standing.controls),
      ...epochIn(records, objects),
    },
  }
}

/** The highest that what is ours carries: a run with a lower one would be taken for a late one. */
function epochIn(records: RecordsSeen | undefined, objects: ObjectsSeen): Inspection['state'] {
  const marker = records?.name.marker && readMarker(records.name.marker)
  const puts = Object.values(objects).flatMap((found) =>
    found.is === 'answer' && found.answer.is === 'present' ? (found.answer.put?.epoch ?? []) : [],
  )
  const epochs = [...(marker ? [marker.epoch] : []), ...puts]
  return epochs.length > 0 ? { epoch: Math.max(...epochs) } : {}
}

const stateOf = ({ checks, name, sets }: RecordsSeen): Inspection['state'] => ({
  zone: name.zone,
  sets: sets as unknown as Json,
  checks: checks as unknown as Json,
})

/** What is only half seen is not kept: what an earlier look saw whole stands. */
const whole = (key: string, all: object | undefined, seen: { readonly [region: string]: boolean }) =>
  all && Object.keys(all).every((at) => seen[at] !== undefined) ? { [key]: seen } : {}

/** How switches stand, as far as they were seen. */
export function standingOf(objects: ObjectsSeen, cluster: ClusterSeen | undefined): Standing {
  const known = Object.entries(objects).flatMap(([at, found]) =>
    found.is === 'answer' ? [[at, found.answer.is === 'absent'] as const] : [],
  )
  const controls = Object.entries(cluster?.controls ?? {}).map(([at, state]) => [at, state === 'On'] as const)
  return { objects: Object.fromEntries(known), controls: Object.fromEntries(controls) }
}

function ownerFact({ context, resource, settings }: NameParts, found: Asked<RecordsSeen>): Fact {
  if (found.is === 'none') return { is: 'unknown', because: found.because }
  const { name, texts } = found.answer
  const marker = name.marker && readMarker(name.marker)
  const owner = foreignOwner([...name.all, ...texts]) ?? otherOwner(marker, { app: context.app, resource })
  const full = fullName(settings)
  if (owner !== undefined) return { is: 'unmet', because: `${full} is managed by ${owner}` }
  return {
    is: 'met',
    because: marker ? `${full} is ours since epoch ${marker.epoch}` : `nobody marks ${full} as theirs`,
  }
}

function switchOwnerFact({ context, resource, settings }: NameParts, objects: ObjectsSeen): Fact {
  const strange = Object.entries(objects).flatMap(([at, found]) => {
    if (found.is === 'none' || found.answer.is === 'absent') return []
    const stranger = strangerOf(found.answer, { app: context.app, resource })
    return stranger === undefined
      ? []
      : [`${settings.switch?.objects[at]}, which keeps ${at} out, was put by ${stranger}`]
  })
  if (strange.length > 0) return { is: 'unmet', because: strange.join('; ') }
  const unseen = Object.values(objects).find((found) => found.is === 'none')
  if (unseen?.is === 'none') return { is: 'unknown', because: unseen.because }
  return { is: 'met', because: 'nobody else has put a switch object' }
}
