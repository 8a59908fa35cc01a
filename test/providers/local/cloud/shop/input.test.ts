import { describe, expect, it } from 'vitest'
import { orderIn, rangeIn } from '../../../../../src/providers/local/cloud/shop/input.js'

describe('an order', () => {
  it('is a number and an item', () => {
    expect(orderIn('{"number": 7, "item": "a book"}')).toEqual({ number: 7, item: 'a book' })
  })

  it.each([
    ['no JSON', 'number=7', /not a JSON object/],
    ['no object', '7', /not a JSON object/],
    ['nothing', 'null', /not a JSON object/],
    ['no number', '{"item": "a book"}', /"number" is not a whole number/],
    ['a number in quotes', '{"number": "7", "item": "a book"}', /"number" is not a whole number/],
    ['part of a number', '{"number": 7.5, "item": "a book"}', /"number" is not a whole number/],
    ['a number too large', '{"number": 9999999999, "item": "a book"}', /"number" is not a whole number/],
    ['no item', '{"number": 7}', /"item" is not a text/],
    ['an item too long', `{"number": 7, "item": "${'x'.repeat(201)}"}`, /"item" is not a text/],
  ])('with %s is refused, and told why', (_, text, why) => {
    expect(orderIn(text)).toEqual({ fault: expect.stringMatching(why) })
  })
})

describe('a range', () => {
  it('is everything unless told', () => {
    expect(rangeIn(new URLSearchParams())).toEqual({ from: 1, to: 2 ** 31 - 1 })
    expect(rangeIn(new URLSearchParams('from=3&to=9'))).toEqual({ from: 3, to: 9 })
  })

  it('of no numbers is refused', () => {
    expect(rangeIn(new URLSearchParams('from=x'))).toEqual({ fault: expect.stringContaining('whole numbers') })
  })
})
