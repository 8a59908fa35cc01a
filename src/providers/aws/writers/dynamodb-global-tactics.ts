/**
 * A global table takes writes in every region, so it has no writer to fence or promote: before traffic moves, it is seen
 * that the table there takes writes. The same item written in two regions at once keeps the later write.
 */
import type { Region } from '../../../model/place.js'
import type { End, Tactic } from '../../../model/plan.js'
import { controlOf, dataOf } from '../places.js'

/** Name of the fact that the table in `at` is there and, as far as others tell, replicated to. */
export const tableFact = (at: Region): string => `table in ${at}`

export const VERBS = { seeActive: 'see-active' } as const

/** The tactics of the resource for `end`. A failover stops without its table; a switchover wants it at both ends. */
export function tableTactics(resource: string, end: End): readonly Tactic[] {
  if (end.kind !== 'caught-up' && end.kind !== 'replica') return []
  const { at } = end
  return [
    {
      name: 'see-active',
      says: `see that ${resource} takes writes in ${at} (a global table: nothing to promote, the later write wins)`,
      action: { resource, verb: VERBS.seeActive, with: { at } },
      needs: [controlOf('dynamodb', at), dataOf('dynamodb', at)],
      prerequisites: [tableFact(at)],
      undo: { kind: 'not-needed' },
      ...{ expectedMs: 500, deadlineMs: 60_000, onFailure: 'halt' },
    },
  ]
}
