/** The laws of deciding, over every combination of healths of two regions of three zones. */
import { describe, expect, it } from 'vitest'
import { decide } from '../../src/decide/decide.js'
import type { Situation } from '../../src/decide/situation.js'
import { effective } from '../../src/model/health.js'
import { type Decision, GUARDS } from '../../src/model/move.js'
import type { Policy } from '../../src/policy/policy.js'
import {
  assessed,
  away,
  capacity,
  failover,
  HOUR,
  homeZones,
  type Kind,
  lag,
  NOW,
  policy,
  situation,
} from './fixtures/shop.js'

const decided = (rest: Partial<Situation>): Decision => decide(situation(rest))
const automatic = (...kinds: Policy['decide']['automatic']): Policy => ({
  ...policy,
  decide: { ...policy.decide, automatic: kinds },
})

const KINDS: readonly Kind[] = ['healthy', 'suspect', 'impaired', 'recovering']
const triples = KINDS.flatMap((a) => KINDS.flatMap((b) => KINDS.map((c): readonly Kind[] => [a, b, c])))

describe('of all 4096 healths of six zones', () => {
  const every = triples.flatMap((homeKinds) =>
    triples.map((awayKinds) => {
      const assessments = assessed({ home: homeKinds, away: awayKinds })
      return { homeKinds, awayKinds, assessments, decision: decided({ assessments }) }
    }),
  )
  const acts = every.flatMap(({ decision, ...rest }) => (decision.kind === 'act' ? [{ ...rest, decision }] : []))
  const impaired = (kinds: readonly Kind[]): number => kinds.filter((kind) => kind === 'impaired').length

  it('some call for each move, and most for none', () => {
    const kinds = acts.map(({ decision }) => decision.move.kind)
    expect(every).toHaveLength(4_096)
    expect(new Set(kinds)).toEqual(new Set(['evacuate', 'failover']))
    expect(acts.length).toBeLessThan(2_048)
  })

  it('every one in which the share of zones is impaired here and all is well there fails over', () => {
    const clear = every.filter(
      ({ awayKinds, homeKinds }) => impaired(homeKinds) >= 2 && awayKinds.every((kind) => kind === 'healthy'),
    )
    expect(clear).toHaveLength(10)
    for (const { decision } of clear) expect(decision).toMatchObject({ kind: 'act', move: failover })
  })

  it('none moves to a region that is not healthy (law 4)', () => {
    for (const { assessments, decision } of acts) {
      if (decision.move.kind !== 'failover') continue
      const target = assessments.find(({ of }) => of.kind === 'region' && of.region === away)
      expect(target && effective(target)).toBe('healthy')
    }
  })

  it('none leaves the region where leaving a zone suffices, nor a zone where it does not (law 3)', () => {
    for (const { decision, homeKinds } of acts) {
      expect(decision.move.kind).toBe(impaired(homeKinds) >= 2 ? 'failover' : 'evacuate')
    }
  })

  it('none leaves a zone that is not impaired, or the last that is well (law 22)', () => {
    for (const { decision, homeKinds } of acts) {
      const { move } = decision
      if (move.kind !== 'evacuate') continue
      expect(homeKinds[homeZones.indexOf(move.zone)]).toBe('impaired')
      expect(homeKinds).toContain('healthy')
    }
  })

  it('none moves while any guard that was heard blocks or does not know (law 1)', () => {
    for (const { decision } of acts) {
      const chosen = decision.considered.find(({ move }) => move === decision.move)
      expect(chosen?.guards.every(({ is }) => is === 'allow')).toBe(true)
    }
  })

  it('none moves for what does not serve, or for a doubt', () => {
    for (const { homeKinds } of acts) expect(impaired(homeKinds)).toBeGreaterThan(0)
  })

  it('every one that holds gives a reason of the closed list, and why', () => {
    const reasons = new Set<string>([...GUARDS, 'steady', 'nothing-to-do', 'not-automatic', 'no-candidate'])
    for (const { decision } of every) {
      expect(decision.because).not.toBe('')
      if (decision.kind === 'hold') expect(reasons).toContain(decision.reason)
    }
  })

  it('none moves when the policy makes nothing automatic, and each that would have waits for a person', () => {
    for (const { assessments, decision } of every) {
      const careful = decided({ assessments, policy: automatic() })
      expect(careful.kind).toBe('hold')
      expect(careful.kind === 'hold' && careful.reason === 'not-automatic').toBe(decision.kind === 'act')
    }
  })

  it('none moves on unmeasured gauges to another region, or on evidence that is old', () => {
    for (const { assessments } of acts) {
      const blind = decided({ assessments, gauges: [lag(undefined), capacity(undefined)] })
      expect(blind.kind === 'act' ? blind.move.kind : 'none').not.toBe('failover')
      const old = assessments.map((one) => ({ ...one, lastQuorumAt: NOW - HOUR }))
      expect(decided({ assessments: old }).kind).toBe('hold')
    }
  })

  it('the same situation is decided alike twice', () => {
    for (const { assessments, decision } of acts) expect(decided({ assessments })).toEqual(decision)
  })
})
