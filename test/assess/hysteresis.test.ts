import { describe, expect, it } from 'vitest'
import { next } from '../../src/assess/hysteresis.js'
import type { Health } from '../../src/model/health.js'

const NOW = 100
const healthy: Health = { kind: 'healthy', since: 1 }
const suspect = (fails: number): Health => ({ kind: 'suspect', since: 1, fails })
const impaired: Health = { kind: 'impaired', since: 1 }
const recovering = (passes: number): Health => ({ kind: 'recovering', since: 1, passes })

const at = (health: Health): Health => ({ ...health, since: NOW })

describe('the table of health', () => {
  it.each<[Health, 'pass' | 'fail' | 'unknown', Health]>([
    [healthy, 'pass', healthy],
    [healthy, 'fail', at(suspect(1))],
    [healthy, 'unknown', healthy],
    [suspect(1), 'pass', at(healthy)],
    [suspect(1), 'fail', suspect(2)],
    [suspect(1), 'unknown', suspect(1)],
    [suspect(2), 'pass', at(healthy)],
    [suspect(2), 'fail', at(impaired)],
    [suspect(2), 'unknown', suspect(2)],
    [impaired, 'pass', at(recovering(1))],
    [impaired, 'fail', impaired],
    [impaired, 'unknown', impaired],
    [recovering(1), 'pass', recovering(2)],
    [recovering(1), 'fail', at(impaired)],
    [recovering(1), 'unknown', recovering(1)],
    [recovering(2), 'pass', at(healthy)],
    [recovering(2), 'fail', at(impaired)],
    [recovering(2), 'unknown', recovering(2)],
  ])('with thresholds of three, %o and %s make %o', (before, round, after) => {
    expect(next(before, round, NOW, { impairedAfter: 3, healthyAfter: 3 })).toEqual(after)
  })

  it.each<[Health, 'pass' | 'fail' | 'unknown', Health]>([
    [healthy, 'pass', healthy],
    [healthy, 'fail', at(impaired)],
    [healthy, 'unknown', healthy],
    [suspect(1), 'pass', at(healthy)],
    [suspect(1), 'fail', at(impaired)],
    [suspect(1), 'unknown', suspect(1)],
    [impaired, 'pass', at(healthy)],
    [impaired, 'fail', impaired],
    [impaired, 'unknown', impaired],
    [recovering(1), 'pass', at(healthy)],
    [recovering(1), 'fail', at(impaired)],
    [recovering(1), 'unknown', recovering(1)],
  ])('with thresholds of one, %o and %s make %o', (before, round, after) => {
    expect(next(before, round, NOW, { impairedAfter: 1, healthyAfter: 1 })).toEqual(after)
  })

  it('needs exactly as many rounds in a row as each threshold says, for every pair of thresholds up to five', () => {
    for (let impairedAfter = 1; impairedAfter <= 5; impairedAfter++) {
      for (let healthyAfter = 1; healthyAfter <= 5; healthyAfter++) {
        const policy = { impairedAfter, healthyAfter }
        let health: Health = healthy
        for (let round = 1; round <= impairedAfter; round++) {
          expect(health.kind).not.toBe('impaired')
          health = next(health, 'fail', NOW + round, policy)
        }
        expect(health).toEqual({ kind: 'impaired', since: NOW + impairedAfter })
        for (let round = 1; round <= healthyAfter; round++) {
          expect(health.kind).not.toBe('healthy')
          health = next(health, 'pass', NOW + 10 + round, policy)
        }
        expect(health).toEqual({ kind: 'healthy', since: NOW + 10 + healthyAfter })
      }
    }
  })
})
