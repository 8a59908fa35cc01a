import { describe, expect, it } from 'vitest'
import { decide } from '../../src/decide/decide.js'
import type { Situation } from '../../src/decide/situation.js'
import { type Decision, GUARDS, type GuardName } from '../../src/model/move.js'
import { atRegion, atZone, zone } from '../../src/model/place.js'
import type { FreezeWindow, Policy } from '../../src/policy/policy.js'
import {
  assessed,
  assessment,
  away,
  awayZones,
  BAD_AT,
  capacity,
  evacuate,
  failover,
  HOUR,
  home,
  homeZones,
  type Kind,
  lag,
  MINUTE,
  NOW,
  policy,
  precedent,
  request,
  silent,
  situation,
  third,
  withGuards,
  z1,
} from './fixtures/shop.js'

const regionDown = { assessments: assessed({ home: ['impaired', 'impaired', 'impaired'] }) }
const zoneDown = { assessments: assessed({ home: ['impaired'] }) }
const decided = (rest: Partial<Situation>): Decision => decide(situation(rest))
const spoken = (decision: Decision): Readonly<Record<string, string>> =>
  Object.fromEntries(decision.considered[0]?.guards.map(({ guard, is }) => [guard, is]) ?? [])
const automatic = (...kinds: Policy['decide']['automatic']): Policy => ({
  ...policy,
  decide: { ...policy.decide, automatic: kinds },
})

describe('a decision', () => {
  it('is to fail over when the region is impaired and no guard stops it', () => {
    const decision = decided(regionDown)
    expect(decision).toMatchObject({ kind: 'act', move: failover, because: 'us-east-1 is impaired' })
    expect(spoken(decision)).toEqual(
      Object.fromEntries(
        [
          ...['one-at-a-time', 'monitoring-sane', 'evidence', 'disturbance', 'partition-hold', 'cooldown', 'direction'],
          ...['freeze-window', 'standby-health', 'shared-fate', 'standby-capacity', 'replica-lag'],
        ].map((guard) => [guard, 'allow']),
      ),
    )
  })

  it('is to leave the zone when that suffices', () => {
    expect(decided(zoneDown)).toMatchObject({ kind: 'act', move: evacuate(), because: 'use1-az1 impaired' })
  })

  it('is to hold when all is well, and says so', () => {
    expect(decided({})).toEqual({
      ...{ kind: 'hold', reason: 'steady', because: 'nothing that us-east-1 needs is impaired', considered: [] },
    })
  })

  it('is to hold a move that the policy does not make by itself, with every guard heard for the person who may', () => {
    for (const [of, allowed] of [
      [regionDown, 'evacuate'],
      [zoneDown, 'failover'],
    ] as const) {
      const decision = decided({ ...of, policy: automatic(allowed) })
      expect(decision).toMatchObject({ kind: 'hold', reason: 'not-automatic' })
      expect(Object.values(spoken(decision)).every((is) => is === 'allow')).toBe(true)
    }
    expect(decided({ ...regionDown, policy: automatic() }).because).toBe(
      'us-east-1 is impaired; "failover us-east-1 → eu-west-1" is not among decide.automatic and waits for a person',
    )
  })

  it('does not need the policy to be automatic where a person asks', () => {
    const asked = request({ kind: 'move-to', to: away, planned: false })
    expect(
      decided({ policy: automatic(), request: asked, gauges: [lag(0, { at: NOW }), capacity(100)] }),
    ).toMatchObject({
      ...{ kind: 'act', move: failover, trigger: { kind: 'operator', name: 'ada' } },
    })
  })

  it('goes past a standby that a guard stops to the next', () => {
    const [primary] = policy.regions
    if (!primary) throw new Error('the shop has a primary')
    const regions: Policy['regions'] = [
      primary,
      { region: away, role: 'standby', zones: awayZones, fate: home },
      { region: third, role: 'standby', zones: [zone('usw2-az1')], fate: third },
    ]
    const far = [assessment(atRegion(third), 'healthy'), assessment(atZone(third, zone('usw2-az1')), 'healthy')]
    const decision = decided({
      policy: { ...policy, regions },
      gauges: [lag(0), capacity(100), lag(40, { in: third }), capacity(100, { in: third })],
      assessments: [...regionDown.assessments, ...far],
    })
    expect(decision.considered.map(({ move }) => 'to' in move && move.to)).toEqual([away, third])
    expect(spoken(decision)).toMatchObject({ 'shared-fate': 'block' })
    expect(decision).toMatchObject({ kind: 'act', move: { ...failover, to: third } })
  })
})

/** For each guard, a situation in which it alone stops a move that is otherwise free. */
const frozen: FreezeWindow = { kind: 'span', from: NOW - HOUR, to: NOW + HOUR, why: 'the sale' }
const quiet = { tallies: [] }
const stopped: Readonly<Record<GuardName, Partial<Situation>>> = {
  'one-at-a-time': { ...regionDown, precedents: { made: [], open: precedent(evacuate(), HOUR) } },
  'monitoring-sane': {
    assessments: assessed(
      { home: ['impaired', 'impaired', 'impaired'] },
      ...awayZones.map((at) => assessment(atZone(away, at), 'healthy', { ...quiet, firstBadAt: BAD_AT })),
    ),
  },
  evidence: {
    assessments: assessed(
      { home: ['impaired', 'impaired'] },
      assessment(atRegion(away), 'healthy', { lastQuorumAt: 0 }),
    ),
  },
  disturbance: { ...regionDown, policy: withGuards({ disturbanceMs: HOUR }) },
  'partition-hold': {
    assessments: assessed(
      {},
      ...homeZones.map((at) => assessment(atZone(home, at), 'impaired', { tallies: [silent] })),
    ).map((one) => (one.of.kind === 'region' && one.of.region === home ? assessment(one.of, 'impaired', quiet) : one)),
    policy: withGuards({ partitionMs: HOUR }),
  },
  cooldown: { ...regionDown, precedents: { made: [precedent(evacuate(), MINUTE)] } },
  direction: { ...regionDown, precedents: { made: [precedent(failover, HOUR)] } },
  'hold-down': {
    ...{ standing: { active: home, left: [z1] }, precedents: { made: [precedent(evacuate(), MINUTE)] } },
    request: request({ kind: 'back' }),
  },
  'freeze-window': { ...regionDown, policy: { ...policy, decide: { ...policy.decide, freezeWindows: [frozen] } } },
  'bounded-hand': { ...zoneDown, policy: withGuards({ handPercent: 20 }) },
  'standby-health': {
    assessments: assessed({ home: ['impaired', 'impaired'] }, assessment(atRegion(away), 'suspect', quiet)),
  },
  'shared-fate': {
    ...regionDown,
    policy: { ...policy, regions: policy.regions.map((entry) => ({ ...entry, fate: 'one grid' })) },
  },
  'standby-capacity': { ...regionDown, gauges: [lag(0), capacity(79)] },
  'replica-lag': { ...regionDown, gauges: [lag(30_001), capacity(100)] },
}

/** What a person asks for in the same situation, with the same move. */
function asking(guard: GuardName, ...waives: readonly GuardName[]): Partial<Situation> {
  const of = stopped[guard]
  if (of.request) return { ...of, request: { ...of.request, waives } }
  const ask =
    guard === 'bounded-hand'
      ? ({ kind: 'evacuate', zone: z1 } as const)
      : ({ kind: 'move-to', to: away, planned: false } as const)
  return { ...of, request: request(ask, ...waives) }
}

describe.each(GUARDS)('the guard "%s"', (guard) => {
  it('alone holds a move, and gives the reason', () => {
    const decision = decided(stopped[guard])
    expect(decision).toMatchObject({ kind: 'hold', reason: guard })
    const stops = decision.considered[0]?.guards.filter(({ is }) => is !== 'allow') ?? []
    expect(stops.map((verdict) => verdict.guard)).toEqual([guard])
    expect(decision.because).toContain(` held by ${guard}: ${stops[0]?.because}`)
  })

  it('is overruled by the waiver of an operator that names it, and its word stays on record', () => {
    const held = decided(asking(guard))
    const word = held.considered[0]?.guards.find((verdict) => verdict.guard === guard)
    // Some guards restrain only what is done by itself, and are silent or content when a person asks.
    if (held.kind === 'act') return expect(word?.is ?? 'allow').toBe('allow')
    expect(held).toMatchObject({ kind: 'hold', reason: guard })
    const others = GUARDS.filter((name) => name !== guard)
    expect(decided(asking(guard, ...others)), 'by no other waiver').toMatchObject({ kind: 'hold', reason: guard })
    const waived = decided(asking(guard, guard))
    expect(waived.kind).toBe('act')
    const record = waived.considered[0]?.guards.find((verdict) => verdict.guard === guard)
    expect(record).toEqual({ guard, is: 'waived', because: `${word?.is}: ${word?.because}` })
    expect(waived).toMatchObject({ trigger: { kind: 'operator', waives: [guard] } })
  })
})

describe('a waiver', () => {
  it('is needed of every guard that stops, and the first that is not waived is the reason', () => {
    const both: Partial<Situation> = { ...stopped['shared-fate'], gauges: [lag(0, { at: NOW }), capacity(10)] }
    const ask = { kind: 'move-to', to: away, planned: false } as const
    expect(decided({ ...both, request: request(ask, 'shared-fate') })).toMatchObject({ reason: 'standby-capacity' })
    expect(decided({ ...both, request: request(ask, 'standby-capacity') })).toMatchObject({ reason: 'shared-fate' })
    expect(decided({ ...both, request: request(ask, 'standby-capacity', 'shared-fate') })).toMatchObject({
      kind: 'act',
    })
  })

  it('of a guard that allows is not put on record as one', () => {
    const ask = { kind: 'evacuate', zone: z1 } as const
    expect(Object.values(spoken(decided({ request: request(ask, ...GUARDS) })))).not.toContain('waived')
  })
})

describe('what holds although everything is wrong', () => {
  it('a bad release, which fails in both regions alike', () => {
    const kinds: readonly Kind[] = ['impaired', 'impaired', 'impaired']
    const later = awayZones.map((at) => assessment(atZone(away, at), 'impaired', { firstBadAt: BAD_AT + HOUR }))
    const decision = decided({ assessments: assessed({ home: kinds, away: kinds }, ...later) })
    expect(decision).toMatchObject({ kind: 'hold', reason: 'standby-health' })
    expect(decision.because).toContain('fails the same signals (http)')
  })

  it('monitoring that fails all at once', () => {
    const kinds: readonly Kind[] = ['impaired', 'impaired', 'impaired']
    expect(decided({ assessments: assessed({ home: kinds, away: kinds }) })).toMatchObject({
      reason: 'monitoring-sane',
    })
  })

  it('the last zone that serves, even when a person asks', () => {
    const left = homeZones.slice(1)
    const asked = { standing: { active: home, left }, request: request({ kind: 'evacuate', zone: z1 }) }
    expect(decided(asked)).toMatchObject({ kind: 'hold', reason: 'bounded-hand' })
    const waived = { ...asked, request: request({ kind: 'evacuate', zone: z1 }, 'bounded-hand') }
    expect(decided(waived), 'unless that person overrules it by name').toMatchObject({ kind: 'act' })
  })
})
