/** A forecast in words: in a line, or whole with what each part of it rests on. */
import type { Forecast, LossForecast, Prospect, SegmentName, Span } from '../model/forecast.js'
import { formatMs } from '../model/units.js'
import type { Foretold } from './foretold.js'
import { type Paint, plain } from './paint.js'
import { printable } from './printable.js'
import { table } from './table.js'

/** `4 min (2 min to 7 min)`: the middle, and what eight of ten lie between. */
export function spanText({ p10Ms, p50Ms, p90Ms }: Span): string {
  const [least, middle, most] = [formatMs(p10Ms), formatMs(p50Ms), formatMs(p90Ms)]
  return least === most ? middle : `${middle} (${least} to ${most})`
}

/** `users served after 4 min (2 min to 7 min), after 8 min (…) where the region falls silent`. */
export function timeForecast({ countsFrom, ifSilent, total }: Forecast): string {
  const silent = ifSilent ? `, after ${spanText(ifSilent)} where the region falls silent` : ''
  return `users served after ${spanText(total)}${countsFrom === 'order' ? ' from the order' : ''}${silent}`
}

/** `loses 1.2 s of writes (lag now; 2 s in nine of ten looks of the last 24 h, 9 s at most)`. */
export function lossForecast(loss: LossForecast): string {
  if (loss.is === 'none') return `loses nothing: ${loss.because}`
  if (loss.is === 'unknown') return `loss not known: ${loss.because}`
  const { nowAgeMs = 0, nowMs, past } = loss
  const now = nowMs === undefined ? 'lag not known now' : `lag ${formatMs(nowMs)}, seen ${formatMs(nowAgeMs)} ago`
  if (!past) return `loses as many writes as the replica lags: ${now}`
  const blind = past.unknown > 0 ? `, not known in ${past.unknown} more` : ''
  const days = `${formatMs(past.p50Ms)} in half of ${past.samples} looks over ${formatMs(past.overMs)}${blind}, ${formatMs(past.p90Ms)} in nine of ten, ${formatMs(past.maxMs)} at most`
  return `loses as many writes as the replica lags: ${now}; ${days}`
}

const PROSPECTS: Readonly<Record<Prospect, string>> = {
  within: 'within the objective',
  likely: 'likely, and not surely, within the objective',
  not: 'not within the objective',
  unknown: 'not known to be within the objective',
}

/** How a forecast stands against an objective, stressed. */
export function prospectText(is: Prospect, objectiveMs: number, paint: Paint = plain): string {
  const as = { within: paint.good, likely: paint.warn, not: paint.bad, unknown: paint.warn }[is]
  return as(`${PROSPECTS[is]} of ${formatMs(objectiveMs)}`)
}

const PARTS: Readonly<Record<SegmentName, string>> = {
  noticed: 'until it is noticed',
  decided: 'until it is decided',
  executed: 'until the last step holds',
  converged: 'until users are seen served',
}

/** The whole of it, without a newline at the end. */
export function forecastText(given: Forecast, paint: Paint = plain): string {
  const { segments, steps } = printable(given)
  const parts = segments.map(({ basis, name, ...span }) => [PARTS[name], spanText(span), basis])
  const rows = steps.map(({ basis, own, source, step, ...span }) => {
    const runs = own === 0 ? [] : [`${own} earlier ${own === 1 ? 'run' : 'runs'}`]
    return [`  ${step}`, spanText(span), [...runs, basis, ...(source === undefined ? [] : [source])].join('; ')]
  })
  const lines = parts.flatMap((part, index) => (segments[index]?.name === 'executed' ? [part, ...rows] : [part]))
  return `${paint.bold('Forecast')}\n${table(['part', 'takes', 'rests on'], lines)}`
}

/** `Forecast 4 min (2 min to 7 min), was 5 min 10 s: as foretold`; nothing before it is over. */
export function cameTrueLine({ forecast, segments, time }: Foretold): string {
  const told = `Forecast ${spanText(forecast.total)}`
  if (!time) return `${told}, not over yet`
  const missed = segments.filter(({ is }) => is !== undefined && is !== 'within')
  const where = missed.map(
    ({ is, name, tookMs = 0, ...span }) => `${name} ${formatMs(tookMs)}, ${is} than ${spanText(span)}`,
  )
  const because = time.is === 'within' || where.length === 0 ? '' : ` (${where.join('; ')})`
  return `${told}, was ${formatMs(time.tookMs)}: ${time.is === 'within' ? 'as foretold' : time.is}${because}`
}
