/** A status as people read it on a terminal: the answer first, then what it rests on. */
import { frozenWords } from '../daemon/frozen-words.js'
import type { GaugeStatus, PlaceStatus, RegionStatus, StatusDocument } from '../daemon/status-document.js'
import { describeMove } from '../model/move.js'
import { formatMs, formatPercent } from '../model/units.js'
import type { Paint } from '../report/paint.js'
import type { StepProgress } from '../report/progress.js'
import { driftLines, rehearsalLine } from '../report/rehearsal-text.js'
import { table } from '../report/table.js'
import type { Output } from './output.js'
import { paintOf } from './paint.js'
import { outlooksText } from './prospects-text.js'

/** A leader's sign of life older than this is remarked on; it gives one every two seconds. */
const SILENT_MS = 15_000
/** A figure older than this is shown with its age: it is remembered, not seen. */
const OLD_MS = 15_000

/** Some lines, without a newline at the end. */
export function statusText(status: StatusDocument, output: Output): string {
  const paint = paintOf(output)
  const sections = [
    answer(status, paint),
    gameDayText(status, paint),
    incident(status, paint),
    frozenText(status, paint),
    ...status.regions.map((region) => regionText(region, status, paint)),
    decision(status, paint),
    outlooksText(status, paint),
    rehearsalsSection(status, paint),
    record(status),
  ]
  return sections.filter((section) => section !== '').join('\n\n')
}

function answer({ app, at, leader, verdict }: StatusDocument, paint: Paint): string {
  const stress = { well: paint.good, warning: paint.warn, unknown: paint.warn, impaired: paint.bad }
  const word = verdict.is === 'moving' ? paint.warn : verdict.is === 'waiting' ? paint.bad : stress[verdict.is]
  return [
    `${paint.bold(app)}  ${word(verdict.says)}`,
    ...verdict.more.map((line) => `  ${line}`),
    `  ${leaderLine(leader, at, paint)}`,
  ].join('\n')
}

function leaderLine(leader: StatusDocument['leader'], at: number, paint: Paint): string {
  if (!leader) return paint.warn('nobody watches: nothing moves by itself ("failover watch" starts it)')
  const { by, epoch, pid, since, url } = leader
  const silentMs = at - leader.at
  const line = `${by} leads, epoch ${epoch}, for ${formatMs(Math.max(0, at - since))}; ${url}`
  if (silentMs <= SILENT_MS) return line
  return paint.warn(`${line}; not heard for ${formatMs(silentMs)}: see whether process ${pid} still runs there`)
}

function incident({ at, incident: open }: StatusDocument, paint: Paint): string {
  if (!open) return ''
  const { id, move, openedAt, state, steps } = open
  const head = `${paint.bold(`Incident ${id}`)}  ${describeMove(move)}, ${state}, opened ${formatMs(Math.max(0, at - openedAt))} ago`
  const rows = steps.map((progress) => [
    stepMark(progress, paint),
    progress.step.says,
    progress.state,
    progress.because,
  ])
  return rows.length === 0 ? head : `${head}\n${table([], rows)}`
}

function gameDayText({ at, gameDay, incident: open }: StatusDocument, paint: Paint): string {
  if (!gameDay) return ''
  const { begunAt, by, endsAt, home } = gameDay
  const due = endsAt >= at ? `within ${formatMs(endsAt - at)}` : `${formatMs(at - endsAt)} ago`
  const next = open ? '"failover resume", then "failover back"' : '"failover back"'
  return paint.warn(
    `Game day of ${by}, begun ${formatMs(Math.max(0, at - begunAt))} ago: ${home} was to serve again ${due}; if nobody runs it any more: ${next}`,
  )
}

function frozenText({ at, frozen = [] }: StatusDocument, paint: Paint): string {
  const lines = frozen.flatMap((each) => {
    const { missing, next, says } = frozenWords(each, at)
    return [`${paint.warn(says)}: ${next}`, ...missing.map((line) => `  ${line}`)]
  })
  return lines.join('\n')
}

function stepMark({ state }: StepProgress, paint: Paint): string {
  return {
    waiting: paint.dim('·'),
    running: paint.warn('>'),
    done: paint.good('✓'),
    failed: paint.bad('✕'),
    undone: paint.warn('↩'),
  }[state]
}

function regionText(region: RegionStatus, { at, resources }: StatusDocument, paint: Paint): string {
  const { active, gauges, name, planes, role, zones } = region
  const here = resources.filter((resource) => resource.active === name).map((resource) => resource.name)
  const traffic = active ? `, ${paint.bold('traffic goes here')}` : ''
  const holds = here.length > 0 ? `; here: ${here.join(', ')}` : ''
  const rows = [
    ...zones.flatMap((zone) => [
      placeRow(zone, paint, active && !zone.serves ? 'traffic has left' : ''),
      ...zone.planes.map((plane) => placeRow(plane, paint, '')),
    ]),
    ...planes.map((plane) => placeRow(plane, paint, '')),
  ]
  return [
    `${paint.bold(name)}  ${role}, ${shade(region, paint)}${traffic}${holds}`,
    table([], rows),
    ...gauges.map((gauge) => `  ${gaugeLine(gauge, active, at, paint)}`),
  ].join('\n')
}

function placeRow(place: PlaceStatus, paint: Paint, note: string): readonly string[] {
  const votes = place.signals.map(({ fail, pass, signal, unknown }) => {
    const parts = [
      `${pass} pass`,
      ...(fail > 0 ? [`${fail} fail`] : []),
      ...(unknown > 0 ? [`${unknown} unknown`] : []),
    ]
    return `${signal}: ${parts.join(', ')}`
  })
  const why = [...new Set(place.signals.flatMap(({ because }) => (because === undefined ? [] : [because])))]
  const latency = place.latencyMs === undefined ? '' : formatMs(place.latencyMs)
  return [
    place.name,
    shade(place, paint),
    votes.join('\n'),
    latency,
    [note, ...why].filter((part) => part !== '').join('; '),
  ]
}

function shade({ forcedBy, health }: PlaceStatus, paint: Paint): string {
  const as = {
    healthy: paint.good,
    suspect: paint.warn,
    impaired: paint.bad,
    recovering: paint.warn,
    unknown: paint.warn,
  }
  return as[health](forcedBy === undefined ? health : `${health} (forced by ${forcedBy})`)
}

function gaugeLine(
  { at, limit, name, reading, resource }: GaugeStatus,
  active: boolean,
  now: number,
  paint: Paint,
): string {
  const isLag = name === 'replica-lag-ms'
  const format = isLag ? formatMs : formatPercent
  const what = `${resource}: ${isLag ? 'replica lag' : 'capacity'}`
  if (reading.is === 'unknown') return paint.warn(`${what} unknown: ${reading.because}`)
  const bound = active ? '' : isLag ? `, limit ${format(limit)}` : `, at least ${format(limit)} wanted`
  const line = `${what} ${format(reading.value)}${bound}${now - at > OLD_MS ? `, seen ${formatMs(now - at)} ago` : ''}`
  const isFine = active || (isLag ? reading.value <= limit : reading.value >= limit)
  return isFine ? line : paint.bad(line)
}

function decision({ automatic, decision: now }: StatusDocument, paint: Paint): string {
  const what =
    now.kind === 'act' && now.move
      ? `${describeMove(now.move)}: ${now.because}`
      : `${now.reason === 'steady' ? 'nothing' : 'hold'}: ${now.because}`
  const stopped = now.considered.flatMap(({ guards, move }) =>
    guards
      .filter(({ is }) => is !== 'allow')
      .map(({ because, guard, is }) => [describeMove(move), guard, is, because] as const),
  )
  return [
    `${paint.bold('To do now')}  ${what}`,
    ...(now.objections ?? []).map((objection) => `  ${paint.bad(objection)}`),
    ...(stopped.length > 0 ? [table([], stopped)] : []),
    `  moves by itself: ${automatic.join(', ') || 'never'}`,
  ].join('\n')
}

function rehearsalsSection({ at, rehearsals = [] }: StatusDocument, paint: Paint): string {
  if (rehearsals.length === 0) return ''
  const lines = rehearsals.flatMap(({ drill, dueAt, last }) => {
    const next = dueAt <= at ? 'due at the next calm moment' : `next in ${formatMs(dueAt - at)}`
    if (!last) return [`  ${drill}: not rehearsed yet, ${next}`]
    const when = `${formatMs(Math.max(0, at - last.at))} ago, ${next}`
    return [`  ${rehearsalLine(last, paint)}; ${when}`, ...driftLines(last, paint).map((line) => `    ${line}`)]
  })
  return [paint.bold('Rehearsals'), ...lines].join('\n')
}

function record({ at, last, objectives: { recoveryPointMs, recoveryTimeMs } }: StatusDocument): string {
  const objectives = `Objectives: users served again within ${formatMs(recoveryTimeMs)}, at most ${formatMs(recoveryPointMs)} of writes lost`
  if (!last) return `${objectives}\nNo move on record.`
  const took = last.recoveryTimeMs === undefined ? '' : ` in ${formatMs(last.recoveryTimeMs)}`
  const when = formatMs(Math.max(0, at - (last.closedAt ?? last.openedAt)))
  return `${objectives}\nLast: ${last.id}, ${last.move}, ${last.state}${took}, ${when} ago`
}
