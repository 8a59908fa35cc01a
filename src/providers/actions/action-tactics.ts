/** The one way a user's own step has to its end, as plain data. */
import { atRegion, type Plane, plane, region } from '../../model/place.js'
import type { Action, End, Tactic } from '../../model/plan.js'
import type { ActionSettings } from './action-settings.js'
import { fill, type Values } from './placeholders.js'
import { type Whereabouts, whereaboutsOf } from './whereabouts.js'

/** What is done about it, as a verb. */
export const ACTION_VERBS = { apply: 'apply', undo: 'undo' } as const
export type Doing = 'apply' | 'undo'

/** What a tactic needs to know of what a step runs. */
export interface Offer {
  readonly type: string
  readonly step: ActionSettings
  /** What it comes to there, in words: `run ./point-cdn-to eu-west-1`. */
  says(doing: Doing, values: Values): string
  /** Planes it leans on by itself, beside those declared. */
  planes(where: Whereabouts): readonly Plane[]
  /** Names of the facts it rests on. */
  prerequisites(where: Whereabouts): readonly string[]
  readonly undo: 'done' | 'impossible' | 'none'
}

/** The values of a step's texts that are known when it is drawn; `{epoch}` is known when it is run. */
export const valuesOf = (app: string, resource: string, where: Whereabouts): Values => ({ app, resource, ...where })

/**
 * The tactic for `end`, where the step belongs to it. What a step at `frozen` did is lifted by its own `undo`, so that a
 * freeze and its thaw are one step.
 */
export function actionTactics(app: string, resource: string, end: End, offer: Offer): readonly Tactic[] {
  const { step, type } = offer
  const isThaw = end.kind === 'thawed' && step.at === 'frozen' && offer.undo === 'done'
  const where = end.kind === step.at || isThaw ? whereaboutsOf(end) : undefined
  if (!where || !belongs(step, end)) return []
  const values = valuesOf(app, resource, where)
  const action = (doing: Doing): Action => ({
    ...{ resource, verb: ACTION_VERBS[doing] },
    with: { ...where, does: offer.says(doing, values) },
  })
  const declared = step.needs.map(({ region: at, service, side }) =>
    plane(service, side, atRegion(region(fill(at, values)))),
  )
  return [
    {
      name: type,
      says: `${resource}: ${offer.says(isThaw ? 'undo' : 'apply', values)}`,
      action: action(isThaw ? 'undo' : 'apply'),
      needs: [...offer.planes(where), ...declared],
      prerequisites: offer.prerequisites(where),
      undo: isThaw ? { kind: 'action', action: action('apply') } : undoOf(offer, action('undo')),
      ...{ expectedMs: step.expected, deadlineMs: step.deadline, onFailure: step.on_failure },
    },
  ]
}

/** A replica is only ever made by a switchover; of other ends, the move itself tells. */
function belongs({ only }: ActionSettings, end: End): boolean {
  if (only === 'both' || end.kind === 'replica' || !('planned' in end)) return true
  return end.planned === (only === 'planned')
}

function undoOf({ undo }: Offer, action: Action): Tactic['undo'] {
  if (undo === 'done') return { kind: 'action', action }
  return { kind: undo === 'none' ? 'not-needed' : 'impossible' }
}
