/**
 * What an event of a drill is in the local cloud: which of its places break, and how; or why it cannot happen there.
 *
 *   impaired, data side          | in a zone          | in a region
 *   -----------------------------|--------------------|---------------------------------------
 *   power, whole                 | kill               | kill: servers, database, control plane
 *   network, whole               | hang               | partition with everyone
 *   network, latency             | slow               | slow
 *   ec2, errors / latency / hang | errors, slow, hang | the same in each of its zones
 *   ebs, postgres, whole         | –                  | db-stuck: the database stands in no zone
 */
import type { Region } from '../../model/place.js'
import type { Policy } from '../../policy/policy.js'
import type { Breakage } from '../../providers/local/cloud/local-cloud.js'
import type { DrillEvent } from '../../sim/drill.js'

export type Made =
  | { readonly is: 'made'; readonly breakages: readonly Breakage[] }
  | { readonly is: 'none'; readonly because: string }

type EventOf<Kind extends DrillEvent['kind']> = Extract<DrillEvent, { kind: Kind }>
type Impair = EventOf<'impair'>

/** What `event` breaks; an event that happens to controllers or people breaks nothing. */
export function breakagesOf(event: DrillEvent, policy: Policy): Made {
  switch (event.kind) {
    case 'impair':
      return impaired(event, policy)
    case 'partition':
      return parted(event, policy)
    case 'release':
      return released(event)
    case 'lag':
      return none('its replicas lag as they lag; nothing sets how much')
    case 'capacity':
      return none('its capacity is given at once; nothing refuses a launch')
    case 'clock':
      return none('all its processes read one clock, this machine’s')
    case 'controller':
    case 'operator':
      return made()
  }
}

const made = (...breakages: readonly Breakage[]): Made => ({ is: 'made', breakages })
const none = (because: string): Made => ({ is: 'none', because })

const EVERY_REQUEST_PERCENT = 100

function impaired(event: Impair, policy: Policy): Made {
  const { effect, of, service, side } = event
  const where = regionOf(of, policy)
  if (where === undefined) return none('it has the regions of its policy, and nothing beyond them')
  if (side === 'control') return none('its control planes fail only together with their region, by power')
  if (effect.rampMs > 0) return none('what breaks there breaks at once; it knows no ramp')
  const effects = [effect.errorsPercent > 0, effect.latencyMs > 0, effect.hang].filter(Boolean).length
  if (effects > 1) return none('one effect at a time: errors, latency or hang')
  switch (service) {
    case 'power':
      return isWhole(event) ? made({ target: targetOf(of), kind: 'kill' }) : none('its power is there or gone, no less')
    case 'network':
      return network(event)
    case 'ec2':
      return servers(event, policy)
    case 'ebs':
    case 'postgres':
      return storage(event)
    default:
      return none(`it has no ${service}; what can fail there is power, network, ec2, ebs and postgres`)
  }
}

/** Everything asked of it fails. */
const isWhole = ({ effect: { errorsPercent, hang } }: Impair): boolean =>
  hang || errorsPercent === EVERY_REQUEST_PERCENT

const regionOf = (of: Impair['of'], { regions }: Policy): Region | undefined =>
  of.kind === 'global' ? undefined : regions.find(({ region }) => region === of.region)?.region

const targetOf = (of: Impair['of']): string => (of.kind === 'zone' ? of.zone : of.kind === 'region' ? of.region : '')

function network(event: Impair): Made {
  const { effect, of } = event
  const target = targetOf(of)
  if (effect.latencyMs > 0) return made({ target, kind: 'slow', delayMs: effect.latencyMs })
  if (!isWhole(event)) return none('its network is whole or cut, no less')
  return made(of.kind === 'zone' ? { target, kind: 'hang' } : { target, kind: 'partition', with: 'everyone' })
}

function servers({ effect, of }: Impair, { regions }: Policy): Made {
  const zones = of.kind === 'zone' ? [of.zone] : (regions.find(({ region }) => region === targetOf(of))?.zones ?? [])
  return made(
    ...zones.map((target): Breakage => {
      if (effect.latencyMs > 0) return { target, kind: 'slow', delayMs: effect.latencyMs }
      if (effect.errorsPercent > 0) return { target, kind: 'errors', percent: effect.errorsPercent }
      return { target, kind: 'hang' }
    }),
  )
}

/** The storage of a database hangs; pages still come from memory, so that it is gray whether or not the drill says so. */
function storage(event: Impair): Made {
  const { effect, of, service } = event
  if (of.kind !== 'region') return none('its database stands in its region as a whole, in no zone')
  const isStuck = isWhole(event) || (effect.gray && effect.errorsPercent === 0 && effect.latencyMs === 0)
  return isStuck ? made({ target: of.region, kind: 'db-stuck' }) : none(`its ${service} works or hangs, no less`)
}

function parted({ between }: EventOf<'partition'>, { observe, regions }: Policy): Made {
  const isRegion = (side: string): boolean => regions.some(({ region }) => region === side)
  const target = between.find(isRegion)
  const other = between.find((side) => side !== target)
  const isSide = other !== undefined && (isRegion(other) || observe.vantages.some((vantage) => vantage === other))
  if (target === undefined || !isSide)
    return none('a partition there lies between two regions, or a region and a vantage')
  return made({ target, kind: 'partition', with: other })
}

function released({ errorsPercent, regions }: EventOf<'release'>): Made {
  if (errorsPercent < 1) return none('a release without an error changes nothing there')
  return made(...regions.map((target): Breakage => ({ target, kind: 'errors', percent: errorsPercent })))
}

/** Whether healing `target` heals what is broken at `other`: the same place, or a zone of that region. */
export const healsToo = (target: string, other: string, { regions }: Policy): boolean =>
  target === other || regions.some(({ region, zones }) => region === target && zones.some((zone) => zone === other))
