import { describe, expect, it } from 'vitest'
import {
  type Change,
  changesFor,
  closedBy,
  type Group,
  isOnTheWay,
  isOpen,
  leading,
  openingFirst,
  reversed,
} from '../../../../src/providers/aws/traffic/global-accelerator-dials.js'

const LISTENER = 'arn:aws:globalaccelerator::123456789012:accelerator/a/listener/l'
const group = (region: string, dial: number, weights: Group['weights'], listener = LISTENER): Group => ({
  ...{ arn: `${listener}/endpoint-group/${region}`, region, dial, weights },
})
const US = group('us-east-1', 100, { 'lb-us': 128 })
const EU = group('eu-west-1', 0, { 'lb-eu': 64 })
const TO_EU = { at: 'eu-west-1', from: 'us-east-1', percent: 100, isLeft: true, reached: undefined }
const nothing = (): undefined => undefined

const changes = (...args: Parameters<typeof changesFor>): readonly Change[] => changesFor(...args) ?? []
const ends = (all: readonly Change[]) => Object.fromEntries(all.map(({ region, to }) => [region, to]))

describe('what a change of traffic means for dials and weights', () => {
  it('gives a region that is left dial 0 and weights 0: a dial of 0 alone does not switch it off', () => {
    expect(ends(changes([US, EU], TO_EU, nothing))).toEqual({
      'eu-west-1': { dial: 100, weights: { 'lb-eu': 64 } },
      'us-east-1': { dial: 0, weights: { 'lb-us': 0 } },
    })
  })

  it('keeps weights in a stage before the last, with dials that add up to 100', () => {
    const stage = { ...TO_EU, percent: 10, isLeft: false }
    expect(ends(changes([US, EU], stage, nothing))).toEqual({
      'eu-west-1': { dial: 10, weights: { 'lb-eu': 64 } },
      'us-east-1': { dial: 90, weights: { 'lb-us': 128 } },
    })
  })

  it('starts a stage where the one before it ended, so that its way back leads there', () => {
    const [opening, closing] = changes([US, EU], { ...TO_EU, reached: 50 }, nothing)
    expect(opening?.was).toEqual({ dial: 50, weights: { 'lb-eu': 64 } })
    expect(closing?.was).toEqual({ dial: 50, weights: { 'lb-us': 128 } })
  })

  it('gives a region that had weights 0 those of its last calm day, and the default of AWS where none are known', () => {
    const off = group('eu-west-1', 0, { 'lb-eu': 0, 'lb-eu-2': 0 })
    const known = ends(changes([US, off], TO_EU, () => ({ 'lb-eu': 30 })))
    expect(known['eu-west-1']?.weights).toEqual({ 'lb-eu': 30, 'lb-eu-2': 128 })
  })

  it('keeps a weight of 0 among others: that endpoint is out on purpose', () => {
    const partly = group('eu-west-1', 0, { 'lb-eu': 0, 'lb-eu-2': 10 })
    expect(ends(changes([US, partly], TO_EU, nothing))['eu-west-1']?.weights).toEqual({ 'lb-eu': 0, 'lb-eu-2': 10 })
  })

  it('is nothing where a listener has no endpoint in the region to go to', () => {
    const other = `${LISTENER}2`
    expect(changesFor([US], TO_EU, nothing)).toBeUndefined()
    expect(changesFor([US, group('eu-west-1', 0, {})], TO_EU, nothing)).toBeUndefined()
    expect(changesFor([US, EU, group('us-east-1', 100, { x: 1 }, other)], TO_EU, nothing)).toBeUndefined()
    expect(changesFor([], TO_EU, nothing)).toBeUndefined()
  })

  it('opens before it closes, there and back', () => {
    const there = changes([US, EU], TO_EU, nothing)
    expect(openingFirst(there).map(({ region }) => region)).toEqual(['eu-west-1', 'us-east-1'])
    expect(openingFirst(reversed(there)).map(({ region }) => region)).toEqual(['us-east-1', 'eu-west-1'])
  })

  it('tells listeners that would be left with nothing open (law 26)', () => {
    const there = changes([US, EU], TO_EU, nothing)
    expect(closedBy(there)).toEqual([])
    expect(closedBy(there.filter(({ region }) => region === 'us-east-1'))).toEqual([LISTENER])
  })

  it('takes a stage between start and end for its own, and anything else for a stranger', () => {
    const [opening] = changes([US, EU], TO_EU, nothing)
    if (!opening) throw new Error('a change was drawn')
    for (const dial of [0, 1, 50, 100]) expect(isOnTheWay({ dial, weights: { 'lb-eu': 64 } }, opening)).toBe(true)
    expect(isOnTheWay({ dial: 0, weights: { 'lb-eu': 65 } }, opening)).toBe(false)
    expect(isOnTheWay({ dial: 0, weights: { 'lb-eu': 64, another: 1 } }, opening)).toBe(false)
    expect(isOnTheWay({ dial: 0, weights: { 'lb-eu': 64 } }, { ...opening, was: { dial: 5, weights: {} } })).toBe(false)
  })
})

describe('which region leads', () => {
  it('is the one with the greatest dial and any weight; a trickle elsewhere does not change that', () => {
    expect(leading([US, EU])).toBe('us-east-1')
    expect(leading([group('us-east-1', 99, { a: 1 }), group('eu-west-1', 1, { b: 1 })])).toBe('us-east-1')
    expect(leading([group('us-east-1', 100, { a: 0 }), group('eu-west-1', 1, { b: 1 })])).toBe('eu-west-1')
  })

  it('is none where regions are equal, listeners differ, or nothing is open', () => {
    expect(leading([US, group('eu-west-1', 100, { b: 1 })])).toBeUndefined()
    expect(leading([US, group('eu-west-1', 100, { b: 1 }, `${LISTENER}2`)])).toBeUndefined()
    expect(leading([group('us-east-1', 0, { a: 1 })])).toBeUndefined()
    expect(isOpen({ dial: 100, weights: {} })).toBe(false)
  })
})
