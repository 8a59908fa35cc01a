/** What a plan needs to know of the groups, asked of all regions at once. */
import { z } from 'zod'
import type { Gauge } from '../../../model/health.js'
import type { Region, ZoneId } from '../../../model/place.js'
import type { Json } from '../../../model/plan.js'
import type { Fact, Inspection } from '../../../model/resource.js'
import type { RegionPolicy } from '../../../policy/policy.js'
import { type Asked, type AwsContext, answers, asked, impairedIn, unseenFact } from '../driver-context.js'
import { controlOf } from '../places.js'
import type { Settings } from './autoscaling-group.js'
import { type Launch, launchOf } from './autoscaling-group-launch.js'
import { ASK_MS, type GroupSeen, groupIn } from './autoscaling-group-look.js'
import { leftZone } from './autoscaling-group-marks.js'
import { launchBy } from './autoscaling-group-types.js'
import { capacityReading, roomFor, type Standing, sayFigures, standing } from './capacity-figures.js'
import { json } from './capacity-tactics.js'
import { type Subnet, subnet, subnetsOf } from './subnets.js'

/** Names of the facts that tactics rest on. */
export const groupFact = (at: Region): string => `group in ${at}`
export const roomFact = (at: Region): string => `room in ${at}`
export const launchFact = (at: Region): string => `launches in ${at}`
export const addressFact = (at: Region): string => `addresses in ${at}`
export const otherZoneFact = (zone: string): string => `zones besides ${zone}`

/** Keys of the state: each is of one answer, so that what one does not say is kept from when it did. */
export const subnetsKey = (at: Region): string => `${at} subnets`
export const ebsKey = (at: Region): string => `${at} ebs`
export const groupState = standing.extend({
  suspended: z.array(z.string()),
  left: z.record(z.string(), leftZone),
  frozen: z.array(z.string()).exactOptional(),
  launch: z.string(),
})
export const subnetsState = z.array(subnet)

interface Look {
  readonly region: RegionPolicy
  readonly group: Asked<GroupSeen>
  readonly subnets: Asked<readonly Subnet[]>
  readonly launch: Asked<Launch>
}

/** Looks at every region of the policy that has a group. */
export async function inspectGroups(
  resource: string,
  settings: Settings,
  context: AwsContext,
  signal: AbortSignal,
): Promise<Omit<Inspection, 'resource' | 'type' | 'at'>> {
  const regions = context.regions.filter(({ region }) => settings.group[region] !== undefined)
  const looks = await Promise.all(regions.map((region) => lookAt(region, settings, context, signal)))
  const standings = new Map(
    looks.flatMap(({ group, region }): readonly [Region, Standing][] =>
      group.is === 'answer' ? [[region.region, { ...group.answer.figures, useful: group.answer.useful }]] : [],
    ),
  )
  return {
    facts: Object.fromEntries(looks.flatMap((look) => factsOf(look, settings))),
    gauges: looks.map(({ group, region: { region } }): Gauge => {
      const because = group.is === 'none' ? group.because : ''
      const reading = capacityReading(region, standings, settings, because)
      return { kind: 'gauge', at: context.clock.now(), name: 'capacity-percent', in: region, resource, reading }
    }),
    impaired: impairedIn(looks.flatMap(({ group, launch, subnets }) => [group, launch, subnets])),
    state: Object.fromEntries(looks.flatMap(stateOf)),
  }
}

/** The group first; what it launches into and from after that, in what is left of the time for one question. */
async function lookAt(
  region: RegionPolicy,
  settings: Settings,
  context: AwsContext,
  signal: AbortSignal,
): Promise<Look> {
  const at = region.region
  const began = context.clock.monotonic()
  const leftMs = (): number => Math.max(1, ASK_MS - (context.clock.monotonic() - began))
  const group = await asked(controlOf('autoscaling', at), () => groupIn(settings, at, context, signal))
  if (group.is === 'none') {
    const unseen = { ...group, impaired: [] }
    return { region, group, subnets: unseen, launch: unseen }
  }
  const ec2 = controlOf('ec2', at)
  const [subnets, launch] = await Promise.all([
    asked(ec2, () => subnetsOf(group.answer.subnets, settings, at, context, signal, leftMs())),
    asked(ec2, () => launchOf(group.answer, settings, at, context, signal, leftMs)),
  ])
  return { region, group, subnets, launch }
}

function factsOf(
  { group, launch, region: { region, zones }, subnets }: Look,
  settings: Settings,
): readonly [string, Fact][] {
  const ofGroup = (fact: (group: GroupSeen) => Fact): Fact => factOf(group, fact)
  return [
    ...Object.entries(answers(controlOf('autoscaling', region), group)),
    [groupFact(region), ofGroup((seen) => ({ is: 'met', because: sayGroup(seen) }))],
    [roomFact(region), ofGroup(({ figures }) => roomFor(settings, 'instances', figures))],
    [launchFact(region), ofGroup((seen) => launches(seen, launch))],
    [addressFact(region), ofGroup((seen) => factOf(subnets, (found) => addresses(seen, found, settings)))],
    ...zones.map((zone): [string, Fact] => [otherZoneFact(zone), factOf(subnets, (found) => besides(zone, found))]),
  ]
}

/** Of an answer what it says; what does not exist is `unmet`, what was not said `unknown`. */
function factOf<Answer>(found: Asked<Answer>, fact: (answer: Answer) => Fact): Fact {
  if (found.is === 'answer') return fact(found.answer)
  return unseenFact(found)
}

const sayGroup = ({ figures, name, useful }: GroupSeen): string =>
  `${name} has ${useful} instances in service, and wants ${sayFigures(figures)}`

function launches({ name, suspended }: GroupSeen, launch: Asked<Launch>): Fact {
  if (suspended.includes('Launch')) {
    return {
      is: 'unmet',
      because: `the process Launch of ${name} is suspended, so nothing would be launched; resume it`,
    }
  }
  return factOf(launch, ({ says }) => ({ is: 'met', because: says }))
}

function addresses({ useful }: GroupSeen, subnets: readonly Subnet[], { capacity }: Settings): Fact {
  const missing = Math.max(0, capacity - useful)
  const free = subnets.reduce((sum, { free }) => sum + free, 0)
  const because = `${free} addresses are free in its ${subnets.length} subnets, ${missing} are needed`
  return { is: free >= missing ? 'met' : 'unmet', because }
}

function besides(zone: ZoneId, subnets: readonly Subnet[]): Fact {
  const others = [...new Set(subnets.flatMap((subnet) => (subnet.zone === zone ? [] : [subnet.zone])))].sort()
  return others.length > 0
    ? { is: 'met', because: `it stands in ${others.join(' and ')} as well` }
    : { is: 'unmet', because: `${zone} is the last zone it stands in` }
}

function stateOf({ group, launch, region: { region }, subnets }: Look): readonly [string, Json][] {
  if (group.is === 'none') return []
  const { figures, frozen, left, raw, suspended, useful } = group.answer
  const ofGroup: Json = {
    ...json(figures),
    ...{ useful, suspended, launch: launchBy(raw) },
    ...(frozen ? { frozen } : {}),
    left: Object.fromEntries(
      Object.entries(left).map(([zone, { rebalance, subnets }]) => [zone, { rebalance, subnets }]),
    ),
  }
  return [
    [region, ofGroup],
    ...(subnets.is === 'answer'
      ? [[subnetsKey(region), subnets.answer.map((one) => ({ ...one }))] as [string, Json]]
      : []),
    ...(launch.is === 'answer' ? [[ebsKey(region), launch.answer.ebs] as [string, Json]] : []),
  ]
}
