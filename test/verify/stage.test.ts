import { describe, expect, it } from 'vitest'
import { region } from '../../src/model/place.js'
import type { Proof } from '../../src/model/plan.js'
import type { PublicGlance } from '../../src/model/world.js'
import { verifyStage } from '../../src/verify/stage.js'
import { GLANCES } from './fixtures/glances.js'

const PATIENCE_MS = 60_000
const EVERY_MS = 100
const proof: Proof = {
  ...{ at: region('eu-west-1'), from: region('us-east-1'), percent: 50, final: false, planned: true, settleMs: 1_000 },
}

const { blind, fromTheOldRegion: other, good, readFails, readOnly, writeFails } = GLANCES
const otherFails = { ...other, write: writeFails.write }
const nobody = { ...good, servedBy: undefined, read: readFails.read, write: readFails.read, answers: ['eu-west-1'] }
const many = (of: object, times: number): readonly object[] => Array.from({ length: times }, () => of)

/** The word after glances that came one every 100 ms. */
function word(glances: readonly object[], of: Partial<Proof> = {}, as: 'newcomers' | 'regulars' = 'newcomers') {
  const seen = glances.map((glance, index) => {
    const { servedBy, ...rest } = glance as PublicGlance
    return { ...rest, ...(servedBy ? { servedBy } : {}), at: index * EVERY_MS, isNewcomer: as === 'newcomers' }
  })
  return verifyStage({ ...proof, ...of }, seen, Math.max(0, glances.length - 1) * EVERY_MS, PATIENCE_MS)
}

describe('a stage of traffic', () => {
  it('stands once users of the new region have been served for the whole settling', () => {
    expect(word(many(good, 10)).is).toBe('not-yet')
    expect(word(many(good, 11))).toEqual({ is: 'served', because: '11 looks read and wrote in eu-west-1, in 1 s' })
  })

  it('stands by reads alone where nobody says what to write, and claims no write then', () => {
    const because = '11 looks read (no write was tried) in eu-west-1, in 1 s'
    expect(word(many(readOnly, 11))).toEqual({ is: 'served', because })
  })

  it('is not known before anybody has looked', () => {
    expect(word([]).is).toBe('not-yet')
  })

  it('is not held against what the region that is left does, which is told', () => {
    const word_ = word([...many(good, 8), ...many(other, 2), ...many(otherFails, 2)])
    expect(word_.is).toBe('served')
    expect(word_.because).toContain(
      '8 looks read and wrote in eu-west-1, 4 were answered elsewhere, 2 of them not served',
    )
  })

  it.each([
    ['reads', readFails],
    ['writes', writeFails],
    ['answers', nobody],
  ])('falls when three looks in a row find no %s', (_, bad) => {
    expect(word([...many(good, 5), bad, bad]).is).toBe('not-yet')
    expect(word([...many(good, 5), bad, other, bad, bad])).toMatchObject({
      is: 'not-served',
      because: expect.stringContaining('3 looks in a row failed: '),
    })
  })

  it.each([
    ['a fault', writeFails],
    ['a time in which nobody could look', blind],
  ])('settles anew after %s', (_, bad) => {
    expect(word([...many(good, 9), bad, ...many(good, 10)]).is).toBe('not-yet')
    expect(word([...many(good, 9), bad, ...many(good, 11)]).is).toBe('served')
  })

  it('falls when it does not settle within the patience: for faults now and then, or blindness (law 1)', () => {
    const flapping = Array.from({ length: 602 }, (_, index) => (index % 5 === 0 ? writeFails : good))
    expect(word(flapping)).toMatchObject({ is: 'not-served', because: expect.stringContaining('without a fault') })
    expect(word(many(blind, 602)).is).toBe('not-served')
  })

  it('of a failover does not blame the new region for what nobody can be told to have answered', () => {
    const lost = { ...nobody, answers: ['192.0.2.7'] }
    expect(word([...many(lost, 3), ...many(good, 9)], { planned: false }).is).toBe('served')
    expect(word(many(lost, 3)).is).toBe('not-served')
    expect(word(many({ ...lost, answers: [] }, 3), { planned: false }).is, 'a name without an answer').toBe(
      'not-served',
    )
  })
})

describe('a share that nobody was seen to be in', () => {
  it('is waited for while that may be chance, and is none when it cannot be', () => {
    expect(word(many(other, 40), { percent: 10 }).is).toBe('not-yet')
    expect(word(many(other, 66), { percent: 10 })).toEqual({
      is: 'not-served',
      because: 'none of 66 looks was answered by eu-west-1, which is to have 10 %',
    })
    expect(word([...many(other, 65), good], { percent: 10 }).is).toBe('served')
  })

  it('is believed in, if small, where looks are not independent of each other', () => {
    expect(word(many(other, 11), { percent: 10 }, 'regulars')).toMatchObject({
      is: 'served',
      because: expect.stringContaining('too few to tell'),
    })
    expect(word(many(other, 11), { percent: 50 }, 'regulars').is).toBe('not-yet')
    expect(word(many(other, 602), { percent: 50 }, 'regulars').is).toBe('not-served')
  })
})
