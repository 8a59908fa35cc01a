import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cell, markdownTable, prose } from '../../src/report/markdown-table.js'

describe('text in Markdown', () => {
  it.each([
    ['a | b', 'a \\| b'],
    ['`rm -rf`', '\\`rm -rf\\`'],
    ['*bold* and _soft_ and ~gone~', '\\*bold\\* and \\_soft\\_ and \\~gone\\~'],
    ['<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)>'],
    ['&lt;b&gt;', '&amp;lt;b&amp;gt;'],
    ['[a](javascript:b) ![c](d)', '\\[a\\](javascript:b) !\\[c\\](d)'],
    ['$x$ costs', '\\$x\\$ costs'],
    ['a back\\slash', 'a back\\\\slash'],
  ])('shows %s as it is', (text, written) => {
    expect(prose(text)).toBe(written)
    expect(cell(text)).toBe(written)
  })

  it.each([
    ['# not a heading', '\\# not a heading'],
    ['- not a list', '\\- not a list'],
    ['+ not a list', '\\+ not a list'],
    ['12. not a list', '12\\. not a list'],
    ['3) not a list', '3\\) not a list'],
    ['> not a quotation', '\\> not a quotation'],
    ['=== not a heading', '\\=== not a heading'],
    ['    not code', 'not code'],
    ['two\n\nlines', 'two lines'],
  ])('begins no block with %j', (text, written) => expect(prose(text)).toBe(written))

  it('leaves readable what is no markup: names with underscores, prices, arrows, figures', () => {
    const text = 'pg_promote in us-east-1 → eu-west-1, +2.5 s; orders.fenced > 3 (40 ms): 100 %, "so" #4'
    expect(prose(text)).toBe(text)
    expect(cell('+2.100 s')).toBe('+2.100 s')
  })
})

describe('a Markdown table', () => {
  it('keeps the lines of a cell and fills up short rows', () => {
    expect(markdownTable(['a', 'b'], [['x\r\ny'], ['p', 'q']])).toBe(
      ['| a | b |', '| --- | --- |', '| x<br>y |  |', '| p | q |'].join('\n'),
    )
  })

  it('has as many cells and lines as it should, whatever is in them', () => {
    const texts = fc.array(fc.array(fc.string({ unit: 'binary' }), { minLength: 3, maxLength: 3 }), { maxLength: 4 })
    fc.assert(
      fc.property(texts, (rows) => {
        const lines = markdownTable(['a', 'b', 'c'], rows).split(/[\r\n]/)
        expect(lines).toHaveLength(rows.length + 2)
        for (const line of lines) {
          // A pipe divides cells unless an odd number of backslashes stands before it.
          const dividers = [...line.matchAll(/(\\*)\|/g)].filter(([, slashes = '']) => slashes.length % 2 === 0)
          expect(dividers).toHaveLength(4)
          expect(line.replaceAll('<br>', '')).not.toContain('<')
        }
      }),
    )
  })
})
