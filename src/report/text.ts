/** An incident for a terminal: the story, the figures against the objectives, the waterfall, steps and timeline. */
import type { GuardVerdict } from '../model/move.js'
import { describeMove } from '../model/move.js'
import { nameOf } from '../model/place.js'
import { formatMs } from '../model/units.js'
import { offset, stamp } from './clock.js'
import { healthLine, tallyLine } from './evidence.js'
import { followUps } from './follow-ups.js'
import { cameTrueLine } from './forecast-text.js'
import type { Incident } from './incident.js'
import { moments } from './moments.js'
import { type Paint, plain } from './paint.js'
import { expectedLoss } from './plan-text.js'
import { printable } from './printable.js'
import type { StepProgress } from './progress.js'
import { pointLine, startOf, storyLine, timeLine, waiverLines } from './summary.js'
import { table } from './table.js'
import { waterfall } from './waterfall.js'

/** The whole report as text of some lines, without a newline at the end. */
export function incidentText(given: Incident, paint: Paint = plain): string {
  const incident = printable(given)
  const { id, openedAt, people, severity } = incident
  const head = [
    `${paint.bold(id)}  severity ${severity}  opened ${stamp(openedAt)}  commander ${people.commander}`,
    storyLine(incident),
  ].join('\n')
  const told = incident.foretold && incident.state !== 'done' ? [`  ${cameTrueLine(incident.foretold)}`] : []
  const figures = [timeLine(incident), pointLine(incident)].map((line) => `  ${verdict(line, paint)}`)
  const bars = waterfall(incident.recovery).map((line) => `  ${line}`)
  const sections = [
    head,
    [...figures, ...told, ...bars].join('\n'),
    section('Decision', decision(incident, paint), paint),
    section('Seen', seen(incident), paint),
    section('Steps', steps(incident, paint), paint),
    section('Timeline', timeline(incident), paint),
    section(
      'By hand',
      followUps(incident)
        .map((line) => `  - ${line}`)
        .join('\n'),
      paint,
    ),
  ]
  return sections.filter((part) => part !== '').join('\n\n')
}

const section = (title: string, body: string, paint: Paint): string =>
  body === '' ? '' : `${paint.bold(title)}\n${body}`

function verdict(line: string, paint: Paint): string {
  if (line.endsWith(': met')) return paint.good(line)
  return line.endsWith(': missed') ? paint.bad(line) : paint.warn(line)
}

function decision(incident: Incident, paint: Paint): string {
  const { because, considered } = incident.decision
  const rows = considered.flatMap(({ guards, move }) => [
    { across: describeMove(move) },
    ...guards.map((guard) => [guard.guard, painted(guard, paint), guard.because]),
  ])
  const waived = waiverLines(incident).map((line) => `  ${paint.warn(line)}`)
  return [`  ${because}`, ...waived, ...(rows.length > 0 ? [table(['guard', 'says', 'because'], rows)] : [])].join('\n')
}

function painted({ is }: GuardVerdict, paint: Paint): string {
  return { allow: paint.good, block: paint.bad, unknown: paint.warn, waived: paint.warn }[is](is)
}

function seen({ evidence }: Incident): string {
  const rows = evidence.map((assessment) => [
    nameOf(assessment.of),
    healthLine(assessment),
    assessment.tallies.map(tallyLine).join('\n'),
  ])
  return rows.length === 0 ? '' : table(['place', 'health', 'votes'], rows)
}

function steps({ plan, steps: all }: Incident, paint: Paint): string {
  const rows = all.map((progress) => [progress.step.says, shade(progress, paint), took(progress), progress.because])
  if (!plan) return ''
  const figures = `  plan ${plan.hash}, about ${formatMs(plan.expectedMs)}; ${expectedLoss(plan)}`
  return `${figures}\n${table(['step', 'state', 'took', 'because'], rows)}`
}

function shade({ attempts, state }: StepProgress, paint: Paint): string {
  const as = { waiting: paint.dim, running: paint.warn, done: paint.good, failed: paint.bad, undone: paint.warn }[state]
  return as(attempts > 1 ? `${state} (attempt ${attempts})` : state)
}

/** How long the last attempt took; a dash while it has not ended. */
export function took({ endedAt, startedAt }: StepProgress): string {
  return startedAt === undefined || endedAt === undefined ? '-' : formatMs(Math.max(0, endedAt - startedAt))
}

function timeline(incident: Incident): string {
  const startAt = startOf(incident)
  return table(
    [],
    moments(incident).map(({ at, by, text }) => [offset(at, startAt), by, text]),
  )
}
