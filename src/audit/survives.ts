/**
 * What a plan survives: the same move drawn again with something gone. As drawn on a calm day it may lean on what is lost
 * and still stand by another way, since a plan is drawn anew on the day; it is stopped only where no way is left.
 */
import { nameOf } from '../model/place.js'
import type { Plan } from '../model/plan.js'
import type { Draft } from '../plan/draft.js'
import type { Controller, Facts, Outlook, Without } from './facts.js'
import { type Loss, needsSts, regionLost } from './losses.js'

/** What becomes of `plan` when `loss` is gone; `again` is the move drawn then. */
export function without(
  loss: Loss,
  { move, plan }: Pick<Outlook, 'move' | 'plan'>,
  again: Draft,
  controller: Controller,
): Without {
  const name = { loss: loss.name }
  if (regionLost(loss) === move.to) return { ...name, is: 'not-asked', says: [`the move leads to ${move.to}`] }
  if (again.is === 'refused') return { ...name, is: 'stopped', says: stopsIn(again) }
  if (loss.means === 'sts' && needsSts(controller.access)) {
    const says = `new credentials must be had: ${controller.access.says}`
    return { ...name, is: 'stopped', says: [says] }
  }
  if (loss.means === 'store') return { ...name, is: 'another-way', says: ['with --break-glass, recorded locally'] }
  const changed = plan ? changesIn(plan, again.plan) : []
  return { ...name, is: changed.length === 0 ? 'as-drawn' : 'another-way', says: changed }
}

const stopsIn = ({ objections }: Extract<Draft, { is: 'refused' }>): readonly string[] => [
  ...new Set(
    objections.map(({ because, detail, plane, step, tactic }) => {
      const way = `${step}${tactic === '-' ? '' : ` by ${tactic}`}`
      return because === 'impaired' && plane ? `${way} needs ${nameOf(plane)}` : `${way}: ${detail}`
    }),
  ),
]

/** Steps that are done by another tactic, or not at all. */
function changesIn(before: Plan, after: Plan): readonly string[] {
  const tactics = new Map(after.steps.map(({ id, tactic }) => [id, tactic]))
  return before.steps.flatMap(({ id, tactic }) => {
    const now = tactics.get(id)
    if (now === tactic) return []
    return [now === undefined ? `${id} is left out` : `${id}: ${now} instead of ${tactic}`]
  })
}

/** Why the app would not move, or is not sure to, with each of `names` gone; empty where every gate holds. */
export function notSurvived({ outlooks }: Pick<Facts, 'outlooks'>, names: readonly string[]): readonly string[] {
  return outlooks.flatMap(({ move, without: all }) =>
    all
      .filter(({ is, loss }) => is === 'stopped' && names.includes(loss))
      .map(({ loss, says }) => `${move.from} → ${move.to} without ${loss}: ${says.join('; ')}`),
  )
}

/** The names that `--must-survive` takes. */
export const lossNames = ({ outlooks }: Pick<Facts, 'outlooks'>): readonly string[] => [
  ...new Set(outlooks.flatMap(({ without: all }) => all.map(({ loss }) => loss))),
]
