/** An incident as a post-mortem to start from, in GitHub's Markdown: everything the journal knows, nothing guessed. */
import { describeMove } from '../model/move.js'
import { nameOf } from '../model/place.js'
import { formatMs } from '../model/units.js'
import { offset, stamp } from './clock.js'
import { lossLine, triggerLine, verificationLine } from './event-line.js'
import { healthLine, tallyLine } from './evidence.js'
import { followUps } from './follow-ups.js'
import type { Incident } from './incident.js'
import { markdownTable, prose } from './markdown-table.js'
import { expectedLoss, undoMark } from './plan-text.js'
import { pointLine, startOf, storyLine, timeLine } from './summary.js'
import { took } from './text.js'
import { waterfall } from './waterfall.js'

/** The whole document, ending with a newline. */
export function postMortem(incident: Incident): string {
  const sections = [
    [`# Incident ${incident.id}: ${prose(describeMove(incident.move))}`, summary(incident)],
    ['## Impact', impact(incident)],
    ['## Recovery time', chart(incident)],
    ['## Timeline', timeline(incident)],
    ['## What was seen', evidence(incident)],
    ['## Decision', decision(incident)],
    ['## Plan', plan(incident)],
    ['## Loss', loss(incident)],
    [
      '## To do by hand',
      followUps(incident)
        .map((line) => `- [ ] ${prose(line)}`)
        .join('\n') || 'Nothing.',
    ],
  ]
  return `${sections.map((lines) => lines.join('\n\n')).join('\n\n')}\n`
}

function summary(incident: Incident): string {
  const { closedAt, openedAt, people, severity, trigger } = incident
  const rows = [
    ['severity', String(severity)],
    ['state', incident.state],
    ['trigger', triggerLine(trigger)],
    ['opened', stamp(openedAt)],
    ['closed', closedAt === undefined ? 'not yet' : stamp(closedAt)],
    ['commander', people.commander],
    ['acted', people.acted.join(', ')],
  ]
  return `${prose(storyLine(incident))}\n\n${markdownTable(['', ''], rows)}`
}

function impact(incident: Incident): string {
  const { firstBadAt, servedAt } = incident.recovery
  const first = firstBadAt === undefined ? 'no bad sample led to it' : `first bad sample ${stamp(firstBadAt)}`
  const last = servedAt === undefined ? 'users not seen served' : `users served again ${stamp(servedAt)}`
  const seen = incident.verification ? verificationLine(incident.verification) : 'not verified yet'
  return [timeLine(incident), pointLine(incident), `${first}; ${last}`, seen]
    .map((line) => `- ${prose(line)}`)
    .join('\n')
}

function chart({ recovery }: Incident): string {
  const bars = waterfall(recovery)
  return bars.length === 0 ? 'Nothing timed yet.' : ['```text', ...bars, '```'].join('\n')
}

function timeline(incident: Incident): string {
  const startAt = startOf(incident)
  const rows = incident.timeline.map(({ at, by, text }) => [stamp(at), offset(at, startAt), by, text])
  return markdownTable(['at', 'since the start', 'by', 'what'], rows)
}

function evidence({ evidence: all }: Incident): string {
  const rows = all.map((assessment) => [
    nameOf(assessment.of),
    healthLine(assessment),
    assessment.firstBadAt === undefined ? '-' : stamp(assessment.firstBadAt),
    assessment.lastQuorumAt === undefined ? 'never' : stamp(assessment.lastQuorumAt),
    assessment.tallies.map(tallyLine).join('\n'),
  ])
  return rows.length === 0
    ? 'Nothing was kept.'
    : markdownTable(['place', 'health', 'first bad', 'last quorum', 'votes'], rows)
}

function decision({ decision: { because, considered } }: Incident): string {
  const tables = considered.map(({ guards, move }) => {
    const rows = guards.map((guard) => [guard.guard, guard.is, guard.because])
    const words = rows.length === 0 ? 'No guard has a say.' : markdownTable(['guard', 'says', 'because'], rows)
    return `### ${prose(describeMove(move))}\n\n${words}`
  })
  return [prose(because), ...tables].join('\n\n')
}

function plan({ plan: accepted, steps }: Incident): string {
  if (!accepted) return 'No plan was accepted.'
  const rows = steps.map((progress, index) => [
    String(index + 1),
    progress.step.says,
    progress.step.needs.map(nameOf).join('\n'),
    undoMark(progress.step),
    progress.state,
    String(progress.attempts),
    took(progress),
    progress.because,
  ])
  const passed = accepted.steps.flatMap(({ passedOver }) => passedOver)
  const over = passed.map(({ because, detail, step, tactic }) => [step, tactic, because, detail])
  return [
    `\`${accepted.hash}\`, expected about ${formatMs(accepted.expectedMs)}; ${expectedLoss(accepted)}.`,
    markdownTable(['#', 'step', 'needs', 'undo', 'state', 'attempts', 'took', 'because'], rows),
    ...(over.length > 0 ? ['### Passed over', markdownTable(['step', 'tactic', 'because', 'detail'], over)] : []),
    ...(accepted.survival.length > 0 ? ['### Survives the loss of', survival(accepted.survival)] : []),
  ].join('\n\n')
}

function survival(all: NonNullable<Incident['plan']>['survival']): string {
  const rows = all.map(({ loss: what, stopped, survives }) => [what, survives ? 'yes' : 'no', stopped.join(', ')])
  return markdownTable(['loss', 'survives', 'steps that would not run'], rows)
}

function loss({ loss: counted, plan: accepted }: Incident): string {
  const told = accepted ? `Told before: ${expectedLoss(accepted)}.` : 'Nothing was told before.'
  const measured = counted ? `Measured after: ${lossLine(counted)}.` : 'Not measured yet.'
  return `${told} ${prose(measured)}`
}
