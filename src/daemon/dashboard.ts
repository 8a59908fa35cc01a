/**
 * The watcher's page, for someone woken at three in the morning: the answer first, then what it rests on. It stands whole
 * without scripts and without anything from outside; with scripts it follows the watch by server-sent events.
 */
import { createHash } from 'node:crypto'
import { html, raw } from 'hono/html'
import type { Incident } from '../report/incident.js'
import { decisionSection } from './dashboard-decision.js'
import { incidentSection, recentSection } from './dashboard-incidents.js'
import { outlookSection } from './dashboard-outlook.js'
import { ago, type Markup } from './dashboard-parts.js'
import { frozenSection, regionsSection } from './dashboard-places.js'
import { rehearsalSection } from './dashboard-rehearsals.js'
import { SCRIPT } from './dashboard-script.js'
import { STYLE } from './dashboard-style.js'
import type { Trouble } from './state.js'
import type { StatusDocument } from './status-document.js'

export interface View {
  /** Undefined before the first look is over. */
  readonly status: StatusDocument | undefined
  readonly incidents: readonly Incident[]
  readonly troubles: readonly Trouble[]
  readonly version: string
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** Nothing from outside may be loaded, and nothing run but the page's own script. */
export const CONTENT_SECURITY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  `script-src ${hashOf(SCRIPT)}`,
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Put together here, since bundlers rewrite a template that holds the closing tag itself. */
const scriptTag = ['<script>', SCRIPT, '</', 'script>'].join('')

/** The whole page. */
export function dashboard(view: View): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${titleOf(view)}</title>
<link rel="icon" href="data:,">
<noscript><meta http-equiv="refresh" content="5"></noscript>
<style>${raw(STYLE)}</style>
</head>
<body>
<p id="lost" role="alert" hidden>The watcher does not answer. What is shown is of <span id="lost-at">an earlier time</span>; see whether it still runs, or ask <code>failover status</code>.</p>
${dashboardMain(view)}
${raw(scriptTag)}
</body>
</html>`
}

/** The part that changes. */
export function dashboardMain(view: View): Markup {
  const { incidents, status, troubles, version } = view
  if (!status) {
    return html`<main data-title="${titleOf(view)}" data-is="unknown">
<section class="verdict unknown"><h1>Looking for the first time</h1><p>Nothing is known yet; this takes one round of looks.</p></section>
${troubleSection(troubles, undefined)}
</main>`
  }
  const { at, incident } = status
  return html`<main data-title="${titleOf(view)}" data-is="${status.verdict.is}" data-at="${at}">
${verdictSection(status)}
${incident ? incidentSection(incident, at) : ''}
${frozenSection(status)}
${regionsSection(status)}
${decisionSection(status)}
${outlookSection(status)}
${rehearsalSection(status)}
${troubleSection(troubles, at)}
${recentSection(incidents, at)}
<footer>failover ${version} · <a href="/api/status">status</a> · <a href="/api/incidents">incidents</a> · <a href="/metrics">metrics</a> · <a href="/healthz">own health</a> · nothing can be changed here; use the command line</footer>
</main>`
}

const MARKS = { well: '✓', warning: '!', unknown: '?', impaired: '✕', moving: '⇢', waiting: '‖' } as const

function titleOf({ status }: View): string {
  return status ? `${MARKS[status.verdict.is]} ${status.app}: ${status.verdict.is}` : 'failover'
}

function verdictSection({ app, at, automatic, leader, lookedAt, nextLookAt, verdict }: StatusDocument): Markup {
  const hand = automatic.length > 0 ? `moves by itself: ${automatic.join(', ')}` : 'moves nothing by itself'
  return html`<section class="verdict ${verdict.is}" aria-live="polite">
<h1><span class="mark" aria-hidden="true">${MARKS[verdict.is]}</span> ${capital(verdict.says)}</h1>
${verdict.more.map((line) => html`<p>${capital(line)}</p>`)}
<p class="facts"><b>${app}</b> · ${leader ? html`${leader.by} leads since ${ago(leader.since, at)}, epoch ${leader.epoch}` : 'nobody leads'} · ${hand} · looked ${ago(lookedAt, at)}${nextLookAt === undefined ? '' : html`, next look ${ago(nextLookAt, at)}`}</p>
</section>`
}

function troubleSection(troubles: readonly Trouble[], now: number | undefined): Markup | '' {
  if (troubles.length === 0) return ''
  return html`<section class="card"><h2>The watcher’s own trouble</h2><ul>${troubles.map(
    ({ at, doing, message }) => html`<li>${ago(at, now ?? at)}: ${doing}: ${message}</li>`,
  )}</ul></section>`
}

/** Names of places keep their small letters. */
const capital = (text: string): string =>
  /^[a-z]+( |:)/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text
