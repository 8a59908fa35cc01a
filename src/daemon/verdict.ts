/**
 * The answer at a glance, for someone woken at three in the morning: is everything well, what is not, is a move under
 * way and how far, does it wait for a person. The first of these that is so is the answer.
 *
 *   is       | when
 *   ---------|------------------------------------------------------------
 *   moving   | an incident is open
 *   waiting  | an incident is halted and waits for a person
 *   impaired | something in the region that serves is impaired
 *   unknown  | no quorum has agreed on something there
 *   warning  | something there is in doubt, something elsewhere impaired, or no standby ready to take over
 *   well     | else
 */
import { describeMove } from '../model/move.js'
import type { Region, ZoneId } from '../model/place.js'
import { formatMs, formatPercent } from '../model/units.js'
import type { Incident } from '../report/incident.js'
import type { DecisionStatus, GaugeStatus, PlaceStatus, RegionStatus, Verdict } from './status-document.js'

interface Facts {
  readonly regions: readonly RegionStatus[]
  readonly active: Region
  readonly left: readonly ZoneId[]
  readonly decision: DecisionStatus
  readonly incident?: Incident
}

export function verdictOf(facts: Facts): Verdict {
  return facts.incident ? ofIncident(facts.incident) : ofHealth(facts)
}

function ofIncident({ because, id, move, next, state, steps }: Incident): Verdict {
  const what = describeMove(move)
  const settled = steps.filter((step) => step.state === 'done' || step.state === 'undone').length
  const far = steps.length === 0 ? 'no plan yet' : `${settled} of ${steps.length} steps done`
  if (state === 'halted') {
    const more = [because, `next: ${next ?? 'run "failover resume" to go on'}`]
    return { is: 'waiting', says: `${what} halted part-way (${far}) and waits for a person`, more }
  }
  const running = steps.filter((step) => step.state === 'running').map(({ step }) => `now: ${step.says}`)
  const all = steps.length > 0 && settled === steps.length
  const more = all ? ['now: looking through the public name until users are seen served'] : running
  return { is: 'moving', says: `${what} is under way: ${far}`, more: [...more, `incident ${id}`] }
}

function ofHealth({ active, decision, left, regions }: Facts): Verdict {
  const here = regions.find(({ name }) => name === active)
  const others = regions.filter(({ name }) => name !== active)
  const inUse = (health: PlaceStatus['health']) => here && saidOf(here, health, left)
  const elsewhere = (health: PlaceStatus['health']) =>
    others.map((region) => saidOf(region, health, [], ` of ${region.name}`)).find((said) => said !== undefined)
  const standby = elsewhere('impaired')?.concat(' impaired') ?? elsewhere('unknown')?.concat(' unknown')
  const returning = inUse('recovering') ?? elsewhere('recovering') ?? elsewhere('suspect')
  const gone = left.length > 0 ? left.join(', ') : undefined
  const more = whatIsDone(decision)
  return (
    verdict('impaired', `users are in ${active}, which is in trouble: {} impaired`, inUse('impaired'), more) ??
    verdict(
      'unknown',
      `users are in ${active}, and no quorum of vantages sees it: {} unknown`,
      inUse('unknown'),
      more,
    ) ??
    verdict('warning', `${active} serves users; in doubt: {}`, inUse('suspect'), more) ??
    verdict('warning', `${active} serves users, but a standby is not sound: {}`, standby, more) ??
    verdict('warning', `${active} serves users without {}, which traffic has left`, gone, HOW_BACK) ??
    verdict('warning', `${active} serves users; not yet sound: {}`, returning, more) ??
    verdict('warning', `${active} serves users, and no standby could take over: {}`, noneReady(others), HOW_READY) ?? {
      ...{ is: 'well', says: `all is well: ${active} serves users, and every zone is healthy`, more: [] },
    }
  )
}

const HOW_BACK = '"failover back" brings it back, once it is healthy'

const HOW_READY = 'after a move, "failover back" makes the region that was left a replica first, then returns'

/** Why no standby is ready; undefined when one is, or where there is none to be. */
function noneReady(standbys: readonly RegionStatus[]): string | undefined {
  const faults = standbys.map(({ gauges, name }) => gauges.flatMap((gauge) => faultOf(gauge, name))[0])
  return faults.some((fault) => fault === undefined) ? undefined : faults.join('; ') || undefined
}

/** What the guards would say of it: what is not known blocks, as does what is past its limit. */
function faultOf({ limit, name, reading, resource }: GaugeStatus, region: string): readonly string[] {
  if (reading.is === 'unknown') return [`${resource} in ${region}: ${reading.because}`]
  const { value } = reading
  if (name === 'replica-lag-ms' && value > limit) return [`${resource} in ${region} lags by ${formatMs(value)}`]
  const isShort = name === 'capacity-percent' && value < limit
  return isShort ? [`${resource} in ${region} can serve ${formatPercent(value)}`] : []
}

/** The sentence with `what` in it, where there is a `what`. */
function verdict(is: Verdict['is'], sentence: string, what: string | undefined, more: string): Verdict | undefined {
  if (what === undefined) return undefined
  return { is, says: sentence.replace('{}', what), more: more === '' ? [] : [more] }
}

/** What of a region has that health: `3 of 3 zones`, `use1-az1`, `postgres/data@us-east-1`; undefined when nothing has. */
function saidOf(
  region: RegionStatus,
  health: PlaceStatus['health'],
  without: readonly string[],
  where = '',
): string | undefined {
  const has = (place: PlaceStatus): boolean => place.health === health && !without.includes(place.name)
  const zones = region.zones.filter(has)
  const planes = [...region.planes, ...region.zones.flatMap((zone) => zone.planes)].filter(has)
  const some =
    zones.length === region.zones.length ? [`all ${zones.length} zones${where}`] : zones.map(({ name }) => name)
  const names = [...(zones.length > 0 ? some : []), ...planes.map(({ name }) => name)]
  if (names.length === 0) return has(region) ? region.name : undefined
  return names.join(', ')
}

function whatIsDone({ because, kind, move, objections, reason }: DecisionStatus): string {
  if (kind === 'act' && move) {
    return objections
      ? `${describeMove(move)} is called for, but no plan stands: ${objections.join('; ')}`
      : `${describeMove(move)} is called for: ${because}`
  }
  return reason === 'steady' ? '' : `holding: ${because}`
}
