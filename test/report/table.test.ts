import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { table } from '../../src/report/table.js'

describe('a table', () => {
  it('aligns columns by what is seen of them, two spaces in and between, without blanks at the end', () => {
    const rows = [
      ['a', '\u001b[32mgreen\u001b[39m', 'x'],
      ['東京', 'b', 'y'],
    ]
    expect(stripVTControlCharacters(table(['city', 'is', ''], rows))).toBe(
      ['  city  is', '  a     green  x', '  東京  b      y'].join('\n'),
    )
  })

  it('keeps the lines of a cell and lets a rule go across', () => {
    expect(table(['no.', 'needed'], [{ across: '─ here ─' }, ['1', 'a\nb']])).toBe(
      ['  no.  needed', '  ─ here ─', '  1    a', '       b'].join('\n'),
    )
  })

  it('needs no head', () => expect(table([], [['+1 s', 'ada']])).toBe('  +1 s  ada'))
})
