import { describe, expect, it } from 'vitest'
import type { Rehearsal } from '../../src/rehearse/rehearsal.js'
import { rehearsalsText } from '../../src/report/rehearsal-text.js'
import { away } from '../controller/fixtures/shop.js'

const held: Rehearsal = {
  ...{ drill: 'tuesdays', to: away, at: Date.parse('2026-11-24T10:00:00Z'), dueAt: 0, by: 'watcher' },
  ...{ outcome: 'held', because: 'held by replica-lag: 41 s', against: [], resources: [], gauges: [] },
  drift: [
    { kind: 'objection', isWorse: true, says: 'new objection: replica-lag: 41 s' },
    { kind: 'plan', isWorse: false, says: 'the plan is another' },
  ],
}

describe('rehearsals in words', () => {
  it('tell the outcome with its reason, and what changed, the worse as such', () => {
    expect(rehearsalsText([held]).split('\n')).toEqual([
      '2026-11-24 10:00:00.000 UTC  tuesdays: held: held by replica-lag: 41 s; 1 thing got worse',
      '  worse: new objection: replica-lag: 41 s',
      '  changed: the plan is another',
    ])
  })

  it('tell the forecast of one that would run', () => {
    const time = { p10Ms: 60_000, p50Ms: 120_000, p90Ms: 180_000 }
    const drawn = { plan: 'aaaaaaaaaaaa', steps: [], time, timeIs: 'within', lossIs: 'within' } as const
    expect(rehearsalsText([{ ...held, outcome: 'would-run', drawn, drift: [] }])).toContain(
      'tuesdays: would run, users served after 2 min (1 min to 3 min); nothing got worse',
    )
  })

  it('are none where none was made', () => {
    expect(rehearsalsText([])).toBe('No rehearsals on record.')
  })
})
