import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Figures, figures } from '../../../src/cli/demo/figures.js'
import type { Try } from '../../../src/drill/local/order.js'
import type { JournalEvent } from '../../../src/model/journal.js'
import type { Incident } from '../../../src/report/incident.js'
import { report } from '../../../src/report/report.js'
import { asked, done, FIRST_BAD, journal, opened, plan, recovered, wentBack } from '../../report/fixtures/journal.js'

/** Tries as told by `[ms since the first bad sample, whether acknowledged]`; orders are numbered as a customer would. */
function triesOf(told: readonly (readonly [number, boolean])[]): readonly Try[] {
  let number = 1
  return told.map(([ms, acknowledged]) => {
    const tried = { number, at: FIRST_BAD + ms, tookMs: 10, acknowledged, by: 'eu-west-1' }
    if (acknowledged) number += 1
    return tried
  })
}

function incidentOf(entries: typeof recovered): Incident {
  const incident = report(entries)
  if (!incident) throw new Error('no incident')
  return incident
}

const all = new Set(Array.from({ length: 100 }, (_, index) => index + 1))
const sum = ({ decideMs, detectMs, flipMs, servedAgainMs }: Figures): number =>
  (detectMs ?? 0) + (decideMs ?? 0) + (flipMs ?? 0) + (servedAgainMs ?? 0)

/** A move of which the journal tells only when it was noticed, decided and executed; ms since the first bad sample. */
function move(noticed: number | undefined, decided: number, executed: number | undefined): Incident {
  const { noticedAt: _, ...opening } = opened as Extract<JournalEvent, { kind: 'incident-opened' }>
  return incidentOf(
    journal('inc', [
      [decided, { ...opening, ...(noticed === undefined ? {} : { noticedAt: FIRST_BAD + noticed }) }],
      [decided, { kind: 'plan-accepted', plan }],
      ...plan.steps.flatMap(({ id }): readonly [number, JournalEvent][] =>
        executed === undefined ? [] : [[executed, done(id, 'it holds')]],
      ),
    ]),
  )
}

describe('the figures of a customer', () => {
  it('of a lost region are cut where the controller noticed, decided and flipped, and add up to the whole', () => {
    const tries = triesOf([
      [-100, true],
      [50, false],
      [1_100, false],
      [3_650, false],
      [3_900, true],
      [3_950, true],
    ])
    expect(figures(tries, all, incidentOf(recovered))).toEqual({
      ...{ detectMs: 1_950, decideMs: 100, flipMs: 1_600, servedAgainMs: 210, totalMs: 3_860 },
      ...{ acknowledged: 3, lost: 0, failedTries: 3 },
    })
  })

  it('count acknowledged orders that the database does not have, and no others', () => {
    const tries = triesOf([
      [0, true],
      [10, true],
      [20, false],
      [30, true],
      [40, true],
    ])
    const found = figures(tries, new Set([1, 4, 7]), undefined)
    expect(found).toMatchObject({ acknowledged: 4, lost: 2, failedTries: 1 })
  })

  it('are of an empty outage when no order failed, whatever the controller did', () => {
    const tries = triesOf([
      [0, true],
      [5_000, true],
    ])
    const none = { servedAgainMs: 0, totalMs: 0, acknowledged: 2, lost: 0, failedTries: 0 }
    expect(figures(tries, all, undefined)).toEqual({ ...none, detectMs: null, decideMs: null, flipMs: null })
    expect(figures(tries, all, move(undefined, 100, 900))).toEqual({ ...none, detectMs: null, decideMs: 0, flipMs: 0 })
    expect(figures([], all, undefined)).toMatchObject({ totalMs: 0, acknowledged: 0 })
  })

  it('of a hold have neither detection nor flip, and are served again only once orders are', () => {
    const failing = triesOf([
      [0, true],
      [100, false],
      [900, false],
    ])
    const nulls = { detectMs: null, decideMs: null, flipMs: null }
    expect(figures(failing, all, undefined)).toMatchObject({ ...nulls, servedAgainMs: null, totalMs: null })
    const mended = [...failing, ...triesOf([[8_000, true]])]
    expect(figures(mended, all, undefined)).toMatchObject({ ...nulls, servedAgainMs: 7_910, totalMs: 7_910 })
  })

  it('of a planned move need no detection, and cost what the fence cost: what came before it is cut off', () => {
    const tries = triesOf([
      [500, true],
      [700, false],
      [800, false],
      [950, true],
    ])
    expect(figures(tries, all, move(undefined, 100, 900))).toMatchObject({
      ...{ detectMs: null, decideMs: 0, flipMs: 200, servedAgainMs: 60, totalMs: 260 },
    })
  })

  it('give no time to steps that were done after the customer was served', () => {
    const tries = triesOf([
      [700, false],
      [850, true],
    ])
    expect(figures(tries, all, move(undefined, 100, 20_000))).toMatchObject({
      ...{ decideMs: 0, flipMs: 160, servedAgainMs: 0, totalMs: 160 },
    })
  })

  it('of a controller that noticed before this customer did detect in no time', () => {
    const tries = triesOf([
      [2_050, false],
      [4_000, true],
    ])
    expect(figures(tries, all, incidentOf(recovered))).toMatchObject({
      ...{ detectMs: 0, decideMs: 50, flipMs: 1_600, servedAgainMs: 310, totalMs: 1_960 },
    })
  })

  it('of a move that went back flip nothing', () => {
    const tries = triesOf([
      [0, false],
      [9_000, true],
    ])
    expect(figures(tries, all, incidentOf(wentBack))).toMatchObject({
      ...{ detectMs: null, decideMs: 2_100, flipMs: null, servedAgainMs: 6_910, totalMs: 9_010 },
    })
  })

  it('end with the last failure: an order taken between two failures is not being served again', () => {
    const tries = triesOf([
      [0, false],
      [100, true],
      [200, false],
      [300, true],
    ])
    expect(figures(tries, all, undefined).totalMs).toBe(310)
  })

  it('add up to the whole, never below nothing, in whole ms, whatever the clocks say', () => {
    const instant = fc.double({ min: -5_000, max: 60_000, noNaN: true })
    const told = fc.array(fc.tuple(instant, fc.boolean()), { maxLength: 30 })
    const times = fc.tuple(fc.option(instant, { nil: undefined }), instant, fc.option(instant, { nil: undefined }))
    fc.assert(
      fc.property(told, fc.option(times, { nil: undefined }), (tries, moved) => {
        const ordered = triesOf([...tries].sort(([a], [b]) => a - b))
        const found = figures(ordered, all, moved && move(...moved))
        const { decideMs, detectMs, flipMs, servedAgainMs, totalMs } = found
        for (const ms of [detectMs, decideMs, flipMs, servedAgainMs, totalMs]) {
          if (ms !== null) expect(Number.isInteger(ms) && ms >= 0).toBe(true)
        }
        if (totalMs !== null) expect(sum(found)).toBe(totalMs)
        expect(totalMs === null).toBe(servedAgainMs === null)
        expect(totalMs === null).toBe(ordered.at(-1)?.acknowledged === false)
      }),
    )
  })

  it('are of what an operator asked for as of what was noticed', () => {
    const incident = incidentOf(journal('inc', [[100, asked]]))
    const tries = triesOf([
      [0, false],
      [500, true],
    ])
    expect(figures(tries, all, incident)).toMatchObject({ detectMs: null, decideMs: 100, flipMs: null, totalMs: 510 })
  })
})
