/** Where the name leads now, and where each way of turning it would bring every answer. */
import { isRegion, type Region } from '../../../model/place.js'
import type { Fact } from '../../../model/resource.js'
import type { Asked, AwsContext } from '../driver-context.js'
import { leading, leadsTo } from './route53-answers.js'
import { isHealthy, type Standing } from './route53-health.js'
import type { RecordsSeen } from './route53-read.js'
import { type Settings, type Way, waysOf } from './route53-record.js'
import type { RecordSet } from './route53-sets.js'
import { landsFact } from './route53-tactics.js'
import { turn } from './route53-turn.js'

interface Parts {
  readonly settings: Settings
  readonly context: AwsContext
}

const healthyIn =
  ({ checks }: RecordsSeen, standing: Standing, settings: Settings) =>
  ({ HealthCheckId }: RecordSet): boolean | undefined =>
    HealthCheckId === undefined ? true : isHealthy(HealthCheckId, checks, standing, settings)

/** Per way and region, whether every answer would lead there once the way was gone. */
export function landFacts(
  { context, settings }: Parts,
  found: Asked<RecordsSeen>,
  standing: Standing,
): { readonly [fact: string]: Fact } {
  const facts = waysOf(settings).flatMap((way) =>
    context.regions.map(({ region }): [string, Fact] => {
      if (found.is === 'none') return [landsFact(way, region), { is: 'unknown', because: found.because }]
      return [landsFact(way, region), LAND[way](region, found.answer, standing, settings)]
    }),
  )
  return Object.fromEntries(facts)
}

type Land = (at: Region, seen: RecordsSeen, standing: Standing, settings: Settings) => Fact

const LAND: { readonly [way in Way]: Land } = {
  'routing-control': (at, seen, standing, settings) => {
    const after = onlyIn(at, settings.routing_control?.controls)
    return leadsTo(at, seen.sets, healthyIn(seen, { ...standing, controls: after }, settings), settings.records)
  },
  'health-switch': (at, seen, standing, settings) => {
    const after = onlyIn(at, settings.switch?.objects)
    return leadsTo(at, seen.sets, healthyIn(seen, { ...standing, objects: after }, settings), settings.records)
  },
  'record-weight': (at, seen, standing, settings) => {
    // Whoever it comes from, and through whatever stages, in the end everything is to be at `at`.
    const end = { at, from: at, percent: 100, final: true }
    const turned = turn(seen.sets, end, settings.records)
    if (turned.is === 'not') return { is: 'unmet', because: turned.because }
    const sets = turned.changes.map(({ to }) => to)
    return leadsTo(at, sets, healthyIn(seen, standing, settings), settings.records)
  },
}

const onlyIn = (at: string, all: object | undefined): { readonly [region: string]: boolean } =>
  Object.fromEntries(Object.keys(all ?? {}).map((region) => [region, region === at]))

/**
 * The region the name is set to lead to. Where Route 53's API is silent the switches alone may tell: with all regions
 * but one switched off, it is that one.
 */
export function whereItLeads(
  { context, settings }: Parts,
  seen: RecordsSeen | undefined,
  standing: Standing,
): Region | undefined {
  if (seen) return leading(seen.sets, healthyIn(seen, standing, settings), settings.records)
  const isOut = (region: Region): boolean => standing.controls[region] === false || standing.objects[region] === false
  const [one, another] = context.regions.map(({ region }) => region).filter((region) => !isOut(region))
  return one !== undefined && another === undefined && isRegion(one) ? one : undefined
}
