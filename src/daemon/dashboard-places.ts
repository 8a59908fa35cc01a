/** Regions side by side, each with its figures, planes and zones, and the last word of every vantage on each. */
import { html } from 'hono/html'
import { formatMs, formatPercent } from '../model/units.js'
import { ago, type Markup, pill } from './dashboard-parts.js'
import { frozenWords } from './frozen-words.js'
import type { GaugeStatus, PlaceStatus, RegionStatus, Seen, StatusDocument, ZoneStatus } from './status-document.js'

/** A figure older than this is shown with its age: it is remembered, not seen. */
const OLD_MS = 15_000

export function regionsSection(status: StatusDocument): Markup {
  return html`<section class="regions">${status.regions.map((region) => regionCard(region, status))}</section>`
}

/** What is frozen, and what lifts that; nothing where nothing is. */
export function frozenSection({ at, frozen = [] }: StatusDocument): Markup | '' {
  if (frozen.length === 0) return ''
  return html`<section class="card frozen"><h2>Frozen</h2><ul>${frozen.map((each) => {
    const { missing, next, says } = frozenWords(each, at)
    return html`<li><span class="suspect">${says}</span>: ${next}${missing.map((line) => html`<small>${line}</small>`)}</li>`
  })}</ul></section>`
}

function regionCard(region: RegionStatus, { at, resources }: StatusDocument): Markup {
  const { active, name, planes, role, zones } = region
  const here = resources.filter((resource) => resource.active === name)
  return html`<article class="card region${active ? ' serving' : ''}">
<header><h2>${name}</h2>${active ? html`<span class="role serves">⇐ traffic goes here</span>` : ''}<span class="role quiet">${role}</span>${pill(region.health)}</header>
<p class="facts">${region.health} since ${ago(region.since, at)}${region.forcedBy ? html`, forced by ${region.forcedBy}` : ''}${here.length > 0 ? html` · here: ${here.map(({ name: what }) => what).join(', ')}` : ''}</p>
${figures(region, at)}
<div class="scroll"><table class="places"><thead><tr><th>place</th><th>health</th><th>since</th><th>latency</th><th>as seen from</th></tr></thead><tbody>
${zones.map((zone) => zoneRows(zone, region, at))}
${planes.map((plane) => placeRow(plane, at, ''))}
</tbody></table></div>
</article>`
}

function zoneRows(zone: ZoneStatus, { active }: RegionStatus, at: number): Markup {
  const note = active && !zone.serves ? 'traffic has left' : ''
  return html`${placeRow(zone, at, note)}${zone.planes.map((plane) => placeRow(plane, at, ''))}`
}

function placeRow(place: PlaceStatus, at: number, note: string): Markup {
  const why = place.signals.flatMap(({ because }) => (because === undefined ? [] : [because]))
  const latency = place.latencyMs === undefined ? '–' : formatMs(place.latencyMs)
  return html`<tr><th scope="row">${shortName(place)}${note === '' ? '' : html`<small>${note}</small>`}</th><td>${pill(place.health)}</td><td>${ago(place.since, at)}</td><td class="figure">${latency}</td><td>${votes(place)}</td></tr>
${why.length === 0 || place.health === 'healthy' ? '' : html`<tr class="why"><td colspan="5">${[...new Set(why)].join('; ')}${place.lastQuorumAt === undefined ? '' : html` · agreed on ${ago(place.lastQuorumAt, at)}`}</td></tr>`}`
}

/** Planes stand under their place already. */
const shortName = ({ name }: PlaceStatus): string => name.replace(/@.*/, '')

/** One mark for each vantage's last word; where nobody kept them, the tallies. */
function votes({ seen, signals }: PlaceStatus): Markup {
  if (seen.length === 0) {
    return html`${signals.map(({ fail, pass, signal, unknown }) => html`<span class="vote">${signal} ${pass}✓ ${fail}✕ ${unknown}?</span> `)}`
  }
  const names = [...new Set(seen.map(({ signal }) => signal))]
  return html`${names.map(
    (name) =>
      html`<span class="vote"><span class="quiet">${name}</span> ${seen.filter(({ signal }) => signal === name).map(vote)}</span> `,
  )}`
}

const WORDS = { pass: ['✓', 'healthy'], fail: ['✕', 'impaired'], unknown: ['?', 'unknown'] } as const

function vote({ from, signal, verdict }: Seen): Markup {
  const [mark, style] = WORDS[verdict.is]
  const said = verdict.is === 'pass' ? formatMs(verdict.latencyMs) : verdict.because
  return html`<abbr class="${style}" title="${signal} from ${from}: ${said}">${mark}</abbr>`
}

function figures({ active, gauges }: RegionStatus, now: number): Markup | '' {
  if (gauges.length === 0) return ''
  return html`<ul class="figures">${gauges.map((gauge) => figure(gauge, active, now))}</ul>`
}

/** The limits speak of a standby: where the app stands, the figures are shown without a judgement. */
function figure({ at, limit, name, reading, resource }: GaugeStatus, active: boolean, now: number): Markup {
  const isLag = name === 'replica-lag-ms'
  const format = isLag ? formatMs : formatPercent
  const what = isLag ? 'replica lag' : 'capacity'
  const bound = isLag ? `limit ${formatMs(limit)}` : `at least ${formatPercent(limit)}`
  if (reading.is === 'unknown') {
    return html`<li class="unknown"><b>?</b> <span>${resource}: ${what} unknown: ${reading.because}</span></li>`
  }
  const isFine = isLag ? reading.value <= limit : reading.value >= limit
  return html`<li class="${active || isFine ? '' : 'impaired'}"><b>${format(reading.value)}</b> <span>${resource}: ${what}${active ? '' : `, ${bound}`}${now - at > OLD_MS ? html`, seen ${ago(at, now)}` : ''}</span></li>`
}
