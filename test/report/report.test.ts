import { describe, expect, it } from 'vitest'
import { report } from '../../src/report/report.js'
import { recovered, wentBack } from './fixtures/journal.js'

describe('the incident asked for', () => {
  const entries = [...recovered, ...wentBack]

  it('is the newest unless it is named', () => {
    expect(report(entries)?.id).toBe('inc-20261124-150000')
    expect(report(entries, 'inc-20261124-141502')?.state).toBe('recovered')
  })

  it('is none when there is none, or none of that name', () => {
    expect(report([])).toBeUndefined()
    expect(report(entries, 'inc-1')).toBeUndefined()
  })
})
