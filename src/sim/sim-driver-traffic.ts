/**
 * `route53-record`: the public name, turned by routing controls, by switch objects, or by its records' weights, in the
 * policy's order. The first two need data sides alone; records are changed in us-east-1.
 */
import { OperatingError } from '../model/error.js'
import { isRegion, type Region } from '../model/place.js'
import type { Action, End, Json, Tactic, TrafficEnd, Undo } from '../model/plan.js'
import type { Driver, Fact, Inspection } from '../model/resource.js'
import { answersOf, type PublicName, type Standing } from './routing.js'
import { objectIn, textIn, textsIn } from './settings.js'
import {
  answers,
  asked,
  change,
  dataOf,
  factOf,
  impairedIn,
  met,
  no,
  read,
  route53Control,
  route53Data,
  routingControlData,
  type Seen,
  type SimContext,
  simDriver,
  unmet,
  yes,
} from './sim-driver.js'

type Way = 'routing-control' | 'health-switch' | 'record-weight'
type Part = keyof Standing
const PART: { readonly [way in Way]: Part } = {
  'routing-control': 'controls',
  'health-switch': 'objects',
  'record-weight': 'weights',
}
const VERB: { readonly [way in Way]: string } = {
  'routing-control': 'set-routing-controls',
  'health-switch': 'set-health-switches',
  'record-weight': 'set-records',
}
const DURATION = {
  'routing-control': 'routing-control',
  'health-switch': 'health-check',
  'record-weight': 'records-insync',
} as const
const landsFact = (way: Way, at: string): string => `${way} leads to ${at}`
const OWNER = 'owner of the records'
const SWITCH_OWNER = 'owner of the switch objects'

type Given = { readonly [region: string]: number | boolean }

/** The driver of a public name. */
export function trafficDriver(context: SimContext, name: PublicName): Driver {
  const of: Turning = { context, name, home: switchRegion(context) }
  const acts = Object.fromEntries(waysOf(of).map((way) => [VERB[way], actOf(of, way)]))
  return simDriver(context, {
    inspect: (signal) => inspect(of, signal),
    tactics: (end, seen) => tactics(of, end, seen),
    acts,
  })
}

interface Turning {
  readonly context: SimContext
  readonly name: PublicName
  /** Where the switch objects stand. */
  readonly home: Region | undefined
}

function switchRegion({ resource: { settings } }: SimContext): Region | undefined {
  const found = textIn(objectIn(settings, 'switch'), 'region')
  return found !== undefined && isRegion(found) ? found : undefined
}

function waysOf({ context: { resource }, home, name }: Turning): readonly Way[] {
  const by = textsIn(resource.settings, 'by')
  const wanted = by.length > 0 ? by : ['health-switch', 'record-weight']
  const can: { readonly [way in Way]: boolean } = {
    'routing-control': Object.keys(name.standing.controls).length > 0,
    'health-switch': home !== undefined,
    'record-weight': true,
  }
  return wanted.filter((way): way is Way => can[way as Way] === true)
}

/** The plane by which a way is read and changed. */
function planeOf({ home }: Turning, way: Way) {
  if (way === 'record-weight') return route53Control
  return way === 'health-switch' && home ? dataOf('s3', home) : routingControlData
}

async function inspect(of: Turning, signal: AbortSignal): Promise<Seen> {
  const { context, name } = of
  const ways = waysOf(of)
  const found = await Promise.all(
    ways.map(async (way) => {
      const plane = planeOf(of, way)
      const what = `look at ${context.resource.name} (${way})`
      return { way, plane, is: await asked(plane, () => read(context, { plane, what }, signal, () => name.standing)) }
    }),
  )
  const seen = found.find(({ is }) => is.is === 'answer')?.is
  const standing = seen?.is === 'answer' ? seen.answer : undefined
  const active = standing ? leadsTo(answersOf(standing, name.regions)) : undefined
  const facts: (readonly [string, Fact])[] = found.flatMap(({ is, way }) =>
    name.regions.map((at): readonly [string, Fact] => [landsFact(way, at), factOf(is, () => lands(of, way, at))]),
  )
  const records = found.find(({ way }) => way === 'record-weight')?.is
  return {
    ...(active ? { active, left: [] } : {}),
    facts: {
      ...Object.fromEntries(facts),
      ...Object.assign({}, ...found.map(({ is, plane }) => answers(plane, is))),
      ...(records ? { [OWNER]: factOf(records, () => met('the records are ours')) } : {}),
      ...(of.home ? { [SWITCH_OWNER]: met('nobody else has put a switch object') } : {}),
    },
    gauges: [],
    impaired: impairedIn(found.map(({ is }) => is)),
    state: Object.fromEntries(
      found.flatMap(({ is, way }) => (is.is === 'answer' ? [[PART[way], { ...is.answer[PART[way]] } as Json]] : [])),
    ),
  }
}

/** The region that most answers lead to. */
const leadsTo = (shares: { readonly [region: string]: number }): Region | undefined =>
  Object.entries(shares).sort(([, a], [, b]) => b - a)[0]?.[0] as Region | undefined

/** Whether turning the name to `at` by one way alone brings every answer there, as the other ways stand. */
function lands({ name }: Turning, way: Way, at: Region): Fact {
  const after = { ...name.standing, [PART[way]]: turned(name, way, at) }
  const share = answersOf(after, name.regions)[at] ?? 0
  if (share > 0.999) return met(`every answer would lead to ${at}`)
  return unmet(`${Math.round(100 * share)} % of the answers would lead to ${at}, as the other switches stand`)
}

function turned(name: PublicName, way: Way, at: Region): Given {
  const keys = Object.keys(name.standing[PART[way]])
  if (way === 'record-weight') return Object.fromEntries(name.regions.map((each) => [each, each === at ? 100 : 0]))
  return Object.fromEntries(keys.map((each) => [each, each === at]))
}

function tactics(of: Turning, end: End, seen: Inspection): readonly Tactic[] {
  return end.kind === 'traffic' ? waysOf(of).flatMap((way) => tacticBy(of, way, end, seen)) : []
}

function tacticBy(of: Turning, way: Way, end: TrafficEnd, seen: Inspection): readonly Tactic[] {
  const { context, name } = of
  const { at, final, from, percent } = end
  if (way !== 'record-weight' && !final) return []
  const to = way === 'record-weight' ? weightsFor(name, at, from, percent) : turned(name, way, at)
  const was = seen.state[PART[way]] ?? null
  const action = (given: Json): Action => ({ resource: context.resource.name, verb: VERB[way], with: { to: given } })
  const undo: Undo = was === null ? { kind: 'not-needed' } : { kind: 'action', action: action(was) }
  const share = percent < 100 ? `${percent} % of the answers` : 'every answer'
  const isRecords = way === 'record-weight'
  return [
    {
      name: way,
      says: `lead ${share} of ${context.resource.name} to ${at} (${way})`,
      action: action(to as Json),
      needs: isRecords ? [route53Control, route53Data] : [planeOf(of, way), route53Data],
      prerequisites: [landsFact(way, at), ...(isRecords ? [OWNER] : way === 'health-switch' ? [SWITCH_OWNER] : [])],
      undo,
      expectedMs: isRecords ? 60_000 : way === 'health-switch' ? 1_500 : 1_000,
      deadlineMs: isRecords ? 300_000 : 60_000,
      onFailure: 'halt',
      follow: { turnsMs: isRecords ? 0 : context.cloud.duration(DURATION[way]), keepsMs: context.cloud.users.ttlMs },
    },
  ]
}

function weightsFor({ regions }: PublicName, at: Region, from: Region, percent: number): Given {
  return Object.fromEntries(regions.map((each) => [each, each === at ? percent : each === from ? 100 - percent : 0]))
}

function actOf(of: Turning, way: Way) {
  const { context, name } = of
  const { cloud, resource } = context
  const plane = planeOf(of, way)
  const isSo = (to: Given): boolean =>
    Object.entries(to).every(([region, wanted]) => name.standing[PART[way]][region] === wanted)
  return {
    holds: async (data: Action['with'], { signal }: { readonly signal: AbortSignal }) => {
      const to = givenIn(data)
      return read(context, { plane, what: `look at ${resource.name} (${way})` }, signal, () => {
        if (!isSo(to)) return no(`${resource.name} is not turned so`)
        const isOut = way !== 'record-weight' || name.pending === 0
        return isOut ? yes(`${resource.name} is turned so`) : no('the change is PENDING')
      })
    },
    apply: async (data: Action['with'], leash: Parameters<typeof change>[2]) => {
      const to = givenIn(data)
      await change(context, { plane, what: `turn ${resource.name} (${way}): ${said(to)}` }, leash, () => {
        if (leash.epoch < name.epoch) {
          const says = `${resource.name} was turned under epoch ${name.epoch}; one of epoch ${leash.epoch} is late`
          throw new OperatingError('conflict', says, 'look at what stands now, and plan anew')
        }
        name.epoch = leash.epoch
        name.standing = { ...name.standing, [PART[way]]: { ...name.standing[PART[way]], ...to } } as Standing
        const isRecords = way === 'record-weight'
        if (isRecords) name.pending++
        const inMs = cloud.duration(DURATION[way])
        const { standing } = name
        cloud.timeline.at(cloud.nowMs + inMs, () =>
          cloud.change(() => {
            if (isRecords) name.pending--
            if (name.isFirst) cloud.users.answer(answersOf(standing, name.regions), cloud.nowMs)
          }),
        )
      })
    },
  }
}

const givenIn = ({ to }: Action['with']): Given => (typeof to === 'object' && to !== null ? (to as Given) : {})
const said = (to: Given): string =>
  Object.entries(to)
    .map(([region, value]) => `${region} ${value === true ? 'on' : value === false ? 'off' : value}`)
    .join(', ')
