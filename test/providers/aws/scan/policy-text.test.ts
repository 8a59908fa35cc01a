import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Settings } from '../../../../src/providers/aws/scan/found.js'
import { comment, commented, entry, flow, listed } from '../../../../src/providers/aws/scan/policy-text.js'

describe('flow and entry', () => {
  it.each([
    'web',
    'us-east-1',
    'file:.failover/shop',
    'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/73e2d6bc24d8a067',
    'https://www.example.com/',
    'https://{region}.example.com/?a=1#b',
    '80%',
    'a, b',
    'a: b',
    '# no comment',
    'yes',
    'null',
    '1',
    '012345678901',
    '',
    ' spaced ',
    '"quoted" \\ and\nbroken',
    '*',
    'a\u2028b\u0085c',
    '[x]',
  ])('keep the text %j what it is', (text) => {
    const settings: Settings = { one: text, list: [text], inner: { [`key ${text}`]: text } }
    expect(parse(entry('settings', settings, 0).join('\n'))).toEqual({ settings })
    expect(parse(flow(settings))).toEqual(settings)
  })

  it('puts on one line what fits, and each key on its own line where it does not', () => {
    expect(entry('web', { type: 'lambda', capacity: 3 }, 2)).toEqual(['  web: { type: lambda, capacity: 3 }'])
    const long = 'x'.repeat(60)
    const settings: Settings = { type: 'zonal-shift', resources: { 'us-east-1': [long, `${long}y`] }, keep: true }
    const lines = entry('balancers', settings, 2)
    expect(lines).toEqual([
      ...['  balancers:', '    type: zonal-shift', '    resources:', '      us-east-1:'],
      ...[`        - ${long}`, `        - ${long}y`, '    keep: true'],
    ])
    expect(parse(lines.join('\n'))).toEqual({ balancers: settings })
  })
})

describe('comment', () => {
  it('wraps, and begins every line as a comment', () => {
    const lines = comment('word '.repeat(60), 4)
    expect(lines.length).toBeGreaterThan(2)
    for (const line of lines) expect(line).toMatch(/^ {4}# \S.{0,111}$/)
  })

  it.each(['a\nversion: 2', 'a\r\nb: 1', 'a\u2028b: 1', 'a\u0085b: 1', 'a\u001b[31mb'])(
    'is not ended by %j',
    (text) => {
      const lines = [...comment(text), ...listed([text]), ...commented({ fence: text }, 2)]
      expect(parse(lines.join('\n'))).toBeNull()
      for (const line of lines) expect(line).toMatch(/^ *# [^\p{C}\u2028]*$/u)
    },
  )
})
