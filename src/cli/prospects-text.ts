/** What is foretold of a failover, against the policy's objectives, for a terminal. */

import type { StatusDocument } from '../daemon/status-document.js'
import type { Prospects } from '../model/forecast.js'
import type { Objectives } from '../model/journal.js'
import type { Policy } from '../policy/policy.js'
import { forecastText, lossForecast, prospectText, timeForecast } from '../report/forecast-text.js'
import type { Paint } from '../report/paint.js'

/** Time and loss, a line each, then what each part rests on. */
export const prospectsText = (prospects: Prospects, { report }: Policy, paint: Paint): string =>
  `${forecastText(prospects.forecast, paint)}\n${lines(prospects, report.objectives, paint).join('\n')}`

function lines({ forecast, loss, time }: Prospects, objectives: Objectives, paint: Paint): readonly string[] {
  return [
    `  ${timeForecast(forecast)}: ${prospectText(time, objectives.recoveryTimeMs, paint)}`,
    `  ${lossForecast(forecast.loss)}: ${prospectText(loss, objectives.recoveryPointMs, paint)}`,
  ]
}

/** The failover to each standby, were its region lost now, and how forecasts fared so far; empty where nothing is foretold. */
export function outlooksText({ active, foretold, objectives, outlooks = [] }: StatusDocument, paint: Paint): string {
  const each = outlooks.map((outlook) => {
    const head = paint.bold(`Were ${active} lost now, ${outlook.to} would take over`)
    if (outlook.is === 'foretold') return [head, ...lines(outlook, objectives, paint)].join('\n')
    const refused = paint.bad(`no plan stands for a failover ${active} → ${outlook.to}`)
    return [refused, ...outlook.because.map((because) => `  ${because}`)].join('\n')
  })
  const fared = foretold ? [`  ${foretold.held} of ${foretold.of} moves on record took what was foretold of them`] : []
  return each.length === 0 ? '' : [...each, ...fared].join('\n')
}
