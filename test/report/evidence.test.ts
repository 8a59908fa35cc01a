import { describe, expect, it } from 'vitest'
import { atRegion } from '../../src/model/place.js'
import { healthLine, tallyLine } from '../../src/report/evidence.js'
import { home } from './fixtures/journal.js'

const assessment = { of: atRegion(home), measured: { kind: 'healthy', since: 0 }, tallies: [] } as const

describe('evidence in words', () => {
  it('is the health that was measured', () => expect(healthLine(assessment)).toBe('healthy'))

  it('says who forced it, why, and what was measured all the same', () => {
    const forced = { state: 'impaired', by: 'ada', because: 'maintenance' } as const
    expect(healthLine({ ...assessment, forced })).toBe('impaired (measured healthy; forced by ada: maintenance)')
  })

  it('counts the votes, with the first reason given', () => {
    const votes = { signal: 'http', pass: 1, fail: 2, unknown: 0, modes: [] }
    expect(tallyLine(votes)).toBe('http 1 pass, 2 fail, 0 unknown')
    expect(tallyLine({ ...votes, because: 'refused' })).toBe('http 1 pass, 2 fail, 0 unknown: refused')
  })
})
