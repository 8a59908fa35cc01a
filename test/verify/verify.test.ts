import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Required, requiredFor, verify } from '../../src/verify/verify.js'
import { GLANCES, type GlanceName, MOVES, seen } from './fixtures/glances.js'

const NOW = 1_000_000
const NAMES = Object.keys(GLANCES) as readonly GlanceName[]
const required: Required = { passes: 3, freshMs: 1_000 }
const judge = (names: readonly GlanceName[], move: keyof typeof MOVES = 'failover') =>
  verify(MOVES[move], seen(names, NOW), NOW, required)

/** What a user should see after each move, told without the code that judges it. */
const RIGHT: Readonly<Record<keyof typeof MOVES, readonly GlanceName[]>> = {
  failover: ['good', 'readOnly', 'fromTheZone'],
  switchover: ['good', 'readOnly', 'fromTheZone'],
  evacuate: ['good', 'readOnly'],
  restore: ['good', 'readOnly', 'fromTheZone'],
  freeze: ['good', 'readOnly', 'fromTheZone', 'fromTheOldRegion', 'nameless'],
}

/** Every sequence of up to `length` glances. */
function sequences(length: number): readonly (readonly GlanceName[])[] {
  if (length === 0) return [[]]
  const shorter = sequences(length - 1)
  return [
    ...shorter,
    ...shorter.filter((names) => names.length === length - 1).flatMap((n) => NAMES.map((x) => [...n, x])),
  ]
}

describe('served', () => {
  it('after every sequence of up to four glances: exactly when the last three are right, and a zone brought back answers', () => {
    for (const [kind, move] of Object.entries(MOVES) as [keyof typeof MOVES, (typeof MOVES)[keyof typeof MOVES]][]) {
      for (const names of sequences(4)) {
        const wrongAt = names.findLastIndex((name) => !RIGHT[kind].includes(name))
        const run = names.slice(wrongAt + 1)
        const served = run.length >= 3 && (kind !== 'restore' || run.includes('fromTheZone'))
        const found = verify(move, seen(names, NOW), NOW, required)
        const what = `${kind}: ${names.join(' ')}`
        expect(`${what} ${found.is === 'served'}`).toBe(`${what} ${served}`)
        expect(`${what} ${found.servedAt !== undefined}`).toBe(`${what} ${served}`)
        expect(`${what} ${found.is === 'unknown'}`).toBe(`${what} ${names.every((name) => name === 'blind')}`)
      }
    }
  })

  it('since the first glance of the unbroken run', () => {
    expect(judge(['writeFails', 'good', 'good', 'good', 'good'])).toEqual({
      is: 'served',
      because: '4 in a row read and wrote through the public name, answered by eu-west-1',
      answeredBy: ['eu-west-1'],
      writes: true,
      servedAt: NOW - 300,
    })
  })

  it('by reads alone where nobody says what to write, and claims no write then', () => {
    expect(judge(['readOnly', 'readOnly', 'readOnly'])).toMatchObject({
      ...{ is: 'served', writes: false },
      because: '3 in a row read (no write was tried) through the public name, answered by eu-west-1',
    })
  })

  it('since a zone that is brought back first answered, and not while only the others do', () => {
    expect(judge(['good', 'good', 'fromTheZone', 'good'], 'restore').servedAt).toBe(NOW - 100)
    expect(judge(['good', 'good', 'good'], 'restore')).toMatchObject({
      ...{ is: 'not-yet', because: 'none of the last 3 was answered by euw1-az1' },
    })
  })

  it('not while one answer in a row still comes from the zone that was left', () => {
    expect(judge(['good', 'good', 'fromTheZone', 'good', 'good'], 'evacuate')).toMatchObject({
      ...{ is: 'not-yet', because: '2 good in a row, 3 wanted' },
    })
    expect(judge(['good', 'good', 'fromTheZone'], 'evacuate').because).toBe('still answered by euw1-az1')
  })

  it('not while the last answer comes from the region that was left, whose writes count for nothing', () => {
    expect(judge(['good', 'good', 'fromTheOldRegion'])).toEqual({
      ...{ is: 'not-yet', because: 'answered by us-east-1, not by eu-west-1', writes: false },
      answeredBy: ['eu-west-1', 'us-east-1'],
    })
  })

  it('not after a look that saw nothing, however good the ones before', () => {
    expect(judge(['good', 'good', 'good', 'blind'])).toMatchObject({
      ...{ is: 'not-yet', because: 'a read could not be tried: the name server is silent' },
    })
    expect(judge(['good', 'good', 'blind', 'good', 'good']).is).toBe('not-yet')
  })

  it('is unknown while nobody looks, while nobody can, and when the newest look is old', () => {
    const nothing = { is: 'unknown', answeredBy: [], writes: false }
    expect(judge([])).toEqual({ ...nothing, because: 'nobody has looked through the public name yet' })
    expect(judge(['blind', 'blind'])).toEqual({
      ...{ ...nothing, because: 'nobody could look through the public name: the name server is silent' },
    })
    const old = seen(['good', 'good', 'good'], NOW - 5_000)
    expect(verify(MOVES.failover, old, NOW, required)).toEqual({
      ...{ ...nothing, because: 'the newest look through the public name is 5 s old' },
    })
  })

  it('counts a glance as long as it is fresh, to the millisecond', () => {
    const at = (ageMs: number) => verify(MOVES.failover, seen(['good', 'good', 'good'], NOW - ageMs), NOW, required).is
    expect([at(800), at(801)]).toEqual(['served', 'not-yet'])
  })

  it('never for a run broken by what is old: only fresh glances make it up', () => {
    const names = fc.array(fc.tuple(fc.constantFrom(...NAMES), fc.integer({ min: 0, max: 3_000 })), { maxLength: 12 })
    fc.assert(
      fc.property(names, fc.constantFrom(...Object.values(MOVES)), (drawn, move) => {
        const glances = drawn
          .map(([name, ageMs]) => ({ ...GLANCES[name], at: NOW - ageMs }))
          .sort((a, b) => a.at - b.at)
        const fresh = glances.filter(({ at }) => NOW - at <= required.freshMs)
        const found = verify(move, glances, NOW, required)
        if (fresh.length > 0) expect(found).toEqual(verify(move, fresh, NOW, required))
        else expect(found).toMatchObject({ is: 'unknown', answeredBy: [], writes: false })
        if (found.servedAt !== undefined) expect(found.servedAt).toBeGreaterThanOrEqual(NOW - required.freshMs)
      }),
    )
  })
})

describe('what it takes to be called served', () => {
  it('is three in a row for a region, and twelve for a zone, which one answer in three would hide', () => {
    const passes = Object.values(MOVES).map((move) => [move.kind, requiredFor(move).passes])
    expect(passes).toEqual([
      ['failover', 3],
      ['switchover', 3],
      ['evacuate', 12],
      ['restore', 12],
      ['freeze', 3],
    ])
    const luck = (2 / 3) ** requiredFor(MOVES.evacuate).passes
    expect(luck).toBeLessThan(1 / 128)
  })

  it('is asked for unless something else is', () => {
    const good = (length: number) => Array.from({ length }, (): GlanceName => 'good')
    const spaced = (length: number, everyMs: number) =>
      seen(good(length), NOW).map((glance, index) => ({ ...glance, at: NOW - (length - 1 - index) * everyMs }))
    expect(verify(MOVES.evacuate, spaced(11, 1_000), NOW).is).toBe('not-yet')
    expect(verify(MOVES.evacuate, spaced(12, 1_000), NOW).is).toBe('served')
    expect(verify(MOVES.evacuate, spaced(12, 100), NOW).because, 'a moment is no span').toMatch(/so far, 4 s wanted/)
  })
})

describe('where the policy keeps a trickle elsewhere', () => {
  const among = (names: readonly GlanceName[], move: keyof typeof MOVES, passes = 3) =>
    verify(MOVES[move], seen(names, NOW), NOW, { passes, freshMs: 60_000, trickle: true })

  it('who is in it does not count after a switchover, nor for a move within a region', () => {
    const names: readonly GlanceName[] = ['good', 'fromTheOldRegion', 'good', 'good']
    expect(among(names, 'switchover')).toMatchObject({ is: 'served', answeredBy: ['eu-west-1'] })
    expect(among(names, 'evacuate').is).toBe('served')
  })

  it('a failover leaves none: whoever is still where it left is not served', () => {
    expect(among(['good', 'fromTheOldRegion', 'good', 'good'], 'failover').is).toBe('not-yet')
  })

  it('most must be where the move leads', () => {
    const most: readonly GlanceName[] = [
      'good',
      'fromTheOldRegion',
      'fromTheOldRegion',
      'fromTheOldRegion',
      'good',
      'good',
    ]
    expect(among(most, 'switchover').is).toBe('not-yet')
    expect(among(['fromTheOldRegion', 'fromTheOldRegion'], 'switchover')).toMatchObject({
      is: 'not-yet',
      because: 'all of the last 2 were answered by us-east-1',
    })
  })

  it('is asked for by the policy alone', () => {
    expect(requiredFor(MOVES.switchover).trickle).toBe(false)
    expect(requiredFor(MOVES.switchover, 5).trickle).toBe(true)
  })
})
