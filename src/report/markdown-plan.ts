/** The post-mortem's section on the plan: what was to be done, what became of each step, what was passed over and why. */
import { nameOf } from '../model/place.js'
import type { Plan } from '../model/plan.js'
import { formatMs } from '../model/units.js'
import { pastPointOfNoReturn } from '../plan/graph.js'
import type { Incident } from './incident.js'
import { inline, markdownTable } from './markdown-table.js'
import { about, expectedLoss, undoMark } from './plan-text.js'
import { took } from './text.js'

/** Markdown of some paragraphs. */
export function planSection({ plan, steps }: Incident): string {
  if (!plan) return 'No plan was accepted.'
  const rows = steps.map((progress, index) => [
    String(index + 1),
    progress.step.says,
    progress.step.needs.map(nameOf).join('\n'),
    undoMark(progress.step),
    progress.state,
    String(progress.attempts),
    about(progress.step),
    took(progress),
    progress.because,
  ])
  const head = ['no.', 'step', 'needs', 'undo', 'state', 'attempts', 'expected', 'took', 'because']
  const over = plan.steps.flatMap(({ passedOver }) => passedOver)
  const parts = [
    figures(plan),
    markdownTable(head, rows),
    ...(over.length === 0 ? [] : ['### Passed over', objections(over)]),
    ...(plan.survival.length === 0 ? [] : ['### Survives the loss of', survival(plan)]),
  ]
  return parts.join('\n\n')
}

function figures(plan: Plan): string {
  const { expectedMs, hash, inventoryAgeMs, steps } = plan
  const first = pastPointOfNoReturn(steps)[0]
  const turn = first ? `step ${steps.indexOf(first) + 1}, "${first.says}"` : 'none, every step can be undone'
  const age = `drawn from an inventory ${formatMs(inventoryAgeMs)} old`
  return [
    `- Plan ${inline(hash)}, expected to take about ${formatMs(expectedMs)}; ${inline(expectedLoss(plan))}; ${age}.`,
    `- Point of no return: ${inline(turn)}.`,
  ].join('\n')
}

const objections = (over: Plan['steps'][number]['passedOver']): string =>
  markdownTable(
    ['step', 'tactic', 'because', 'detail'],
    over.map(({ because, detail, step, tactic }) => [step, tactic, because, detail]),
  )

const survival = ({ survival: all }: Plan): string =>
  markdownTable(
    ['loss', 'survives', 'steps that would not run'],
    all.map(({ loss, stopped, survives }) => [loss, survives ? 'yes' : 'no', stopped.join(', ')]),
  )
