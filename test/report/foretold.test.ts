import { describe, expect, it } from 'vitest'
import { forecast } from '../../src/forecast/forecast.js'
import type { Forecast } from '../../src/model/forecast.js'
import type { JournalEntry } from '../../src/model/journal.js'
import { cameTrueLine, forecastText, lossForecast, spanText, timeForecast } from '../../src/report/forecast-text.js'
import { incidents } from '../../src/report/incident.js'
import { postMortem } from '../../src/report/markdown.js'
import { incidentText } from '../../src/report/text.js'
import { policy } from '../controller/fixtures/shop.js'
import { FIRST_BAD, plan, recovered } from './fixtures/journal.js'

const span = (p10Ms: number, p50Ms: number, p90Ms: number) => ({ p10Ms, p50Ms, p90Ms })
const base = forecast({ ...{ plan, policy, entries: [], lags: [], now: FIRST_BAD }, begun: { decidedMs: 2_100 } })
const withForecast = (told: Forecast): readonly JournalEntry[] =>
  recovered.map((entry) =>
    entry.event.kind === 'plan-accepted' ? { ...entry, event: { ...entry.event, forecast: told } } : entry,
  )
/** Users were served 4.7 s after the first bad sample, and 40 ms of writes were lost. */
const incident = (told: Forecast) => incidents(withForecast(told))[0]

describe('a forecast beside what came true', () => {
  it.each([
    ['within', span(3_000, 5_000, 9_000), 'Forecast 5 s (3 s to 9 s), was 4.7 s: as foretold'],
    ['within', span(1_000, 2_000, 3_800), 'Forecast 2 s (1 s to 3.8 s), was 4.7 s: as foretold'],
    ['later', span(1_000, 2_000, 3_000), 'Forecast 2 s (1 s to 3 s), was 4.7 s: later'],
    ['sooner', span(9_000, 9_500, 9_900), 'Forecast 9.5 s (9 s to 9.9 s), was 4.7 s: sooner'],
  ])('is %s of %o', (is, total, line) => {
    const of = incident({ ...base, total, segments: [] })
    expect(of?.foretold?.time).toEqual({ tookMs: 4_700, is })
    expect(of?.foretold && cameTrueLine(of.foretold)).toBe(line)
  })

  it('names the part that was not as foretold, where the whole was not', () => {
    const segments = [{ name: 'noticed' as const, basis: '', ...span(1, 2, 3) }]
    const of = incident({ ...base, total: span(1, 2, 3), segments })
    expect(of?.foretold && cameTrueLine(of.foretold)).toContain('later (noticed 2 s, later than 2 ms (1 ms to 3 ms))')
  })

  it('keeps both in the incident, and tells them in the report and the post-mortem', () => {
    const of = incident(base)
    expect(of?.foretold).toMatchObject({ forecast: { plan: plan.hash }, loss: 'within' })
    expect(of && incidentText(of)).toMatch(/Forecast .*, was 4\.7 s: as foretold/)
    expect(of && postMortem(of)).toMatch(/- Forecast .*, was 4\.7 s: as foretold/)
  })

  it('is not there where nothing was foretold, as in older journals', () => {
    expect(incidents(recovered)[0]?.foretold).toBeUndefined()
  })

  it('is open until users are served', () => {
    const open = withForecast(base).filter(({ event }) => event.kind !== 'verified')
    const of = incidents(open)[0]?.foretold
    expect(of && cameTrueLine(of)).toMatch(/not over yet$/)
  })
})

describe('a forecast in words', () => {
  it('is its middle, and what eight of ten lie between, unless that is all the same', () => {
    expect(spanText(span(120_000, 240_000, 420_000))).toBe('4 min (2 min to 7 min)')
    expect(spanText(span(1, 1, 1))).toBe('1 ms')
  })

  it('says what it counts from, and what silence adds', () => {
    const silent = { ...base, countsFrom: 'order' as const, total: span(1, 2, 3), ifSilent: span(4, 5, 6) }
    expect(timeForecast(silent)).toBe(
      'users served after 2 ms (1 ms to 3 ms) from the order, after 5 ms (4 ms to 6 ms) where the region falls silent',
    )
  })

  it('tells the lag now and in the hours that are kept', () => {
    const past = { p50Ms: 100, p90Ms: 900, maxMs: 9_000, samples: 70, unknown: 3, overMs: 86_400_000 }
    expect(lossForecast({ is: 'known', nowMs: 40, nowAgeMs: 2_000, past })).toBe(
      'loses as many writes as the replica lags: lag 40 ms, seen 2 s ago; 100 ms in half of 70 looks over 1 d, not known in 3 more, 900 ms in nine of ten, 9 s at most',
    )
  })

  it('says of each part and each step what it rests on', () => {
    const text = forecastText(base)
    for (const { id } of plan.steps) expect(text).toContain(id)
    expect(text).toContain('until users are seen served')
  })
})
