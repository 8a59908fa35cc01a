import { describe, expect, it } from 'vitest'
import { oneAtATime } from '../../../src/decide/guards/one-at-a-time.js'
import { both, byAda, EVERY, evacuate, failover, freeze, precedent, sayOf, thaw, why, word } from '../fixtures/shop.js'

describe('the guard of one move at a time (law 5)', () => {
  it('speaks of every move, whoever asks', () => {
    expect(sayOf(oneAtATime)).toEqual(both(...EVERY))
  })

  it('blocks while an incident is open, and says what to do with it', () => {
    const { closedAt: _, outcome: __, ...open } = precedent(failover, 0)
    expect(word(oneAtATime, byAda(evacuate()), { precedents: { made: [], open } })).toBe('block')
    expect(why(oneAtATime, byAda(evacuate()), { precedents: { made: [], open } })).toBe(
      'incident inc-1 (failover us-east-1 → eu-west-1) is open; finish it with "failover resume"',
    )
  })

  it('holds up no move that users need for a freeze or a thaw that was cut off', () => {
    for (const aside of [freeze, thaw]) {
      const { closedAt: _, outcome: __, ...open } = precedent(aside, 0)
      expect(word(oneAtATime, byAda(evacuate()), { precedents: { made: [], open } })).toBe('allow')
      expect(word(oneAtATime, byAda(failover), { precedents: { made: [], open } })).toBe('allow')
      expect(word(oneAtATime, byAda(thaw), { precedents: { made: [], open } })).toBe('block')
    }
  })

  it('allows once it is closed', () => {
    expect(word(oneAtATime, byAda(evacuate()), { precedents: { made: [precedent(failover, 0)] } })).toBe('allow')
  })
})
