import { describe, expect, it } from 'vitest'
import { criticalPathMs, pastPointOfNoReturn } from '../../src/plan/graph.js'
import { step } from '../execute/fixtures/town.js'

const lasting = (id: string, expectedMs: number, ...after: readonly string[]) => step(id, 1, 0, { expectedMs, after })

describe('the expected time of a plan', () => {
  it.each([
    ['nothing at all', [], 0],
    ['one step', [lasting('a', 7)], 7],
    ['steps in a row', [lasting('a', 7), lasting('b', 5, 'a')], 12],
    ['steps side by side', [lasting('a', 7), lasting('b', 5)], 7],
    ['the longer way round', [lasting('a', 1), lasting('b', 9), lasting('c', 2, 'a', 'b'), lasting('d', 5, 'a')], 11],
  ])('is its longest path: %s', (_, steps, expected) => {
    expect(criticalPathMs(steps)).toBe(expected)
  })
})

describe('the point of no return (law 27)', () => {
  const back = step('a', 1, 0)
  const never = step('b', 1, undefined)
  const needless = step('c', 1, 0, { undo: { kind: 'not-needed' } })

  it.each([
    ['no step', [], []],
    ['none that cannot be undone', [back, needless], []],
    ['one at the start', [never, back], ['b', 'a']],
    ['one in the middle', [back, never, needless], ['b', 'c']],
    ['one at the end', [back, needless, never], ['b']],
  ])('is the first step that cannot be undone: %s', (_, steps, expected) => {
    expect(pastPointOfNoReturn(steps).map(({ id }) => id)).toEqual(expected)
  })
})
