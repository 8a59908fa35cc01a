import { describe, expect, it } from 'vitest'
import { CHECKED_IN_SIM, CHECKED_LOCALLY } from '../../../src/drill/local/seen-laws.js'
import { LAWS } from '../../../src/sim/laws.js'

describe('the laws that can be checked', () => {
  it.each([
    ['in the simulated world', CHECKED_IN_SIM],
    ['in the local cloud', CHECKED_LOCALLY],
  ])('%s are each told once, as checked or not', (_, { not, part, whole }) => {
    expect([...whole, ...part, ...not].sort()).toEqual(LAWS.map(({ id }) => id).sort())
  })
})
