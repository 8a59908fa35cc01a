import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { oneLine, printable } from '../../src/report/printable.js'

const CONTROLS = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u

describe('text made fit to be shown', () => {
  it('keeps what people write in any script, and their line ends', () => {
    const text = 'fence “orders” → São Paulo, 東京\nnext line'
    expect(printable({ text: [text], count: 3, none: null, is: true })).toEqual({
      ...{ text: [text], count: 3, none: null, is: true },
    })
  })

  it('shows in place of what would steer a terminal or turn a line around that something was there', () => {
    expect(printable('\u001b]0;own\u0007red\u001b[31m')).toBe('\ufffd]0;own\ufffdred\ufffd[31m')
    expect(printable('abc\u202edef\r\nnext\tcell')).toBe('abc\ufffddef\nnext cell')
    expect(oneLine(' first \r\n\n second\rthird\u0000 ')).toBe('first second third\ufffd')
  })

  it('leaves nothing of the kind in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(oneLine(text)).not.toMatch(CONTROLS)
        expect(printable(text).replaceAll('\n', '')).not.toMatch(CONTROLS)
      }),
    )
  })
})
