import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { drillWith, loaded } from './fixtures/drill-text.js'

/** Loading anything gives a drill, or faults that lie in the text and say what is allowed. */
function holds(text: string): 'drill' | 'faults' {
  const found = loaded(text)
  if (found.is === 'drill') return 'drill'
  expect(found.faults.length).toBeGreaterThan(0)
  const lines = text.split('\n')
  for (const { column, line, message } of found.faults) {
    expect(message).not.toMatch(/undefined|\[object|\n|NaN/)
    expect(line).toBeGreaterThanOrEqual(1)
    expect(line).toBeLessThanOrEqual(lines.length)
    expect(column).toBeGreaterThanOrEqual(1)
    expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1)
  }
  return 'faults'
}

const DAY = drillWith(`seed: 3
world: { instances: { web: { root: fargate } }, databases: { orders: { lag: 2s, engine: rds } }, ttl: 30s, noise: true }
events:
  - { at: 0m, for: 2h, impair: { service: ebs, side: data, zone: use1-az1, errors: 100%, ramp: 2m } }
  - { at: 2m, impair: { service: route53, side: control, global: true, latency: 30s } }
  - { at: 10m, lag: { database: orders, is: 45s } }
  - { at: 12m, for: 5m, partition: { between: [us-west-2, us-east-1] } }
  - { at: 15m, capacity: { region: eu-west-1, launches: 30% } }
  - { at: 16m, release: { regions: [us-east-1, eu-west-1], errors: 40% } }
  - { at: 20m, for: 30s, controller: { pause: leader } }
  - { at: 22m, clock: { host: leader, skew: +90s } }
  - { at: 25m, operator: { run: "--to eu-west-1 --waive replica-lag" } }
until: 3h
expect:
  - { do: evacuate, zone: use1-az1, after: 0m, by: 10m }
  - { recovered: eu-west-1, by: 45m }
  - { hold: standby-capacity, at: 20m }
  - { never: failover, before: 2m }
  - { never_calls: { service: ebs, side: control, region: us-east-1 } }
  - { serving: 99%, from: 45m }
  - { writers: 1 }
  - { lost_writes: { at_most: 3s } }
  - { moves: 1 }`)

describe('loadDrill, given anything', () => {
  it('takes the sound drill as it is', () => {
    expect(holds(DAY)).toBe('drill')
  })

  it('never throws for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        holds(text)
      }),
      { numRuns: 500 },
    )
  })

  it('never throws for the sound drill cut, spliced or doubled anywhere', () => {
    const splice = fc.record({ at: fc.nat(), drop: fc.nat({ max: 30 }), put: fc.string({ maxLength: 6 }) })
    fc.assert(
      fc.property(fc.array(splice, { minLength: 1, maxLength: 4 }), (splices) => {
        holds(
          splices.reduce((whole, { at, drop, put }) => {
            const index = at % (whole.length + 1)
            return whole.slice(0, index) + put + whole.slice(index + drop)
          }, DAY),
        )
      }),
      { numRuns: 500 },
    )
  })

  it('never throws for the sound drill with other values in its places', () => {
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom('', '10s', '-1s', '80%', 'us-east-1', 'use1-az1', 'failover', 'back', 3, [], {}, null, '1e9d'),
    )
    const tree: unknown = parse(DAY)
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), value), { minLength: 1, maxLength: 5 }), (swaps) => {
        const swapped: unknown = structuredClone(tree)
        for (const [at, other] of swaps) {
          const places = placesIn(swapped)
          const place = places[at % places.length]
          if (place) Reflect.set(place.holder, place.key, other)
        }
        holds(stringify(swapped))
      }),
      { numRuns: 1_200 },
    )
  })

  it('never throws for the sound drill with keys taken away or mistyped', () => {
    const tree: unknown = parse(DAY)
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), fc.boolean()), { minLength: 1, maxLength: 4 }), (swaps) => {
        const swapped: unknown = structuredClone(tree)
        for (const [at, isMistyped] of swaps) {
          const places = placesIn(swapped)
          const { holder, key } = places[at % places.length] ?? { holder: {}, key: '' }
          if (isMistyped && !Array.isArray(holder)) Reflect.set(holder, `${key}x`, Reflect.get(holder, key))
          Reflect.deleteProperty(holder, key)
        }
        holds(stringify(swapped))
      }),
      { numRuns: 500 },
    )
  })
})

interface PlaceIn {
  readonly holder: object
  readonly key: string
}

function placesIn(tree: unknown): readonly PlaceIn[] {
  if (typeof tree !== 'object' || tree === null) return []
  return Object.entries(tree).flatMap(([key, value]) => [{ holder: tree, key }, ...placesIn(value)])
}
