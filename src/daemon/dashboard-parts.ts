/** Small pieces of the page, shared by its sections. */
import { html } from 'hono/html'
import { formatMs } from '../model/units.js'
import type { PlaceStatus } from './status-document.js'

export type Markup = ReturnType<typeof html>

/** `3 s ago` or `in 3 s`, which the page's script keeps up to date; both in ms since the epoch. */
export function ago(at: number, now: number): Markup {
  return html`<time datetime="${new Date(at).toISOString()}" data-at="${at}">${agoText(at, now)}</time>`
}

function agoText(at: number, now: number): string {
  const ms = Math.round((now - at) / 1_000) * 1_000
  if (ms === 0) return 'now'
  return ms > 0 ? `${formatMs(ms)} ago` : `in ${formatMs(-ms)}`
}

const MARKS: Readonly<Record<PlaceStatus['health'], string>> = {
  healthy: '✓',
  suspect: '!',
  impaired: '✕',
  recovering: '↗',
  unknown: '?',
}

/** A health as a mark and a word: nothing is told by colour alone. */
export function pill(health: PlaceStatus['health']): Markup {
  return html`<span class="pill ${health}"><span aria-hidden="true">${MARKS[health]}</span> ${health}</span>`
}
