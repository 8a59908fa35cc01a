/**
 * `dns-record`: brings the public name to a region, or takes one zone from its answers.
 *
 * An action carries the weights it was planned from (`was`) and those it wants. It may act while the name stands at
 * either, which makes a retry harmless; at any other someone else has changed it, and that is a conflict (law 26).
 */
import { withDeadline } from '../../model/deadline.js'
import { OperatingError } from '../../model/error.js'
import { nameOf } from '../../model/place.js'
import type { Action } from '../../model/plan.js'
import type { Driver, Fact, Holding, Inspection, Leash } from '../../model/resource.js'
import type { RegionPolicy } from '../../policy/policy.js'
import type { NameState } from './cloud/local-cloud.js'
import { CONTROL_FACT, dnsTactics, otherZoneFact } from './dns-record-tactics.js'
import { isAnswered, type Led, ledBy } from './dns-record-weights.js'
import {
  type Asked,
  answers,
  asked,
  type ByZone,
  byZone,
  byZoneIn,
  dnsControl,
  type LocalContext,
  sameByZone,
  sayByZone,
} from './driver-context.js'

const TYPE = 'dns-record'
/** One try of a change; a step tries again. */
const TRY_MS = 2_000

/** The driver of the public name `name`, under the policy's name `resource` for it. */
export function dnsRecordDriver(resource: string, name: string, context: LocalContext): Driver {
  const { clock, cloud, regions } = context
  return {
    resource,
    type: TYPE,
    inspect: async (signal) => {
      const found = await asked(clock, `ask for ${name}`, signal, (stop) => cloud.describeName(stop))
      return { resource, type: TYPE, at: clock.now(), ...seenIn(found, name, regions) }
    },
    tactics: (end, seen) => dnsTactics(resource, end, byZone(seen.state.weights), regions),
    holds: async (action, { signal }) => holding(action, await describe(name, context, signal)),
    apply: (action, leash) => apply(action, name, leash, context),
  }
}

type Seen = Omit<Inspection, 'resource' | 'type' | 'at'>

function seenIn(found: Asked<NameState>, name: string, regions: readonly RegionPolicy[]): Seen {
  const control = answers(`${nameOf(dnsControl)}, which keeps ${name},`, found)
  const base = { facts: { [CONTROL_FACT]: control }, gauges: [], impaired: [], state: {} }
  if (found.is === 'none') return { ...base, impaired: [dnsControl] }
  const { epoch, serial, weights } = found.answer
  const led = ledBy(weights, regions)
  return {
    ...base,
    ...placeOf(led),
    facts: { ...base.facts, ...placeFacts(weights, regions) },
    state: { serial, epoch, weights },
  }
}

/** Where most of the users are led is where the app is. */
function placeOf(led: Led): Pick<Inspection, 'active' | 'left'> {
  const most = led.is === 'apart' ? led.most : led.is === 'to' ? led : undefined
  return most ? { active: most.region, left: most.left } : {}
}

/** That the name leads to one region, and which zones it can do without. */
function placeFacts(weights: ByZone, regions: readonly RegionPolicy[]): Readonly<Record<string, Fact>> {
  const led = ledBy(weights, regions)
  if (led.is !== 'to') {
    const where = led.is === 'apart' ? led.regions.join(' and ') : 'nowhere'
    return { 'one region': { is: 'unmet', because: `the name leads to ${where}: ${sayByZone(weights)}` } }
  }
  const zones = regions.find(({ region }) => region === led.region)?.zones ?? []
  const others = zones.map((zone): [string, Fact] => {
    const rest = zones.filter((other) => other !== zone && (weights[other] ?? 0) > 0)
    return rest.length > 0
      ? [otherZoneFact(zone), { is: 'met', because: `${rest.join(' and ')} are answered with as well` }]
      : [otherZoneFact(zone), { is: 'unmet', because: `${zone} is the last zone that is answered with` }]
  })
  const aside = led.aside.length > 0 ? `, but for a trickle to ${led.aside.join(' and ')}: ${sayByZone(weights)}` : ''
  const one: Fact = { is: 'met', because: `the name leads to ${led.region}${aside}` }
  return { 'one region': one, ...Object.fromEntries(others) }
}

function holding({ with: data }: Action, found: Asked<NameState>): Holding {
  if (found.is === 'none') return { is: 'unknown', because: found.because }
  const { serial, weights } = found.answer
  const is = sameByZone(weights, byZoneIn(data, 'weights')) ? 'yes' : 'no'
  return { is, because: `the name answers by ${sayByZone(weights)} (serial ${serial})` }
}

const describe = (name: string, { clock, cloud }: LocalContext, signal: AbortSignal): Promise<Asked<NameState>> =>
  asked(clock, `ask for ${name}`, signal, (stop) => cloud.describeName(stop))

async function apply({ with: data }: Action, name: string, { epoch, signal }: Leash, { clock, cloud }: LocalContext) {
  const weights = byZoneIn(data, 'weights')
  const was = byZoneIn(data, 'was')
  if (!isAnswered(weights)) {
    throw new OperatingError('refused', `${name} would be left without an answer: ${sayByZone(weights)}`)
  }
  await withDeadline({ clock, ms: TRY_MS, doing: `change what ${name} answers`, stop: signal }, async (stop) => {
    const found = await cloud.describeName(stop)
    if (sameByZone(found.weights, weights)) return
    if (!sameByZone(found.weights, was)) throw changedMeanwhile(name, found, was)
    await cloud.changeName({ weights, expectedSerial: found.serial, epoch }, stop)
  })
}

function changedMeanwhile(name: string, { epoch, serial, weights }: NameState, was: ByZone): OperatingError {
  const found = `found ${sayByZone(weights)} (serial ${serial}, epoch ${epoch})`
  const what = `${name} was changed since the plan was drawn: ${found}, expected ${sayByZone(was)}`
  return new OperatingError('conflict', what, 'look at what the name answers, then draw the plan again')
}
