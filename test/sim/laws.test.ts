import { describe, expect, it } from 'vitest'
import { LAWS, lawsBroken } from '../../src/sim/laws.js'
import { goodDay, traceOf } from './fixtures/trace.js'

describe('the laws', () => {
  it('are kept on a day on which everything is done well', () => {
    expect(lawsBroken(goodDay())).toEqual([])
  })

  it('are kept on a day on which nothing happens', () => {
    expect(lawsBroken(traceOf())).toEqual([])
  })

  it('go by their ids, each with its words', () => {
    expect(LAWS.map(({ id }) => id)).toEqual([...new Set(LAWS.map(({ id }) => id))])
    for (const { words } of LAWS) expect(words.length).toBeGreaterThan(20)
  })
})
