/** A plan as a person checks it before it runs: steps, planes, what can be undone, what was passed over, what it survives. */
import { describeMove } from '../model/move.js'
import { nameOf } from '../model/place.js'
import type { Plan, Step } from '../model/plan.js'
import { formatMs } from '../model/units.js'
import { pastPointOfNoReturn } from '../plan/graph.js'
import { type Paint, plain } from './paint.js'
import { printable } from './printable.js'
import { type Rule, table } from './table.js'

/** The plan as a text of some lines, without a newline at the end. */
export function planText(drawn: Plan, paint: Paint = plain): string {
  const plan = printable(drawn)
  const parts = [heading(plan, paint), stepTable(plan, paint), passedOver(plan, paint), survives(plan, paint)]
  return parts.filter((part) => part !== '').join('\n\n')
}

/** What it may lose, in a line (law 12). */
export function expectedLoss({ expectedLossMs, lagAgeMs, move }: Plan): string {
  if (move.kind !== 'failover') return 'loses nothing'
  if (expectedLossMs === undefined) return 'loss not known: the lag of the replica is not'
  const seen = lagAgeMs === undefined ? '' : ` (lag seen ${formatMs(lagAgeMs)} ago)`
  return `may lose up to ${formatMs(expectedLossMs)} of writes${seen}`
}

function heading(plan: Plan, paint: Paint): string {
  const figures = `about ${formatMs(plan.expectedMs)}; ${expectedLoss(plan)}; inventory ${formatMs(plan.inventoryAgeMs)} old`
  return `${paint.bold(`Plan ${plan.hash}`)}  ${describeMove(plan.move)}\n  ${figures}`
}

function stepTable({ leftOut = [], steps }: Plan, paint: Paint): string {
  if (steps.length === 0) return leftOut.length > 0 ? '  no steps' : '  no steps: everything is so already'
  const first = pastPointOfNoReturn(steps)[0]
  const rows = steps.flatMap((step, index): readonly (readonly string[] | Rule)[] => {
    const row = [`${index + 1}`, step.says, planes(step), undoMark(step), about(step)]
    return step === first ? [{ across: paint.warn('── point of no return ──') }, row] : [row]
  })
  return table(['#', 'step', 'needs', 'undo', 'about'], rows)
}

/** What it needs; what it only tries is told apart. */
const planes = ({ needs, tries = [] }: Step): string =>
  [...needs.map(nameOf), ...tries.map((plane) => `(tries ${nameOf(plane)})`)].join('\n') || '-'

/** How long a step takes, and how long users must be seen served after it. */
export function about({ expectedMs, proof }: Pick<Step, 'expectedMs' | 'proof'>): string {
  return proof ? `${formatMs(expectedMs)}, settles ${formatMs(proof.settleMs)}` : formatMs(expectedMs)
}

/** Whether a step can be taken back, in a word. */
export function undoMark({ undo }: Pick<Step, 'undo'>): string {
  return { action: 'yes', 'not-needed': 'not needed', impossible: 'no' }[undo.kind]
}

function passedOver({ leftOut = [], steps }: Plan, paint: Paint): string {
  const rows = steps.flatMap(({ id, passedOver }) =>
    passedOver.map(({ because, detail, tactic }) => [id, tactic, because, detail]),
  )
  rows.push(...leftOut.map(({ because, detail, step, tactic }) => [step, tactic, because, detail]))
  if (rows.length === 0) return ''
  return `${paint.bold('Passed over')}\n${table(['step', 'tactic', 'because', 'detail'], rows)}`
}

function survives({ steps, survival }: Plan, paint: Paint): string {
  const number = new Map(steps.map(({ id }, index) => [id, index + 1]))
  const rows = survival.map(({ loss, stopped, survives: does }) => [
    loss,
    does ? paint.good('yes') : paint.bad('no'),
    stopped.map((id) => number.get(id) ?? id).join(', '),
  ])
  return rows.length === 0 ? '' : `${paint.bold('Survival')}\n${table(['loss', 'survives', 'steps that stop'], rows)}`
}
