/** An incident as a post-mortem to start from, in GitHub's Markdown: everything the journal knows, nothing guessed. */
import { describeMove } from '../model/move.js'
import { nameOf } from '../model/place.js'
import { formatMs } from '../model/units.js'
import { offset, stamp } from './clock.js'
import { lossLine, triggerLine, verificationLine } from './event-line.js'
import { healthLine, tallyLine } from './evidence.js'
import { followUps } from './follow-ups.js'
import { cameTrueLine } from './forecast-text.js'
import type { Incident } from './incident.js'
import { planSection } from './markdown-plan.js'
import { inline, markdownTable, prose } from './markdown-table.js'
import { moments } from './moments.js'
import { expectedLoss } from './plan-text.js'
import { printable } from './printable.js'
import { pointLine, startOf, storyLine, timeLine, waiverLines } from './summary.js'
import { waterfall } from './waterfall.js'

/** The whole document, ending with a newline. */
export function postMortem(given: Incident): string {
  const incident = printable(given)
  const sections = [
    [`# Incident ${inline(incident.id)}: ${inline(describeMove(incident.move))}`, summary(incident)],
    ['## Impact', impact(incident)],
    ['## Recovery time', chart(incident)],
    ['## Timeline', timeline(incident)],
    ['## What was seen', evidence(incident)],
    ['## Decision', decision(incident)],
    ['## Plan', planSection(incident)],
    ['## Loss', loss(incident)],
    ['## To do by hand', toDo(incident)],
    ['## To be written by people', toWrite(incident)],
  ]
  return `${sections.map((lines) => lines.join('\n\n')).join('\n\n')}\n`
}

function summary(incident: Incident): string {
  const { closedAt, id, next, openedAt, people, severity, state, trigger } = incident
  const closed = closedAt === undefined ? 'not yet' : `${stamp(closedAt)}, after ${formatMs(closedAt - openedAt)}`
  const rows = [
    ['severity', String(severity)],
    ['state', state],
    ...(next === undefined ? [] : [['next', next]]),
    ['trigger', triggerLine(trigger)],
    ['opened', stamp(openedAt)],
    ['closed', closed],
    ['commander', people.commander],
    ['on record', people.acted.join(', ')],
  ]
  return `${prose(storyLine(incident))}\n\n${markdownTable(['incident', id], rows)}`
}

function impact(incident: Incident): string {
  const { firstBadAt, servedAt } = incident.recovery
  const first = firstBadAt === undefined ? 'No bad sample led to it' : `First bad sample ${stamp(firstBadAt)}`
  const last = servedAt === undefined ? 'users not seen served' : `users served again ${stamp(servedAt)}`
  const seen = incident.verification ? verificationLine(incident.verification) : 'not verified yet'
  const told = incident.foretold && incident.state !== 'done' ? [cameTrueLine(incident.foretold)] : []
  return list([timeLine(incident), pointLine(incident), ...told, `${first}; ${last}`, `Last seen: ${seen}`])
}

const list = (lines: readonly string[]): string => lines.map((line) => `- ${prose(line)}`).join('\n')

function chart({ recovery }: Incident): string {
  const bars = waterfall(recovery)
  return bars.length === 0 ? 'Nothing timed yet.' : ['```text', ...bars, '```'].join('\n')
}

function timeline(incident: Incident): string {
  const startAt = startOf(incident)
  const rows = moments(incident).map(({ at, by, text }) => [stamp(at), offset(at, startAt), by, text])
  return markdownTable(['at', 'since the start', 'by', 'what'], rows)
}

function evidence({ evidence: all, openedAt }: Incident): string {
  const rows = all.map((assessment) => [
    nameOf(assessment.of),
    healthLine(assessment),
    assessment.firstBadAt === undefined ? '-' : stamp(assessment.firstBadAt),
    assessment.lastQuorumAt === undefined ? 'never' : stamp(assessment.lastQuorumAt),
    assessment.tallies.map(tallyLine).join('\n'),
  ])
  if (rows.length === 0) return 'Nothing was kept.'
  const table = markdownTable(['place', 'health', 'first bad', 'last quorum', 'votes of the vantages'], rows)
  return `As it was judged when the incident was opened, ${stamp(openedAt)}.\n\n${table}`
}

function decision(incident: Incident): string {
  const { because, considered } = incident.decision
  const chosen = describeMove(incident.move)
  const tables = considered.map(({ guards, move }) => {
    const rows = guards.map((guard) => [guard.guard, guard.is, guard.because])
    const words = rows.length === 0 ? 'No guard has a say.' : markdownTable(['guard', 'says', 'because'], rows)
    const name = describeMove(move)
    return `### ${inline(name)} (${name === chosen ? 'chosen' : 'passed over'})\n\n${words}`
  })
  const waived = waiverLines(incident)
  return [prose(because), ...(waived.length > 0 ? [list(waived)] : []), ...tables].join('\n\n')
}

function loss({ loss: counted, plan }: Incident): string {
  return list([
    plan ? `Told before: ${expectedLoss(plan)}.` : 'Nothing was told before.',
    counted ? `Measured after: ${lossLine(counted)}.` : 'Not measured yet.',
  ])
}

function toDo(incident: Incident): string {
  const lines = followUps(incident).map((line) => `- [ ] ${prose(line)}`)
  return lines.length === 0 ? 'Nothing.' : lines.join('\n')
}

/** What no journal can know. */
function toWrite({ app, recovery: { segments } }: Incident): string {
  const longest = [...segments].sort((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs))[0]
  const slowest = longest ? ` The longest part was "${longest.name}", ${formatMs(longest.toMs - longest.fromMs)}.` : ''
  return [
    'The journal knows what was seen and done, not why.',
    [
      '- **Cause:** what broke, and what let it.',
      `- **Users of ${inline(app)}:** who was hit, how they noticed, what they were told.`,
      `- **Time:** what could have been sooner.${slowest}`,
      '- **Luck:** what went well that nobody had prepared.',
      '- **Changes:** each with an owner and a date.',
    ].join('\n'),
  ].join('\n\n')
}
