/** What would be done now and why, with the last word of every guard on every move that was weighed. */
import { html } from 'hono/html'
import { type Candidate, describeMove, type GuardVerdict } from '../model/move.js'
import { ago, type Markup } from './dashboard-parts.js'
import type { StatusDocument } from './status-document.js'

export function decisionSection({ at, decision, nextLookAt }: StatusDocument): Markup {
  const { because, considered, kind, objections, reason } = decision
  const again = nextLookAt === undefined ? '' : html` · weighed again ${ago(nextLookAt, at)}`
  const what = kind === 'act' ? 'act' : reason === 'steady' ? 'nothing to do' : `hold (${reason})`
  return html`<section class="card decision"><h2>Decision: ${what}</h2>
<p>${because}${again}</p>
${objections ? html`<ul>${objections.map((objection) => html`<li class="impaired">${objection}</li>`)}</ul>` : ''}
${considered.map(candidate)}
</section>`
}

const MARKS = {
  allow: ['✓', 'healthy'],
  block: ['✕', 'impaired'],
  unknown: ['?', 'unknown'],
  waived: ['~', 'suspect'],
} as const

function candidate({ guards, move }: Candidate): Markup {
  return html`<h3>${describeMove(move)}</h3>
<div class="scroll"><table class="guards"><tbody>${guards.map(guardRow)}</tbody></table></div>`
}

function guardRow({ because, guard, is }: GuardVerdict): Markup {
  const [mark, style] = MARKS[is]
  return html`<tr><td><span class="pill ${style}"><span aria-hidden="true">${mark}</span> ${is}</span></td><th scope="row">${guard}</th><td>${because}</td></tr>`
}
