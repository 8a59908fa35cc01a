import { describe, expect, it } from 'vitest'
import type { DrillEvent } from '../../../src/sim/drill.js'
import { breaches } from '../fixtures/breaches.js'
import * as day from '../fixtures/trace.js'

const {
  byAda,
  dayWith,
  failover,
  goodDay,
  home,
  homeZones,
  HOUR,
  incident,
  MINUTE,
  OPENED,
  plan,
  seen,
  SECOND,
  START,
  switchover,
} = day
const since = (firstBadAt: number) => ({ ...day.byPower, firstBadAt: START + firstBadAt }) as const
const silent = seen(OPENED, homeZones).map((each) =>
  each.of.kind === 'zone' && each.of.region === home && each.measured.kind === 'impaired'
    ? { ...each, tallies: [{ ...day.failing, modes: ['silent'] as const }] }
    : each,
)
const second = (afterMs: number, of: day.Opening) => incident({ id: 'inc-2', atMs: OPENED + afterMs, ...of })
const later = (afterMs: number, of: day.Opening) => goodDay({ entries: [...incident(), ...second(afterMs, of)] })
const back = { move: { kind: 'switchover', from: day.away, to: home }, plan: plan(switchover, []) } as const

describe('L5: no flapping', () => {
  it('is kept by a move after a disturbance of minutes', () => {
    expect(breaches('L5', goodDay())).toEqual([])
  })

  it('is broken by a move for a short disturbance', () => {
    expect(breaches('L5', dayWith({ trigger: since(OPENED - 40 * SECOND) }))).toContain(
      'failover for a disturbance of 40000 ms, at least 60000 ms wanted',
    )
  })

  it('is broken where only a clock that was set made the disturbance long', () => {
    const minds = [day.mind(0, day.steady, seen(0, [])), day.mind(OPENED - SECOND, day.steady, seen(OPENED, homeZones))]
    expect(breaches('L5', goodDay({ minds }))).toEqual([expect.stringContaining('by a clock that was set')])
  })

  it('is broken by a promotion after less than five minutes of mere silence', () => {
    const trigger = since(OPENED - 2 * MINUTE)
    expect(breaches('L5', dayWith({ trigger, evidence: silent }))).toEqual([expect.stringContaining('mere silence')])
    expect(breaches('L5', dayWith({ trigger }))).toEqual([])
    expect(breaches('L5', dayWith({ trigger: since(OPENED - 6 * MINUTE), evidence: silent }))).toEqual([])
  })

  it('is broken by a move into a mere partition, while the region serves well', () => {
    const cut = (from: string) => {
      const event: DrillEvent = { kind: 'partition', atMs: OPENED - 2 * MINUTE, between: [from, home] }
      return { atMs: event.atMs, event, ends: false }
    }
    const happened = day.policy.observe.vantages.slice(0, day.policy.observe.quorum).map(cut)
    expect(breaches('L5', goodDay({ happened, scenes: [day.scene(0)] }))).toEqual([
      expect.stringContaining('mere partition'),
    ])
    expect(breaches('L5', goodDay({ happened }))).toEqual([])
    const outvoted = happened.slice(1)
    expect(breaches('L5', goodDay({ happened: outvoted, scenes: [day.scene(0)] }))).toEqual([])
  })

  it('is broken by a second move while the first is not finished', () => {
    expect(breaches('L5', later(MINUTE, { trigger: byAda() }))).toEqual([
      'failover while incident inc-1 was not finished',
    ])
  })

  it('is broken by a move of its own in the pause after another, and by a second change of region', () => {
    const on = {
      move: { kind: 'failover', from: day.away, to: home },
      plan: plan(failover, []),
    } as const
    expect(breaches('L5', later(10 * MINUTE, on))).toEqual([
      'failover 420000 ms after the move before; 1800000 wanted',
      'failover 600000 ms after the change of region before, without a person; 14400000 wanted',
    ])
    expect(breaches('L5', later(10 * MINUTE, { trigger: byAda() }))).toEqual([])
  })

  it('is broken by a return that nobody asked for', () => {
    expect(breaches('L5', later(5 * HOUR, back))).toContain('switchover back, and nobody asked for it')
  })

  it('is broken by a return on first green, and kept after a long clean run', () => {
    const green = (sinceMs: number) => ({
      ...{ ...back, trigger: byAda() },
      evidence: seen(OPENED + 5 * HOUR, []).map((each) => ({
        ...each,
        measured: { kind: 'healthy', since: START + sinceMs } as const,
      })),
    })
    expect(breaches('L5', later(5 * HOUR, green(OPENED + 4.5 * HOUR)))).toEqual([expect.stringContaining('of green')])
    expect(breaches('L5', later(5 * HOUR, green(OPENED + HOUR)))).toEqual([])
    expect(breaches('L5', later(5 * HOUR, { ...green(OPENED + 4.5 * HOUR), trigger: byAda('hold-down') }))).toEqual([])
  })

  it('is broken by a move to where the app is already', () => {
    expect(breaches('L5', later(5 * HOUR, {}))).toEqual(['failover to eu-west-1, where the app is already'])
  })

  it('lets a person go again at once after a run that went back', () => {
    const tells = [[SECOND, { kind: 'incident-closed', outcome: 'went-back', because: 'it failed' }]] as const
    const entries = [...incident({ tells, move: failover }), ...second(10 * MINUTE, {})]
    expect(breaches('L5', goodDay({ entries }))).toEqual([])
  })
})
