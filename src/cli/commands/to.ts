/** `failover --to`, `evacuate`, `back`, `freeze` and `thaw`: what an operator can ask for, one path for all. */
import { isRegion, isZoneId, type Region } from '../../model/place.js'
import type { Policy } from '../../policy/policy.js'
import { Ending, EXIT } from '../exit.js'
import { move } from '../move.js'
import { findPolicy, readPolicy } from '../open.js'
import type { MoveOptions } from '../options.js'
import type { Output } from '../output.js'
import { didYouMean } from '../usage.js'

/** Moves the app to `to`, a region of the policy or `auto`. */
export async function to(output: Output, options: MoveOptions, to: string): Promise<void> {
  const policy = findPolicy(options, output)
  const where = regionOrAuto(readPolicy(policy), to)
  await move({ kind: 'move-to', to: where, planned: options.planned === true }, { ...options, policy }, output)
}

/** Takes traffic from one zone. */
export async function evacuate(output: Output, options: MoveOptions, zone: string): Promise<void> {
  const policy = findPolicy(options, output)
  const zones = readPolicy(policy).regions.flatMap((region) => region.zones)
  if (!isZoneId(zone) || !zones.includes(zone)) {
    const message = `${zone} is no zone of this policy${didYouMean(zone, zones)}`
    throw new Ending(EXIT.usage, message, `its zones are ${zones.join(', ')}`)
  }
  await move({ kind: 'evacuate', zone }, { ...options, policy }, output)
}

/** Returns home. */
export async function back(output: Output, options: MoveOptions): Promise<void> {
  await move({ kind: 'back' }, options, output)
}

/** Freezes a region, until a person lifts it. */
export async function freeze(output: Output, options: MoveOptions, region: string): Promise<void> {
  const policy = findPolicy(options, output)
  await move({ kind: 'freeze', region: regionIn(readPolicy(policy), region) }, { ...options, policy }, output)
}

/** Lifts the freeze of a region, or of the one that is frozen. */
export async function thaw(output: Output, options: MoveOptions, region?: string): Promise<void> {
  const policy = findPolicy(options, output)
  const named = region === undefined ? {} : { region: regionIn(readPolicy(policy), region) }
  await move({ kind: 'thaw', ...named }, { ...options, policy }, output)
}

function regionIn({ regions }: Policy, region: string): Region {
  const names = regions.map((entry) => entry.region)
  const found = names.find((name) => name === region)
  if (found) return found
  const message = `${region} is no region of this policy${didYouMean(region, names)}`
  throw new Ending(EXIT.usage, message, `its regions are ${names.join(', ')}`)
}

/** An unknown region is a slip of the hand, told before anything is opened. */
export function regionOrAuto({ regions }: Policy, to: string): Region | 'auto' {
  if (to === 'auto') return to
  const names = regions.map(({ region }) => region)
  if (isRegion(to) && names.includes(to)) return to
  const message = `${to} is no region of this policy${didYouMean(to, [...names, 'auto'])}`
  throw new Ending(EXIT.usage, message, `its regions are ${names.join(', ')}, or "auto" for the best`)
}
