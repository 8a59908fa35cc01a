/** Whether each resource can leave each zone of its region by a shift, and come back; and which zones are left now. */
import { type Region, region, type ZoneId } from '../../../model/place.js'
import type { Fact, Inspection } from '../../../model/resource.js'
import { type Asked, type AwsContext, answers, asked, impairedIn } from '../driver-context.js'
import { controlOf, dataOf } from '../places.js'
import { isBalancer, type Settings } from './zonal-shift.js'
import { type Managed, managed } from './zonal-shift-api.js'
import { aloneIn, type Balancer, balancerAt } from './zonal-shift-balancer.js'
import { isOurs, sayShift } from './zonal-shift-owner.js'
import { leaveFact, returnFact, shortOf } from './zonal-shift-tactics.js'

export interface Seen {
  readonly at: Region
  readonly arn: string
  readonly shifts: Asked<Managed>
  /** Of a load balancer only. */
  readonly balancer?: Asked<Balancer>
}

/** Asks of everything in every region at once. */
export const lookAtAll = (settings: Settings, context: AwsContext, signal: AbortSignal): Promise<readonly Seen[]> =>
  Promise.all(
    Object.entries(settings.resources).flatMap(([at, arns]) =>
      arns.map((arn) => lookAt(region(at), arn, settings, context, signal)),
    ),
  )

async function lookAt(
  at: Region,
  arn: string,
  settings: Settings,
  context: AwsContext,
  signal: AbortSignal,
): Promise<Seen> {
  const shifts = asked(dataOf('zonal-shift', at), () => managed({ context, region: at, settings }, arn, signal))
  if (!isBalancer(arn)) return { at, arn, shifts: await shifts }
  const balancer = asked(controlOf('elb', at), () => balancerAt(at, arn, settings, context, signal))
  return { at, arn, shifts: await shifts, balancer: await balancer }
}

export async function inspectShifts(
  settings: Settings,
  context: AwsContext,
  signal: AbortSignal,
): Promise<Omit<Inspection, 'resource' | 'type' | 'at'>> {
  const all = await lookAtAll(settings, context, signal)
  const zonesOf = (at: Region): readonly ZoneId[] => context.regions.find((each) => each.region === at)?.zones ?? []
  const facts = all.flatMap((seen): [string, Fact][] =>
    zonesOf(seen.at).flatMap((zone): [string, Fact][] => [
      [leaveFact(seen.arn, zone), canLeave(seen, zone, context)],
      [returnFact(seen.arn, zone), canReturn(seen, zone, context)],
    ]),
  )
  const planes = all.flatMap(({ at, shifts }) => Object.entries(answers(dataOf('zonal-shift', at), shifts)))
  const left = context.regions.flatMap(({ region: at, zones }) => zones.filter((zone) => isLeft(all, at, zone)))
  return {
    facts: { ...Object.fromEntries(planes), ...Object.fromEntries(facts) },
    gauges: [],
    impaired: impairedIn(all.flatMap(({ balancer, shifts }) => (balancer ? [shifts, balancer] : [shifts]))),
    left,
    leftUnseen: context.regions.flatMap(({ region: at, zones }) => (isSeen(all, at) ? [] : zones)),
    state: {},
  }
}

const isSeen = (all: readonly Seen[], at: Region): boolean =>
  all.every((seen) => seen.at !== at || seen.shifts.is === 'answer')

/** Whatever stands in the zone takes no traffic there, whoever saw to that. */
function isLeft(all: readonly Seen[], at: Region, zone: ZoneId): boolean {
  const there = all.filter((seen) => seen.at === at)
  const weights = there.flatMap(({ shifts }) => (shifts.is === 'answer' ? [shifts.answer.weights[zone]] : []))
  const standing = weights.filter((weight) => weight !== undefined)
  return isSeen(all, at) && standing.length > 0 && standing.every((weight) => weight === 0)
}

const unmet = (because: string): Fact => ({ is: 'unmet', because })

function canLeave({ arn, balancer, shifts }: Seen, zone: ZoneId, { app }: AwsContext): Fact {
  if (shifts.is === 'none') return { is: 'unknown', because: shifts.because }
  const { autoshift, shifts: active, weights } = shifts.answer
  const name = shortOf(arn)
  if (!(zone in weights)) return { is: 'met', because: `${name} does not stand in ${zone}` }
  const others = Object.keys(weights).filter((each) => each !== zone && (weights[each] ?? 0) > 0)
  if (others.length === 0) return unmet(`${zone} is the last zone that ${name} serves from`)
  const other = active.find((shift) => !isOurs(shift, app) || shift.awayFrom !== zone)
  if (other) return unmet(`it has a shift already, one zone at a time: ${sayShift(other)}`)
  if (autoshift !== undefined && autoshift !== zone) {
    return unmet(
      `AWS keeps it away from ${autoshift}; a shift of ours would take its place and bring traffic back there`,
    )
  }
  const refusal = balancer ? ofBalancer(balancer, zone) : undefined
  return refusal ?? { is: 'met', because: `${name} serves from ${others.join(' and ')} as well` }
}

function ofBalancer(balancer: Asked<Balancer>, zone: ZoneId): Fact | undefined {
  if (balancer.is === 'none') return { is: 'unknown', because: balancer.because }
  const { answer } = balancer
  if (!answer.optedIn) return unmet('zonal_shift.config.enabled is not true: ARC would refuse')
  const alone = aloneIn(answer, zone)
  return alone.length > 0
    ? unmet(`every healthy target of ${alone.join(' and ')} stands in ${zone}: a shift would do nothing for it`)
    : undefined
}

function canReturn({ arn, shifts }: Seen, zone: ZoneId, { app }: AwsContext): Fact {
  if (shifts.is === 'none') return { is: 'unknown', because: shifts.because }
  const { autoshift, shifts: active } = shifts.answer
  const other = active.find((shift) => shift.awayFrom === zone && !isOurs(shift, app))
  if (other) return unmet(`someone else's shift keeps it away: ${sayShift(other)}`)
  if (autoshift === zone) return unmet(`AWS itself keeps ${shortOf(arn)} away from ${zone}`)
  return { is: 'met', because: `nobody else keeps ${shortOf(arn)} away from ${zone}` }
}
