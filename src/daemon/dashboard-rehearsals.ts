/** The scheduled rehearsals: what came of the last of each, and what got worse. */
import { html } from 'hono/html'
import { worseIn } from '../rehearse/drift.js'
import { driftLines, rehearsalLine } from '../report/rehearsal-text.js'
import { ago, type Markup } from './dashboard-parts.js'
import type { RehearsalStatus, StatusDocument } from './status-document.js'

/** Empty where the policy schedules none. */
export function rehearsalSection({ at, rehearsals = [] }: StatusDocument): Markup | '' {
  if (rehearsals.length === 0) return ''
  return html`<section class="card"><h2>Rehearsals</h2>${rehearsals.map((each) => drill(each, at))}</section>`
}

function drill({ drill: name, dueAt, last }: RehearsalStatus, at: number): Markup {
  if (!last) return html`<p>${name}: not rehearsed yet</p>`
  const isBad = worseIn(last).length > 0 || last.outcome === 'refused'
  return html`<p class="${isBad ? 'impaired' : ''}">${rehearsalLine(last)} · ${ago(last.at, at)}, next ${ago(dueAt, at)}</p>
<ul>${driftLines(last).map((line) => html`<li>${line}</li>`)}</ul>`
}
