import { describe, expect, it } from 'vitest'
import { readSource } from '../../src/policy/source.js'
import { faultsIn, policyIn, SHOP, shopWith } from './fixtures/shop.js'

const sevenfold = (name: string, of: string) => `${name}: &${name} [${Array(7).fill(`*${of}`).join(', ')}]`
const BOMB = ['a: &a [x, x]', sevenfold('b', 'a'), sevenfold('c', 'b'), sevenfold('d', 'c'), sevenfold('e', 'd')]

describe('text that is no policy', () => {
  it.each([
    ['an empty file', '', '1:1: the policy: found an empty file, allowed: a mapping that begins with version: 1'],
    [
      'only remarks',
      '# soon\n',
      '1:1: the policy: found an empty file, allowed: a mapping that begins with version: 1',
    ],
    ['a list', '- version: 1\n', '1:1: the policy: found a list, allowed: a mapping that begins with version: 1'],
    ['a word', '\n\nhello', '3:1: the policy: found "hello", allowed: a mapping that begins with version: 1'],
    [
      'binary rubbish',
      'version: 1\n\u0000\u0001',
      '2:1: found a character that no text has, allowed: YAML text in UTF-8',
    ],
    ['what was no UTF-8', 'app: \ufffd', '1:6: found a character that no text has, allowed: YAML text in UTF-8'],
    ['a book', 'x'.repeat(262_145), '1:1: found 262145 characters, allowed: 262144'],
  ])('%s is told as such', (_, text, fault) => expect(faultsIn(text)).toEqual([fault]))

  it.each([
    ['lists in flow', '['.repeat(100_000), '1:41'],
    ['lists in block', '- '.repeat(100_000), '1:81'],
    ['mappings', '{a: '.repeat(50_000), '1:158'],
    ['keys', '? '.repeat(50_000), '1:81'],
  ])('%s nested without end are refused, not followed', (_, text, place) => {
    expect(faultsIn(text)).toEqual([`${place}: found more than 40 levels of nesting, allowed: 40`])
  })
})

describe('bad YAML', () => {
  it.each([
    ['an open list', shopWith({ 9: '  vantages: [us-west-2' }), '10:3'],
    ['a tab for indentation', shopWith({ 8: '\tevery: 10s' }), '8:1'],
    ['a bad indentation', shopWith({ 8: ' every: 10s' }), '8:9'],
    ['an open quote', shopWith({ 2: 'app: "shop' }), '2:11'],
    ['an unknown tag', shopWith({ 2: 'app: !secret shop' }), '2:6'],
  ])('%s is told at its place', (_, text, place) => {
    const faults = faultsIn(text)
    expect(faults.length).toBeGreaterThan(0)
    expect(faults.some((fault) => fault.startsWith(`${place}: not YAML: `))).toBe(true)
  })

  it('a key given twice is told at the second, beside all other faults', () => {
    expect(faultsIn(shopWith({ 8: '  every: 10s\n  every: 5' }))).toEqual([
      '9:3: the key "every" is given twice, allowed: once',
      '9:10: every: found 5, a number, allowed: a duration from 100 ms to 1 h, such as 250ms, 2s, 1m30s',
    ])
  })

  it('a second document is told at its beginning', () => {
    expect(faultsIn(`${SHOP}---\nmore: 1\n`)).toEqual(['16:1: found a second document, allowed: one'])
  })
})

describe('aliases', () => {
  it('stand for what they name', () => {
    const text = shopWith({
      11: '    http: { probe: http, url: "http://{endpoint}/", timeout: &short 500ms }',
      12: 'decide: { guards: { replica_lag: *short } }',
    })
    expect(policyIn(text).decide.guards.replicaLagMs).toBe(500)
  })

  it('lead to the place of what they stand for when that is at fault', () => {
    const text = shopWith({
      10: '  signals:\n    one: &one { probe: http, url: "ftp://x/" }',
      11: '    two: *one',
    })
    expect(faultsIn(text)).toEqual(Array(2).fill('11:35: url: found "ftp://x/", allowed: a URL of http: or https:'))
  })

  it('that stand in two places are judged in each on its own', () => {
    const text = shopWith({ 7: 'observe: &both\n  every: 10s', 8: '', 10: '', 11: '', 12: 'assess: *both' })
    expect(faultsIn(text)).toEqual([
      '8:3: missing key "signals", allowed: a mapping',
      ...['every', 'vantages'].map(
        (key, index) => `${8 + index}:3: unknown key "${key}", allowed: impaired_after, healthy_after`,
      ),
    ])
  })

  it.each([
    ['one without an anchor', 'app: *shop', '1:6: the alias "*shop" has no anchor "&shop" before it'],
    [
      'a mistyped one',
      'a: &shop x\nb: *shpo',
      '2:4: the alias "*shpo" has no anchor "&shpo" before it, did you mean "*shop"?',
    ],
    ['one before its anchor', 'a: *x\nb: &x 1', '1:4: the alias "*x" has no anchor "&x" before it'],
    ['one within itself', 'a: &x [1, *x]', '1:11: the alias "*x" stands within what it stands for'],
    ['a crowd', `a: &x 1\nb: [${'*x, '.repeat(200)}]`, '2:405: found more than 100 aliases, allowed: 100'],
  ])('%s is told', (_, text, fault) => expect(faultsIn(text)).toEqual([fault]))

  it('that would grow without end are refused, not followed', () => {
    expect(faultsIn(BOMB.join('\n'))).toEqual([
      '1:1: aliases: Excessive alias count indicates a resource exhaustion attack',
    ])
  })
})

describe('locate', () => {
  const text = 'top:\n  list: [a, { deep: x }]\n  "quoted key": 1\n  7: y\n  nothing:\n'
  const source = readSource(text)
  const at = (path: readonly PropertyKey[], spot: 'key' | 'value') => {
    const { column, line } = source.placeOf(source.locate(path, spot))
    return `${line}:${column}`
  }

  it.each([
    [['top'], '1:1', '2:3'],
    [['top', 'list'], '2:3', '2:9'],
    [['top', 'list', 0], '2:10', '2:10'],
    [['top', 'list', 1, 'deep'], '2:15', '2:21'],
    [['top', 'quoted key'], '3:3', '3:17'],
    [['top', '7'], '4:3', '4:6'],
    [['top', 'nothing'], '5:3', '5:11'],
  ])('finds the key and the value of %j', (path, key, value) => {
    expect([at(path, 'key'), at(path, 'value')]).toEqual([key, value])
  })

  it.each([
    [['top', 'gone'], '2:3'],
    [['top', 'list', 9], '2:9'],
    [['top', 'list', 0, 'further'], '2:10'],
    [['gone', 'further'], '1:1'],
  ])('falls back from %j to what is above it', (path, place) => expect(at(path, 'value')).toBe(place))
})
