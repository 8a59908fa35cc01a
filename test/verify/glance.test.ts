import { describe, expect, it } from 'vitest'
import { blindness, faultIn } from '../../src/verify/glance.js'
import { GLANCES, type GlanceName, MOVES } from './fixtures/glances.js'

const OLD = 'answered by us-east-1, not by eu-west-1'
const NAMELESS = 'the answer does not say where it came from'

describe('what is wrong with a glance', () => {
  it.each<[GlanceName, string]>([
    ['readFails', 'a read failed: connection refused'],
    ['writeFails', 'a write failed: connection refused'],
    ['writeUnknown', 'a write could not be tried: the name server is silent'],
    ['blind', 'a read could not be tried: the name server is silent'],
  ])('after every move, for %s: %s', (name, fault) => {
    for (const move of Object.values(MOVES)) expect(faultIn(move, GLANCES[name])).toBe(fault)
  })

  it.each<[keyof typeof MOVES, Partial<Record<GlanceName, string>>]>([
    ['failover', { fromTheOldRegion: OLD, nameless: NAMELESS }],
    ['switchover', { fromTheOldRegion: OLD, nameless: NAMELESS }],
    ['evacuate', { fromTheOldRegion: OLD, nameless: NAMELESS, fromTheZone: 'still answered by euw1-az1' }],
    ['restore', { fromTheOldRegion: OLD, nameless: NAMELESS }],
    ['freeze', {}],
  ])('after %s, by where the answer came from', (kind, faults) => {
    for (const name of ['good', 'readOnly', 'fromTheZone', 'fromTheOldRegion', 'nameless'] as const) {
      expect(faultIn(MOVES[kind], GLANCES[name])).toBe(faults[name])
    }
  })

  it('is blindness only when neither a read nor a write could be tried', () => {
    expect(blindness(GLANCES.blind)).toBe('the name server is silent')
    expect(blindness({ ...GLANCES.readOnly, read: GLANCES.blind.read })).toBe('the name server is silent')
    for (const name of ['good', 'readOnly', 'readFails', 'writeFails', 'writeUnknown'] as const) {
      expect(blindness(GLANCES[name])).toBeUndefined()
    }
  })
})
