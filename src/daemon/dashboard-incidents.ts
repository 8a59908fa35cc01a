/** The open incident with its steps, its recovery time so far and its story; and the incidents before it. */
import { html, raw } from 'hono/html'
import { describeMove } from '../model/move.js'
import { formatMs } from '../model/units.js'
import { offset } from '../report/clock.js'
import { triggerLine } from '../report/event-line.js'
import type { Incident } from '../report/incident.js'
import { about } from '../report/plan-text.js'
import type { StepProgress } from '../report/progress.js'
import { pointLine, startOf, timeLine } from '../report/summary.js'
import { ago, type Markup } from './dashboard-parts.js'

const RECENT = 10
const STORY = 14

export function incidentSection(incident: Incident, now: number): Markup {
  const { id, move, openedAt, people, severity, steps, trigger } = incident
  return html`<section class="card incident"><header><h2>${describeMove(move)}</h2><span class="role">${id}</span><span class="role">severity ${severity}</span></header>
<p class="facts">${triggerLine(trigger)} · opened ${ago(openedAt, now)} · commander ${people.commander}</p>
<ol class="steps">${steps.map((step) => stepRow(step, now))}</ol>
${waterfall(incident, now)}
${story(incident)}
</section>`
}

const STEP_MARKS = { waiting: '○', running: '◐', done: '✓', failed: '✕', undone: '↩' } as const

function stepRow({ attempts, because, endedAt, startedAt, state, step }: StepProgress, now: number): Markup {
  const tookMs = startedAt === undefined ? undefined : (endedAt ?? now) - startedAt
  const took = tookMs === undefined ? `about ${about(step)}` : formatMs(Math.max(0, tookMs))
  const tries = attempts > 1 ? `, attempt ${attempts}` : ''
  const noReturn = step.undo.kind === 'impossible' ? html` <em>point of no return</em>` : ''
  return html`<li class="${state}"><span class="mark" aria-hidden="true">${STEP_MARKS[state]}</span><span class="says">${step.says}${noReturn}${because === '' ? '' : html`<small>${because}</small>`}</span><span class="took">${state}${tries} · ${took}</span></li>`
}

const MEANING = {
  noticed: 'first bad sample until judged impaired',
  decided: 'until the decision',
  executed: 'until the last step held',
  converged: 'until users were seen served',
} as const

/** Recovery time to scale; what is not over yet grows. */
function waterfall(incident: Incident, now: number): Markup {
  const { closedAt, recovery } = incident
  const { segments, timeObjectiveMs } = recovery
  const fromMs = segments.at(-1)?.toMs ?? 0
  const nowMs = Math.max(fromMs, now - startOf(incident))
  const isOver = closedAt !== undefined || recovery.timeMs !== undefined
  const next = segments.some(({ name }) => name === 'executed') ? 'converged' : 'executed'
  const all = isOver ? segments : [...segments, { name: next, fromMs, toMs: nowMs } as const]
  const totalMs = Math.max(1, all.at(-1)?.toMs ?? 0)
  const share = (ms: number): string => ((ms / totalMs) * 100).toFixed(2)
  return html`<div class="waterfall" role="img" aria-label="${timeLine(incident)}">${all.map(
    (bar, index) =>
      html`<div class="bar"><span class="name">${bar.name}</span><span class="track"><span class="fill ${isOver || index < all.length - 1 ? '' : 'growing'}" style="margin-left:${share(bar.fromMs)}%;width:${share(bar.toMs - bar.fromMs)}%"></span></span><span class="figure">${formatMs(bar.toMs - bar.fromMs)}</span><span class="quiet">${MEANING[bar.name]}</span></div>`,
  )}</div>
<p class="facts">${isOver ? timeLine(incident) : `${formatMs(nowMs)} so far, objective ${formatMs(timeObjectiveMs)}`} · ${pointLine(incident)}</p>`
}

function story(incident: Incident): Markup {
  const startAt = startOf(incident)
  const rows = incident.timeline.slice(-STORY)
  return html`<details data-key="story"${incident.state === 'halted' ? raw(' open') : ''}><summary>What happened, newest last</summary><div class="scroll"><table class="story"><tbody>${rows.map(
    ({ at, by, text }) =>
      html`<tr><td class="figure">${offset(at, startAt)}</td><td class="quiet">${by}</td><td>${text}</td></tr>`,
  )}</tbody></table></div></details>`
}

/** The newest first, each with a link to its post-mortem. */
export function recentSection(incidents: readonly Incident[], now: number): Markup {
  if (incidents.length === 0) return html`<section class="card"><h2>Incidents</h2><p>None on record.</p></section>`
  const rows = incidents.slice(-RECENT).reverse()
  return html`<section class="card"><h2>Incidents</h2><div class="scroll"><table><thead><tr><th>incident</th><th>move</th><th>state</th><th>opened</th><th>recovery time</th><th>because</th></tr></thead><tbody>${rows.map(
    ({ because, id, move, openedAt, recovery, state }) =>
      html`<tr><th scope="row"><a href="/api/incidents/${id}?format=markdown">${id}</a></th><td>${describeMove(move)}</td><td><span class="pill ${STATE_STYLES[state]}">${state}</span></td><td>${ago(openedAt, now)}</td><td class="figure">${recovery.timeMs === undefined ? '–' : formatMs(recovery.timeMs)}</td><td>${because}</td></tr>`,
  )}</tbody></table></div></section>`
}

const STATE_STYLES: Readonly<Record<Incident['state'], string>> = {
  open: 'moving',
  halted: 'impaired',
  recovered: 'healthy',
  done: 'healthy',
  'went-back': 'suspect',
  abandoned: 'unknown',
}
