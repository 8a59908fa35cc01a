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
 *   warning  | something there is in doubt, or something elsewhere impaired
 *   well     | else
 */
import { describeMove } from '../model/move.js'
import type { Region, ZoneId } from '../model/place.js'
import type { Incident } from '../report/incident.js'
import type { DecisionStatus, PlaceStatus, RegionStatus, Verdict } from './status-document.js'

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
  const inUse = here ? [here, ...here.planes, ...here.zones.flatMap((zone) => [zone, ...zone.planes])] : []
  const others = regions.filter(({ name }) => name !== active)
  const elsewhere = others.flatMap((region) => [region, ...region.planes, ...region.zones])
  const action = [whatIsDone(decision)].filter((line) => line !== '')
  const sick = named(inUse, 'impaired', left)
  if (sick) return { is: 'impaired', says: `${sick} impaired in ${active}, which serves`, more: action }
  const unseen = named(inUse, 'unknown', left)
  if (unseen) return { is: 'unknown', says: `no quorum of vantages has agreed on ${unseen}`, more: action }
  const doubted = named(inUse, 'suspect', left)
  if (doubted) return { is: 'warning', says: `${doubted} in doubt; ${active} serves`, more: action }
  const standby = named(elsewhere, 'impaired', []) ?? named(elsewhere, 'unknown', [])
  if (standby)
    return { is: 'warning', says: `${active} serves; its standby is not ready: ${standby} not healthy`, more: action }
  const returning = named([...inUse, ...elsewhere], 'recovering', [])
  if (left.length > 0) {
    const says = `${active} serves without ${left.join(', ')}, which traffic has left`
    return { is: 'warning', says, more: ['"failover back" brings it back, once it is healthy'] }
  }
  if (returning) return { is: 'warning', says: `${active} serves; ${returning} recovering`, more: action }
  return { is: 'well', says: `all is well: ${active} serves, and every zone is healthy`, more: [] }
}

/** Names of those of that health, without what traffic has left; undefined when there are none. */
function named(
  places: readonly PlaceStatus[],
  health: PlaceStatus['health'],
  without: readonly string[],
): string | undefined {
  const names = places
    .filter((place) => place.health === health && !without.includes(place.name))
    .map(({ name }) => name)
  return names.length === 0 ? undefined : names.join(', ')
}

function whatIsDone({ because, kind, move, objections, reason }: DecisionStatus): string {
  if (kind === 'act' && move) {
    return objections
      ? `${describeMove(move)} is called for, but no plan stands: ${objections.join('; ')}`
      : `${describeMove(move)} is called for: ${because}`
  }
  return reason === 'steady' ? '' : `holding: ${because}`
}
