import { describe, expect, it } from 'vitest'
import { lsnBytes, serverState } from '../../../../../src/providers/local/cloud/database/inspect-sql.js'

describe('an inspection', () => {
  it('leaves out what a writer does not have', () => {
    const row = {
      in_recovery: false,
      fenced: true,
      lsn: '0/1',
      received_lsn: null,
      streaming: false,
      replay_age_ms: null,
      timeline: 1,
    }
    expect(serverState([row])).toEqual({
      inRecovery: false,
      isFenced: true,
      isStreaming: false,
      lsn: '0/1',
      timeline: 1,
    })
  })

  it('refuses what no PostgreSQL would say', () => {
    expect(() => serverState([])).toThrow(/not an answer of PostgreSQL to an inspection/)
  })
})

describe('a position', () => {
  it('is compared by bytes, not by its text', () => {
    expect(lsnBytes('0/3000148')).toBe(0x3000148n)
    expect(lsnBytes('2/0') - lsnBytes('1/FFFFFFFF')).toBe(1n)
    expect(lsnBytes('A/0') > lsnBytes('9/FFFFFFFF')).toBe(true)
  })
})
