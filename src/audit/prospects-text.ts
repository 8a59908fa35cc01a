/** What a failover would come to, were the region lost now: the verdict of the audit, for people. */
import type { Objectives } from '../model/journal.js'
import type { Region } from '../model/place.js'
import { lossForecast, prospectText, timeForecast } from '../report/forecast-text.js'
import type { Paint } from '../report/paint.js'
import type { Facts, Outlook } from './facts.js'

/** Each standby: how long users would wait and what would be lost, or why no plan stands. */
export function prospectsText({ active, outlooks }: Facts, objectives: Objectives, paint: Paint): string {
  return outlooks
    .map((outlook) => {
      const lines = prospectLines(outlook, objectives, paint).map((line) => `  ${line}`)
      return [paint.bold(headOf(active, outlook)), ...lines].join('\n')
    })
    .join('\n')
}

/** `If us-east-1 went now, eu-west-1 would take over`, or that nothing would. */
export const headOf = (active: Region, { move, plan }: Outlook): string =>
  plan ? `If ${active} went now, ${move.to} would take over` : `If ${active} went now, no plan to ${move.to} stands`

/** Time and loss against the objectives; or what objects. */
export function prospectLines(
  { objections, prospects }: Outlook,
  { recoveryPointMs, recoveryTimeMs }: Objectives,
  paint?: Paint,
): readonly string[] {
  if (!prospects) return [...new Set(objections.map(({ detail }) => detail))]
  const { forecast, loss, time } = prospects
  return [
    `${timeForecast(forecast)}: ${prospectText(time, recoveryTimeMs, paint)}`,
    `${lossForecast(forecast.loss)}: ${prospectText(loss, recoveryPointMs, paint)}`,
  ]
}
