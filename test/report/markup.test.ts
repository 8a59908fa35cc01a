import { describe, expect, it } from 'vitest'
import { el, escaped, figure } from '../../src/report/markup.js'

describe('markup', () => {
  it('escapes text and attributes alike', () => {
    expect(el('p', { title: `"<'&>` }, `<b>"'&`).markup).toBe(
      '<p title="&quot;&lt;&#39;&amp;&gt;">&lt;b&gt;&quot;&#39;&amp;</p>',
    )
  })

  it('lets no sign through that steers a reader or turns a line around', () => {
    expect(escaped('a\u0007\u202e\u009b\nb')).toBe('a\ufffd\ufffd\ufffd\nb')
  })

  it('leaves out what is undefined, and closes what is empty', () => {
    expect(el('rect', { x: 1.23456, rx: undefined }).markup).toBe('<rect x="1.23"/>')
    expect(el('p', {}, undefined, ['a', [2]]).markup).toBe('<p>a2</p>')
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('takes %s for a bug', (value) => {
    expect(() => figure(value)).toThrow('cannot be drawn')
    expect(() => el('rect', { x: value })).toThrow('cannot be drawn')
  })
})
