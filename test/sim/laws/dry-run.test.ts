import { describe, expect, it } from 'vitest'
import { breaches } from '../fixtures/breaches.js'
import { byAda, dayWith, OPENED, SECOND } from '../fixtures/trace.js'

const asked = (run: string, afterMs = -SECOND) => ({
  ...{ atMs: OPENED + afterMs, ends: false },
  event: { kind: 'operator', atMs: OPENED + afterMs, run } as const,
})

describe('L18: a dry run changes nothing', () => {
  it('is kept where who asked in earnest gets a move', () => {
    const happened = [asked('--to eu-west-1 --dry-run', -5 * SECOND), asked('--to eu-west-1')]
    expect(breaches('L18', dayWith({ trigger: byAda() }, { happened }))).toEqual([])
  })

  it('is broken where a rehearsal opens a move', () => {
    const happened = [asked('--to eu-west-1 --dry-run')]
    expect(breaches('L18', dayWith({ trigger: byAda() }, { happened }))).toEqual(['a rehearsal opened a failover'])
    expect(breaches('L18', dayWith({}, { happened }))).toEqual([])
  })
})
