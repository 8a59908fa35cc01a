import { describe, expect, it } from 'vitest'
import { type Region, region } from '../../../../src/model/place.js'
import { type Placed, pair, sayAlone, sayPair } from '../../../../src/providers/aws/scan/pair.js'

const A = region('us-east-1')
const B = region('eu-west-1')
const C = region('ap-south-1')
const thing = (at: Region, name: string, because = 'tag app=shop'): Placed => ({ region: at, name, because })
const said = (things: readonly Placed[], regions = [A, B]) => {
  const { alone, pairs } = pair(things, regions)
  return {
    pairs: pairs.map(({ how, members }) => [how, ...members.map(({ name }) => name)]),
    alone: alone.map(({ name }) => name),
  }
}

describe('pair', () => {
  it('pairs the same name', () => {
    expect(said([thing(A, 'web'), thing(A, 'jobs'), thing(B, 'jobs'), thing(B, 'web')])).toEqual({
      pairs: [
        ['the same name', 'web', 'web'],
        ['the same name', 'jobs', 'jobs'],
      ],
      alone: [],
    })
  })

  it('pairs names that differ by the region alone', () => {
    expect(said([thing(A, 'web-use1'), thing(A, 'jobs-us'), thing(B, 'web-euw1'), thing(B, 'jobs-eu')]).pairs).toEqual([
      ['the same name but for the region', 'web-use1', 'web-euw1'],
      ['the same name but for the region', 'jobs-us', 'jobs-eu'],
    ])
  })

  it('pairs what is the only one in each region, whatever its name', () => {
    expect(said([thing(A, 'web'), thing(B, 'blue')]).pairs).toEqual([['the only one in each region', 'web', 'blue']])
  })

  it('pairs nothing by number once names have paired something', () => {
    const things = [thing(A, 'web'), thing(B, 'web'), thing(A, 'jobs'), thing(B, 'mail')]
    expect(said(things)).toEqual({ pairs: [['the same name', 'web', 'web']], alone: ['jobs', 'mail'] })
  })

  it('does not choose among several', () => {
    expect(said([thing(A, 'web'), thing(B, 'blue'), thing(B, 'green')])).toEqual({
      pairs: [],
      alone: ['web', 'blue', 'green'],
    })
  })

  it('pairs nothing that the primary lacks, and goes without one of several standbys', () => {
    expect(said([thing(B, 'web'), thing(C, 'web')], [A, B, C]).pairs).toEqual([])
    const [found] = pair([thing(A, 'web'), thing(C, 'web')], [A, B, C]).pairs
    expect(found && sayPair('Groups', found, [A, B, C])).toEqual([
      'Groups: the same name, matched by tag app=shop.',
      'None was found in eu-west-1.',
    ])
  })
})

describe('sayPair', () => {
  it('says of each how it was matched, where that differs', () => {
    const [found] = pair([thing(A, 'web'), thing(B, 'web', '"web" in its name')], [A, B]).pairs
    expect(found && sayPair('Groups', found, [A, B])).toEqual([
      'Groups: the same name, matched by tag app=shop (us-east-1), "web" in its name (eu-west-1).',
    ])
  })
})

describe('sayAlone', () => {
  it('lists the candidates of each region', () => {
    const alone = [thing(A, 'web'), thing(B, 'blue'), thing(B, 'green')]
    expect(sayAlone('Groups', alone, [A, B])).toEqual([
      {
        what: 'Groups: web (tag app=shop) in us-east-1; blue (tag app=shop), green (tag app=shop) in eu-west-1',
        because: 'which belong together could not be told: pair them by hand',
      },
    ])
  })

  it('says so where there is no counterpart', () => {
    expect(sayAlone('Groups', [thing(A, 'web')], [A, B])).toEqual([
      {
        what: 'Groups: web (tag app=shop) in us-east-1',
        because: 'in us-east-1 alone: there is no counterpart elsewhere to fail over to',
      },
    ])
    expect(sayAlone('Groups', [], [A, B])).toEqual([])
  })
})
