import { describe, expect, it } from 'vitest'
import { region, zone } from '../../../../src/model/place.js'
import { type Count, judgeBreadth, type Memory } from '../../../../src/providers/aws/watch/watch-breadth.js'

const EAST = region('us-east-1')
const WEST = region('eu-west-1')
const [AZ1, AZ2, AZ3] = ['use1-az1', 'use1-az2', 'use1-az4'].map(zone) as [
  ReturnType<typeof zone>,
  ReturnType<typeof zone>,
  ReturnType<typeof zone>,
]
const FAR = zone('euw1-az1')

const count = (at: ReturnType<typeof zone>, seen: number, bad: number): Count => ({
  region: at === FAR ? WEST : EAST,
  zone: at,
  seen,
  bad: Array.from({ length: bad }, (_, index) => `vol-${index + 1}`),
})
/** Three zones here and one far away, ten things each unless said otherwise. */
const judged = (bad: readonly [number, number, number, number], seen = 10, before: Memory = new Map()) =>
  judgeBreadth(
    [count(AZ1, seen, bad[0]), count(AZ2, 10, bad[1]), count(AZ3, 10, bad[2]), count(FAR, 10, bad[3])],
    before,
    'volumes',
  )
const word = (...asked: Parameters<typeof judged>) => judged(...asked).words.get(AZ1)

describe('breadth: what makes a zone event of single failures', () => {
  it('is not one noisy thing, nor a few of many', () => {
    expect(word([0, 0, 0, 0])).toEqual({ is: 'pass' })
    expect(word([1, 0, 0, 0], 2)).toEqual({ is: 'pass' })
    expect(word([2, 0, 0, 0])).toEqual({ is: 'pass' })
  })

  it('is a good part of a zone where the others are well', () => {
    expect(word([4, 0, 1, 0])).toEqual({
      is: 'fail',
      because: '40 % of 10 volumes (vol-1, vol-2, vol-3 and 1 more), 5 % in the other zones of us-east-1',
    })
  })

  it('leaves the zones that are well alone', () => {
    expect(judged([4, 0, 1, 0]).words.get(AZ2)).toEqual({ is: 'pass' })
  })

  it('is a whole region where the other regions are well', () => {
    expect(word([4, 4, 4, 0])).toMatchObject({ is: 'fail', because: expect.stringContaining('as in all of us-east-1') })
  })

  it('is in doubt when everything everywhere is bad at once (law 7)', () => {
    expect(word([9, 9, 9, 9])).toMatchObject({ is: 'unknown', because: expect.stringContaining('report itself') })
  })

  it('is in doubt with nothing to compare with', () => {
    const alone = judgeBreadth([count(AZ1, 10, 9)], new Map(), 'volumes')
    expect(alone.words.get(AZ1)).toMatchObject({ is: 'unknown', because: expect.stringContaining('no other zone') })
  })

  it('cannot be told from a single thing', () => {
    expect(word([1, 0, 0, 0], 1)).toEqual({ is: 'unknown', because: 'vol-1 is bad; one of one is no zone event' })
  })

  it('is told against what is usual in the zone', () => {
    const noisy: Memory = new Map([[AZ1, { seen: [10], shares: [0.25, 0.25, 0.25] }]])
    expect(word([4, 0, 0, 0], 10, noisy)).toEqual({ is: 'pass' })
    expect(word([5, 0, 0, 0], 10, noisy)).toMatchObject({ is: 'fail' })
  })
})

describe('a mass absence', () => {
  it('is suspect data, not health: less than half of what was there lately', () => {
    const calm = judged([0, 0, 0, 0]).memory
    expect(word([0, 0, 0, 0], 4, calm)).toEqual({
      is: 'unknown',
      because: '4 of 10 volumes of use1-az1 are reported: suspect data',
    })
    expect(word([0, 0, 0, 0], 0, calm)).toMatchObject({ is: 'unknown' })
    expect(word([0, 0, 0, 0], 5, calm)).toEqual({ is: 'pass' })
  })

  it('is the new state of things after ten reports', () => {
    let memory = judged([0, 0, 0, 0]).memory
    for (let report = 0; report < 10; report++) memory = judged([0, 0, 0, 0], 3, memory).memory
    expect(word([0, 0, 0, 0], 3, memory)).toEqual({ is: 'pass' })
  })

  it('of what was never there says so', () => {
    expect(word([0, 0, 0, 0], 0)).toEqual({ is: 'unknown', because: 'no volumes to watch in use1-az1' })
  })
})
