import { describe, expect, it } from 'vitest'
import { region } from '../../src/model/place.js'
import { answersOf } from '../../src/sim/routing.js'
import { staying, Users } from '../../src/sim/users.js'
import { HOUR_MS, MINUTE_MS } from './fixtures/days.js'

describe('users after a change of the name', () => {
  it.each([
    [0, 1],
    [1, 0.6],
    [2, 0.3],
    [5, 0.1],
    [10, 0.05],
    [30, 0.03],
    [120, 0.01],
  ])('after %d minutes at a TTL of 60 s, %d of them are where they were', (minutes, share) => {
    expect(staying(minutes * MINUTE_MS, 60_000, 0)).toBeCloseTo(share, 6)
  })

  it('go over as much sooner as the TTL is shorter, and stubborn ones never', () => {
    expect(staying(30_000, 30_000, 0)).toBeCloseTo(0.6, 6)
    expect(staying(24 * HOUR_MS, 60_000, 0.02)).toBe(0.02)
  })

  it('are a mixture when a second change comes before the first is over', () => {
    const users = new Users({ us: 1 }, 60_000, 0)
    users.answer({ eu: 1 }, 0)
    users.answer({ us: 1 }, MINUTE_MS)
    expect(users.at(MINUTE_MS)).toEqual({ us: 0.6, eu: 0.4 })
    expect(users.at(2 * MINUTE_MS).eu).toBeCloseTo(0.24, 6)
  })
})

describe('the public name', () => {
  const [US, EU] = [region('us-east-1'), region('eu-west-1')]
  const whole = { weights: { [US]: 100, [EU]: 0 }, objects: { [US]: true }, controls: {} }
  it('leads by weight to those let in, to those without weight when no other is, and to all when none is', () => {
    expect(answersOf(whole, [US, EU])).toEqual({ [US]: 1 })
    expect(answersOf({ ...whole, objects: { [US]: false } }, [US, EU])).toEqual({ [EU]: 1 })
    expect(answersOf({ ...whole, objects: { [US]: false, [EU]: false } }, [US, EU])).toEqual({ [US]: 1 })
    expect(answersOf({ ...whole, weights: { [US]: 90, [EU]: 10 } }, [US, EU])).toEqual({ [US]: 0.9, [EU]: 0.1 })
  })
})
