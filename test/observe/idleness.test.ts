import { describe, expect, it } from 'vitest'
import { Idleness } from '../../src/observe/idleness.js'

const answered = (announcedMs?: number): Idleness => {
  const idleness = new Idleness()
  idleness.answered(true, announcedMs)
  return idleness
}

describe('a held connection that closes', () => {
  it.each([
    ['at any age, nothing said', undefined, 5_000, true],
    ['when announced', 5_000, 5_000, false],
    ['a little before, since timers disagree', 5_000, 4_600, false],
    ['well before what was announced', 5_000, 4_400, true],
    ['later than announced', 5_000, 9_000, false],
  ])('%s', (_, announcedMs, idleMs, isNews) => {
    expect(answered(announcedMs).isNews(idleMs)).toBe(isNews)
  })

  it('is no news after a failure: a server that fails and hangs up must not be asked without pause', () => {
    const idleness = answered()
    idleness.answered(false, undefined)
    expect(idleness.isNews(0)).toBe(false)
  })

  it('is no news at an age that was a false alarm once', () => {
    const idleness = answered()
    expect(idleness.isNews(3_000)).toBe(true)
    idleness.answered(true, undefined)
    expect(idleness.isNews(3_000)).toBe(false)
    expect(idleness.isNews(1_000)).toBe(true)
  })

  it('stays news when the look after it failed: the alarm was true', () => {
    const idleness = answered()
    expect(idleness.isNews(3_000)).toBe(true)
    idleness.answered(false, undefined)
    idleness.answered(true, undefined)
    expect(idleness.isNews(3_000)).toBe(true)
  })

  it('is news again once a connection was held beyond that age', () => {
    const idleness = answered()
    idleness.isNews(300)
    idleness.answered(true, undefined)
    idleness.reused(10_000)
    idleness.answered(true, undefined)
    expect(idleness.isNews(5_000)).toBe(true)
  })
})
