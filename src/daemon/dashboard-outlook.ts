/** What is foretold of a failover, were the region that serves lost now, against the policy's objectives. */
import { html } from 'hono/html'
import type { Outlook } from '../controller/foretell.js'
import type { Prospect } from '../model/forecast.js'
import type { Objectives } from '../model/journal.js'
import { lossForecast, prospectText, timeForecast } from '../report/forecast-text.js'
import type { Markup } from './dashboard-parts.js'
import type { StatusDocument } from './status-document.js'

/** Empty where nothing is foretold. */
export function outlookSection({ active, objectives, outlooks = [] }: StatusDocument): Markup | '' {
  if (outlooks.length === 0) return ''
  return html`<section class="card"><h2>Were ${active} lost now</h2>${outlooks.map((outlook) => standby(outlook, objectives))}</section>`
}

const STYLES: Readonly<Record<Prospect, string>> = {
  within: '',
  likely: 'suspect',
  not: 'impaired',
  unknown: 'unknown',
}

function standby(outlook: Outlook, { recoveryPointMs, recoveryTimeMs }: Objectives): Markup {
  if (outlook.is === 'refused') {
    return html`<p class="impaired">No plan stands for a failover to ${outlook.to}: ${outlook.because.join('; ')}</p>`
  }
  const { forecast, loss, time, to } = outlook
  return html`<p>${to} would take over:</p><ul class="figures">
<li class="${STYLES[time]}"><span>${timeForecast(forecast)}: ${prospectText(time, recoveryTimeMs)}</span></li>
<li class="${STYLES[loss]}"><span>${lossForecast(forecast.loss)}: ${prospectText(loss, recoveryPointMs)}</span></li>
</ul>`
}
