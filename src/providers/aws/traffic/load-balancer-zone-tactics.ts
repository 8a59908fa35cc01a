/**
 * The ways to take a zone's targets out and to put them back, as plain data: with the very targets that were last seen
 * there, so that acting asks nobody where they stand. A zone that is empty now is put back from memory.
 */
import { z } from 'zod'
import type { Action, End, Json, Tactic } from '../../../model/plan.js'
import type { Inspection } from '../../../model/resource.js'
import { controlOf } from '../places.js'
import { seenIn } from '../plan-data.js'
import { registration } from './elb-targets.js'
import type { Settings } from './load-balancer-zone.js'

export const TAKE_OUT = 'take-out'
export const PUT_BACK = 'put-back'
/** Name of the fact that the other zones of a region can do without one. */
export const enoughFact = (zone: string): string => `enough targets without ${zone}`
/** Where the state keeps the targets last seen in a zone. */
export const targetsKey = (group: string, zone: string): string => `targets of ${group} in ${zone}`
export const registrations = z.array(registration)

const part = z.object({ group: z.string(), targets: registrations })
export const parts = z.array(part)
export type Part = z.output<typeof part>

/** `web` of an ARN that ends in `targetgroup/web/73e2d6bc24d8a067`. */
export const nameOfGroup = (arn: string): string => arn.split('/')[1] ?? arn

/** Elastic Load Balancing stops sending new requests at once; what is under way may take its deregistration delay. */
const EXPECTED_MS = 2_000
const DEADLINE_MS = 60_000

export function targetTactics(
  resource: string,
  end: End,
  { state }: Inspection,
  { target_groups: groups }: Settings,
): readonly Tactic[] {
  if (end.kind !== 'zone-left' && end.kind !== 'zone-restored') return []
  const { region, zone } = end
  const drawn: readonly Part[] = (groups[region] ?? []).flatMap((group) => {
    const targets = seenIn(state, targetsKey(group, zone), registrations) ?? []
    return targets.length > 0 ? [{ group, targets }] : []
  })
  if (drawn.length === 0) return []
  const action = (verb: string): Action => ({
    resource,
    verb,
    with: { region, zone, parts: drawn as unknown as Json },
  })
  const [out, back] = [action(TAKE_OUT), action(PUT_BACK)]
  const isLeaving = end.kind === 'zone-left'
  const figures = drawn.map(({ group, targets }) => `${targets.length} of ${nameOfGroup(group)}`).join(', ')
  const tactic: Tactic = {
    name: 'targets',
    says: isLeaving
      ? `take the targets in ${zone} out (${figures}); requests under way are finished`
      : `put the targets in ${zone} back (${figures})`,
    action: isLeaving ? out : back,
    needs: [controlOf('elb', region)],
    prerequisites: isLeaving ? [enoughFact(zone)] : [],
    undo: { kind: 'action', action: isLeaving ? back : out },
    ...{ expectedMs: EXPECTED_MS, deadlineMs: DEADLINE_MS, onFailure: 'halt' },
  }
  return [tactic]
}
