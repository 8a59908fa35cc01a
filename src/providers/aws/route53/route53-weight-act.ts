/**
 * Changes a name's records as one compare-and-set: a batch deletes exactly what was found, creates what is to be, and
 * exchanges the marker of ownership with it; Route 53 takes all of it or nothing. Then it waits until every DNS server has
 * it: `PENDING` is not done, and a change that Route 53 has lost (`NoSuchChange`, as after a failover of its own control
 * plane) is sent again.
 */
import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  type Change as RecordChange,
} from '@aws-sdk/client-route-53'
import { OperatingError } from '../../../model/error.js'
import type { Action } from '../../../model/plan.js'
import type { Holding, Leash } from '../../../model/resource.js'
import { type Act, type AwsContext, targetIn, textIn } from '../driver-context.js'
import { US_EAST_1 } from '../places.js'
import { carriedIn } from '../plan-data.js'
import { type BatchChange, faultsIn } from './route53-batch.js'
import { foreignMarkerNames, foreignOwner, markerSet, otherOwner, readMarker } from './route53-marker.js'
import { fullName, type Settings } from './route53-record.js'
import { keyOf, type RecordSet, sameSet, saySet } from './route53-sets.js'
import { type Change, changes, isOnTheWay } from './route53-turn.js'
import { type NameSeen, readName, textsAt } from './route53-zone.js'

/** The verb of its actions. */
export const SET_RECORDS = 'set-records'

/** Changes reach every server within a minute, as a rule; asking more often would only spend the account's five a second. */
const POLL_MS = 2_000
const THROTTLED_TRIES = 6
const THROTTLED_STEP_MS = 400
const SUBMISSIONS = 3

interface Name {
  readonly resource: string
  readonly settings: Settings
  readonly context: AwsContext
}

/** One driver's act; it remembers which change of this process is on its way. */
export function setRecords(resource: string, settings: Settings, context: AwsContext): Act {
  const name: Name = { resource, settings, context }
  const submitted = new Map<string, string>()
  return {
    holds: (data, leash) => holding(data, name, submitted, leash),
    apply: (data, leash) => apply(data, name, submitted, leash),
  }
}

const idOf = (data: Action['with']): string => JSON.stringify(data.changes)

async function holding(
  data: Action['with'],
  { context, settings }: Name,
  submitted: ReadonlyMap<string, string>,
  { signal }: Leash,
): Promise<Holding> {
  const wanted = carriedIn(data, 'changes', changes)
  const { all } = await readName(textIn(data, 'zone'), { settings, context, signal })
  const found = wanted.map(({ to }) => all.find((set) => keyOf(set) === keyOf(to)))
  const because = found
    .map((set, index) => (set ? saySet(set) : `${keyOf(wanted[index]?.to ?? NONE)} is gone`))
    .join(', ')
  if (!wanted.every(({ to }, index) => sameSet(found[index] ?? NONE, to))) return { is: 'no', because }
  const change = submitted.get(idOf(data))
  if (change === undefined) {
    return { is: 'unknown', because: `${because}; whether every DNS server has it is told only to who submitted it` }
  }
  const status = await statusOf(change, { context, settings }, signal)
  return { is: status === 'INSYNC' ? 'yes' : 'no', because: `${because}; change ${change} is ${status}` }
}

const NONE: RecordSet = { Name: '', Type: '' }

async function apply(data: Action['with'], name: Name, submitted: Map<string, string>, leash: Leash): Promise<void> {
  const wanted = carriedIn(data, 'changes', changes)
  const zone = textIn(data, 'zone')
  for (let time = 0; time < SUBMISSIONS; time++) {
    const id = await submit(wanted, zone, name, submitted.get(idOf(data)), leash)
    submitted.clear()
    submitted.set(idOf(data), id)
    if ((await awaited(id, name, leash.signal)) === 'INSYNC') return
    submitted.clear()
  }
  throw new OperatingError('unreachable', `Route 53 lost the change of ${fullName(name.settings)} ${SUBMISSIONS} times`)
}

/** Sends the batch, unless the records are what they are to be by the change `earlier`; gives the id of the change. */
async function submit(
  wanted: readonly Change[],
  zone: string,
  name: Name,
  earlier: string | undefined,
  leash: Leash,
): Promise<string> {
  const { context, settings } = name
  const seen = await readName(zone, { settings, context, signal: leash.signal })
  const isSo = wanted.every(({ to }) => seen.all.some((set) => sameSet(set, to)))
  if (earlier !== undefined && isSo) return earlier
  await refuseStrangers(seen, name, leash)
  const batch = batchFor(wanted, seen, name, leash)
  const before = [...seen.all, ...(seen.marker ? [seen.marker] : [])]
  const faults = faultsIn(batch, settings.zone, before)
  if (faults.length > 0)
    throw new OperatingError('refused', `${fullName(settings)} is not changed: ${faults.join('; ')}`)
  const command = new ChangeResourceRecordSetsCommand({
    HostedZoneId: zone,
    ChangeBatch: { Comment: `failover, epoch ${leash.epoch}`, Changes: batch as unknown as RecordChange[] },
  })
  const { ChangeInfo } = await throughThrottling(name, leash.signal, () =>
    context.aws.call('route53', targetIn(US_EAST_1, settings.role), command, leash.signal),
  )
  return (ChangeInfo?.Id ?? '').replace(/^\/change\//, '')
}

async function refuseStrangers(seen: NameSeen, { context, resource, settings }: Name, leash: Leash): Promise<void> {
  const beside = foreignMarkerNames(fullName(settings), [...new Set(seen.all.map(({ Type }) => Type))].filter(isAnswer))
  const texts = await textsAt(beside, seen.zone, { settings, context, signal: leash.signal })
  const marker = seen.marker && readMarker(seen.marker)
  const owner = foreignOwner([...seen.all, ...texts]) ?? otherOwner(marker, { app: context.app, resource })
  if (owner !== undefined) {
    throw new OperatingError(
      'conflict',
      `${fullName(settings)} is managed by ${owner}`,
      'let one of the two own the name',
    )
  }
  if (marker && marker.epoch > leash.epoch) {
    const what = `${fullName(settings)} was changed under epoch ${marker.epoch}, and this run has ${leash.epoch}`
    throw new OperatingError('deposed', what)
  }
}

const isAnswer = (type: string): boolean => type === 'A' || type === 'AAAA' || type === 'CNAME'

/** What is as it is to be is written once more, and changes nothing: the answer tells when every server has it. */
function batchFor(
  wanted: readonly Change[],
  { all, marker }: NameSeen,
  { context, resource, settings }: Name,
  { epoch }: Leash,
): readonly BatchChange[] {
  const pairs = wanted.map((change) => {
    const found = all.find((set) => keyOf(set) === keyOf(change.was))
    if (!found || !isOnTheWay(found, change)) throw changedMeanwhile(change, found, settings)
    return { found, to: change.to }
  })
  const stale = pairs.filter(({ found, to }) => !sameSet(found, to))
  const still = stale.length > 0 ? [] : pairs
  const change = (Action: BatchChange['Action'], ResourceRecordSet: RecordSet): BatchChange => ({
    Action,
    ResourceRecordSet,
  })
  const ours = markerSet(fullName(settings), { app: context.app, resource, epoch })
  const isMarked = marker !== undefined && sameSet(marker, ours)
  return [
    ...stale.map(({ found }) => change('DELETE', found)),
    ...(marker && !isMarked ? [change('DELETE', marker)] : []),
    ...stale.map(({ to }) => change('CREATE', to)),
    ...still.map(({ to }) => change('UPSERT', to)),
    ...(isMarked ? [] : [change('CREATE', ours)]),
  ]
}

function changedMeanwhile({ to, was }: Change, found: RecordSet | undefined, settings: Settings): OperatingError {
  const is = found ? saySet(found) : `no ${keyOf(was)}`
  const what = `${fullName(settings)} was changed since the plan was drawn: found ${is}, expected ${saySet(was)} or ${saySet(to)}`
  const rest = found && saySet(found) === saySet(was) ? ' (its values, TTL or health check differ)' : ''
  return new OperatingError('conflict', `${what}${rest}`, 'see who changed it, then draw the plan again')
}

/** Route 53 takes five requests a second of an account, and one change of a zone at a time: both pass by waiting. */
async function throughThrottling<Answer>(
  { context: { clock, random } }: Name,
  signal: AbortSignal,
  send: () => Promise<Answer>,
): Promise<Answer> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await send()
    } catch (thrown) {
      const isThrottled = thrown instanceof OperatingError && thrown.code === 'throttled'
      if (!isThrottled || attempt + 1 >= THROTTLED_TRIES || signal.aborted) throw thrown
      await clock.sleep(THROTTLED_STEP_MS * 2 ** attempt * (0.5 + random() / 2), signal)
    }
  }
}

type Status = 'INSYNC' | 'PENDING' | 'lost'

async function statusOf(Id: string, { context, settings }: Pick<Name, 'context' | 'settings'>, signal: AbortSignal) {
  try {
    const target = targetIn(US_EAST_1, settings.role)
    const { ChangeInfo } = await context.aws.call('route53', target, new GetChangeCommand({ Id }), signal)
    return (ChangeInfo?.Status ?? 'PENDING') satisfies Status
  } catch (thrown) {
    if (thrown instanceof OperatingError && thrown.code === 'not-found') return 'lost' satisfies Status
    throw thrown
  }
}

/** Until the change is on every server, or lost. */
async function awaited(id: string, name: Name, signal: AbortSignal): Promise<Exclude<Status, 'PENDING'>> {
  for (;;) {
    const status = await throughThrottling(name, signal, () => statusOf(id, name, signal))
    if (status !== 'PENDING') return status
    await name.context.clock.sleep(POLL_MS, signal)
    if (signal.aborted) {
      throw new OperatingError('timed-out', `change ${id} of ${fullName(name.settings)} is not on every DNS server yet`)
    }
  }
}
