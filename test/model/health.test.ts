import { describe, expect, it } from 'vitest'
import { type Assessment, effective } from '../../src/model/health.js'
import { atRegion, region } from '../../src/model/place.js'

const measured = (kind: 'healthy' | 'impaired'): Assessment => ({
  ...{ of: atRegion(region('us-east-1')), measured: { kind, since: 0 }, tallies: [] },
})

describe('the health that counts', () => {
  it('is what was measured', () => {
    expect([effective(measured('healthy')), effective(measured('impaired'))]).toEqual(['healthy', 'impaired'])
  })

  it('is an operator’s word where there is one, either way', () => {
    const forced = (state: 'healthy' | 'impaired') => ({ forced: { state, by: 'ada', because: 'I know better' } })
    expect(effective({ ...measured('healthy'), ...forced('impaired') })).toBe('impaired')
    expect(effective({ ...measured('impaired'), ...forced('healthy') })).toBe('healthy')
  })
})
