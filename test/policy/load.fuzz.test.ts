import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { load } from '../../src/policy/load.js'
import { resourceTypes } from '../../src/providers/registry.js'
import { SHOP } from './fixtures/shop.js'

/** Loading anything gives a policy, or faults that lie in the text, in its order, and say what is allowed. */
function holds(text: string): 'policy' | 'faults' {
  const loaded = load(text, 'fuzz.yaml', resourceTypes)
  if (loaded.is === 'policy') return 'policy'
  expect(loaded.faults.length).toBeGreaterThan(0)
  const lines = text.split('\n')
  let before = 0
  for (const { column, line, message } of loaded.faults) {
    expect(message).not.toMatch(/undefined|\[object|\n/)
    expect(line).toBeGreaterThanOrEqual(1)
    expect(line).toBeLessThanOrEqual(lines.length)
    expect(column).toBeGreaterThanOrEqual(1)
    expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1)
    expect(line * 1e6 + column).toBeGreaterThanOrEqual(before)
    before = line * 1e6 + column
  }
  return 'faults'
}

const SHIPPED = ['local.yaml', 'storefront.yaml'].map((name) =>
  readFileSync(join(import.meta.dirname, '../../policies', name), 'utf8'),
)
const sound = fc.constantFrom(SHOP, ...SHIPPED)

describe('load, given anything', () => {
  it('never throws for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        holds(text)
      }),
      { numRuns: 500 },
    )
  })

  it('never throws for text made of what YAML is made of', () => {
    const token = fc.constantFrom(
      ...['a', '1', ': ', '- ', '? ', '\n', '  ', '[', ']', '{', '}', ',', '&x ', '*x', '#'],
      ...[
        ...[
          '"',
          "'",
          '|\n',
          '>\n',
          '!t ',
          '---\n',
          '...\n',
          '%Y 1\n',
          '<<',
          'null',
          '\t',
          '\r\n',
          '\u2028',
          '~',
          '__proto__',
        ],
        ...[
          'version',
          'app',
          'regions',
          'observe',
          'us-east-1',
          'signals',
          'every',
          '10s',
          'plan',
          'resources',
          'type',
        ],
      ],
    )
    fc.assert(
      fc.property(fc.array(token, { maxLength: 60 }), (tokens) => {
        holds(tokens.join(''))
      }),
      { numRuns: 2_000 },
    )
  })

  it('never throws for a sound policy cut, spliced or doubled anywhere', () => {
    const splice = fc.record({ at: fc.nat(), drop: fc.nat({ max: 30 }), put: fc.string({ maxLength: 6 }) })
    fc.assert(
      fc.property(sound, fc.array(splice, { minLength: 1, maxLength: 4 }), (text, splices) => {
        const mutated = splices.reduce((whole, { at, drop, put }) => {
          const index = at % (whole.length + 1)
          return whole.slice(0, index) + put + whole.slice(index + drop)
        }, text)
        holds(mutated)
      }),
      { numRuns: 500 },
    )
  })

  it('never throws for a sound policy with other values in its places', () => {
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom('', '10s', '80%', 'us-east-1', 'use1-az1', 3, []),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), value), { minLength: 1, maxLength: 5 }), (swaps) => {
        const tree: unknown = structuredClone(TREE)
        for (const [at, other] of swaps) {
          const places = placesIn(tree)
          const place = places[at % places.length]
          if (place) Reflect.set(place.holder, place.key, other)
        }
        holds(stringify(tree))
      }),
      { numRuns: 1_000 },
    )
  })

  it('takes every sound policy as it is', () => {
    expect([SHOP, ...SHIPPED].map(holds)).toEqual(['policy', 'policy', 'policy'])
  })
})

const TREE = {
  version: 1,
  app: 'shop',
  world: 'aws',
  store: 'file:x',
  regions: {
    'us-east-1': { role: 'primary', zones: ['use1-az1', 'use1-az2'], fate: 'america' },
    'eu-west-1': { role: 'standby', zones: ['euw1-az1', 'euw1-az2'] },
  },
  observe: {
    every: '10s',
    jitter: '5%',
    vantages: ['us-west-2', 'eu-central-1'],
    quorum: 2,
    confirm: { times: 2, every: '1s' },
    signals: { http: { probe: 'http', url: 'http://{zone}/', status: [200] }, ebs: { watch: 'ebs' } },
  },
  assess: { impaired_after: 2, healthy_after: 3 },
  decide: {
    automatic: ['evacuate'],
    region_impaired_when: { zones: 2, planes: ['rds'] },
    guards: { replica_lag: '5s', standby_capacity: '80%' },
    freeze_windows: [{ cron: '0 2 * * *', for: '1h', time_zone: 'UTC', why: 'x' }],
  },
  plan: {
    avoid: ['ebs'],
    resources: { db: { type: 'rds-replica', instance: { 'us-east-1': 'a', 'eu-west-1': 'b' } } },
  },
  report: { objectives: { recovery_time: '5m' } },
}

interface PlaceIn {
  readonly holder: object
  readonly key: string
}

function placesIn(tree: unknown): readonly PlaceIn[] {
  if (typeof tree !== 'object' || tree === null) return []
  return Object.entries(tree).flatMap(([key, value]) => [{ holder: tree, key }, ...placesIn(value)])
}
