/**
 * What a change of traffic means for dials and weights, as arithmetic.
 *
 * A dial is the share of the traffic that would reach a region by nearness; what it turns away goes to the other groups
 * (https://docs.aws.amazon.com/global-accelerator/latest/dg/about-endpoint-groups-traffic-dial.html). With the dials of two
 * regions adding up to 100, the share that each serves is its dial, wherever users are.
 *
 * A dial of 0 does not switch a region off: when the others have no healthy endpoint, Global Accelerator ignores dials, and
 * only endpoints of weight 0 are left out
 * (https://docs.aws.amazon.com/global-accelerator/latest/dg/about-endpoints-endpoint-weights.unhealthy-endpoints.html).
 * So a region that is left for good, its writer fenced, gets dial 0 and weights 0; in a stage before that, its dial alone.
 */
import { z } from 'zod'
import { listenerOf } from './global-accelerator.js'

export const weightsOf = z.record(z.string(), z.number())
const setting = z.object({
  /** 0–100 percent. */
  dial: z.number(),
  /** By endpoint id; 0–255. */
  weights: weightsOf,
})
const group = setting.extend({ arn: z.string(), region: z.string() })
export const groups = z.array(group).readonly()
export const changes = z.array(z.object({ arn: z.string(), region: z.string(), was: setting, to: setting })).readonly()

export type Setting = z.output<typeof setting>
export type Group = z.output<typeof group>
export type Change = z.output<typeof changes>[number]
export type Weights = Setting['weights']

/** Name of the fact that a region has endpoints to bring traffic to. */
export const endpointsFact = (region: string): string => `endpoints in ${region}`
/** Where the state keeps the weights a group last had when it had any, for the day it is opened again. */
export const calmWeights = (groupArn: string): string => `weights of ${groupArn}`
/** What an endpoint has when nobody gave it a weight. */
export const DEFAULT_WEIGHT = 128

const hasWeight = ({ weights }: Pick<Setting, 'weights'>): boolean => Object.values(weights).some((each) => each > 0)
/** Whether new connections can come to it by its dial. */
export const isOpen = (it: Setting): boolean => it.dial > 0 && hasWeight(it)

const same = (a: Weights, b: Weights): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([id, weight]) => b[id] === weight)
export const sameSetting = (a: Setting, b: Setting): boolean => a.dial === b.dial && same(a.weights, b.weights)

/** Whether `found` is where a change began, where it ends, or a stage of traffic between the two. */
export function isOnTheWay(found: Setting, { to, was }: Change): boolean {
  const [low, high] = [Math.min(was.dial, to.dial), Math.max(was.dial, to.dial)]
  const known = same(found.weights, was.weights) || same(found.weights, to.weights)
  return known && found.dial >= low && found.dial <= high
}

export interface Shift {
  readonly at: string
  readonly from: string
  /** The share of traffic that `at` is to have; percent. */
  readonly percent: number
  /** `from` is left for good: not even the failing of `at` brings traffic back. */
  readonly isLeft: boolean
  /** The share that the stage before brought to `at`: where this one starts from. */
  readonly reached: number | undefined
}

/**
 * The changes that bring traffic to `at`, for each listener those that open a group before those that close one; undefined
 * when a listener has no endpoint there. `calm` gives the weights a region had when it last had any.
 */
export function changesFor(
  seen: readonly Group[],
  shift: Shift,
  calm: (arn: string) => Weights | undefined,
): readonly Change[] | undefined {
  const listeners = [...new Set(seen.map(({ arn }) => listenerOf(arn)))]
  const of = (listener: string, region: string): Group | undefined =>
    seen.find(({ arn, region: at }) => at === region && listenerOf(arn) === listener)
  const drawn = listeners.map((listener) => {
    const target = of(listener, shift.at)
    const source = of(listener, shift.from)
    if (!target || Object.keys(target.weights).length === 0) return undefined
    return [opening(target, shift, calm(target.arn)), ...(source ? [closing(source, shift)] : [])]
  })
  if (drawn.length === 0 || drawn.includes(undefined)) return undefined
  return drawn.flatMap((each) => each ?? [])
}

function opening(
  { arn, dial, region, weights }: Group,
  { percent, reached }: Shift,
  calm: Weights | undefined,
): Change {
  const back = (id: string): number => calm?.[id] ?? DEFAULT_WEIGHT
  const opened = hasWeight({ weights }) ? weights : mapped(weights, back)
  const was = reached === undefined ? { dial, weights } : { dial: reached, weights: opened }
  return { arn, region, was, to: { dial: percent, weights: opened } }
}

function closing({ arn, dial, region, weights }: Group, { isLeft, percent, reached }: Shift): Change {
  const was = { dial: reached === undefined ? dial : 100 - reached, weights }
  const to = isLeft ? { dial: 0, weights: mapped(weights, () => 0) } : { dial: 100 - percent, weights }
  return { arn, region, was, to }
}

const mapped = (weights: Weights, to: (id: string) => number): Weights =>
  Object.fromEntries(Object.keys(weights).map((id) => [id, to(id)]))

/** The same backwards. */
export const reversed = (all: readonly Change[]): readonly Change[] =>
  all.map(({ arn, region, to, was }) => ({ arn, region, was: to, to: was }))

/** Those that give a region more before those that take from one, so that nothing is closed before another is open. */
export const openingFirst = (all: readonly Change[]): readonly Change[] => [...all].sort((a, b) => gain(b) - gain(a))

const gain = ({ to, was }: Change): number => (isOpen(to) ? to.dial : 0) - (isOpen(was) ? was.dial : 0)

/** Listeners of which no group would be open when all is done (law 26). */
export const closedBy = (all: readonly Change[]): readonly string[] =>
  [...new Set(all.map(({ arn }) => listenerOf(arn)))].filter(
    (listener) => !all.some(({ arn, to }) => listenerOf(arn) === listener && isOpen(to)),
  )

/** The region that has more of every listener than any other; undefined when none has. */
export function leading(seen: readonly Group[]): string | undefined {
  const listeners = [...new Set(seen.map(({ arn }) => listenerOf(arn)))]
  const leaders = listeners.map((listener) => {
    const open = seen.filter((each) => listenerOf(each.arn) === listener && isOpen(each))
    const [first, second] = open.sort((a, b) => b.dial - a.dial)
    return first && (!second || first.dial > second.dial) ? first.region : undefined
  })
  return new Set(leaders).size === 1 ? leaders[0] : undefined
}

/** `dial 0 %, weights 0 and 0`. */
export const saySetting = ({ dial, weights }: Setting): string =>
  `dial ${dial} %, weights ${Object.values(weights).join(' and ') || 'none'}`
