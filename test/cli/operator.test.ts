import os from 'node:os'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { guardsNamed, operatorName } from '../../src/cli/operator.js'

afterEach(() => vi.unstubAllEnvs())

describe('who gives the order', () => {
  it('is who the environment says, else the user at this host', () => {
    vi.stubEnv('FAILOVER_OPERATOR', 'ada')
    expect(operatorName()).toBe('ada')
    for (const nobody of ['', undefined]) {
      vi.stubEnv('FAILOVER_OPERATOR', nobody)
      expect(operatorName()).toBe(`${os.userInfo().username}@${os.hostname()}`)
    }
  })
})

describe('the guards that are waived', () => {
  it('are those named, in that order', () => {
    expect(guardsNamed([])).toEqual([])
    expect(guardsNamed(['replica-lag', 'cooldown'])).toEqual(['replica-lag', 'cooldown'])
  })

  it('are none when one of them is unknown: it is told with what was meant and all there are', () => {
    expect(() => guardsNamed(['cooldown', 'replca-lag'])).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: '--waive replca-lag: no such guard; did you mean replica-lag?',
        next: expect.stringMatching(/^guards are one-at-a-time, .*replica-lag$/),
      }),
    )
    expect(() => guardsNamed(['all'])).toThrow('--waive all: no such guard')
  })
})
