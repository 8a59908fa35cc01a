import { describe, expect, it } from 'vitest'
import { overlap } from '../../src/audit/ranges.js'

describe('two ranges of addresses', () => {
  it.each([
    ['10.0.0.0/8', '10.1.2.0/24', true],
    ['10.1.2.0/24', '10.0.0.0/8', true],
    ['10.0.0.0/16', '10.1.0.0/16', false],
    ['0.0.0.0/0', '10.1.0.0/16', true],
    ['10.1.2.3/32', '10.1.2.0/24', true],
    ['10.1.3.3/32', '10.1.2.0/24', false],
    ['255.255.255.255/32', '255.255.255.0/24', true],
    ['10.1.2.77/24', '10.1.2.0/28', true],
  ])('%s and %s: %s', (one, other, expected) => {
    expect(overlap(one, other)).toBe(expected)
  })

  it.each(['sg-1', 'pl-1', '10.0.0.0', '10.0.0.256/8', '10.0.0.0/33', '::/0'])('%s is no range of IPv4', (other) => {
    expect(overlap(other, '0.0.0.0/0')).toBe(false)
  })
})
