import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { asEnding, Ending, EXIT } from '../../src/cli/exit.js'
import { OPERATING_CODES, type OperatingCode, OperatingError } from '../../src/model/error.js'
import { BrokenInvariant } from '../../src/model/invariant.js'

/** What scripts may rely on, in numbers. */
const CODES: Readonly<Record<OperatingCode, number>> = {
  unreachable: 3,
  'timed-out': 3,
  throttled: 3,
  denied: 3,
  conflict: 3,
  'not-found': 3,
  'insufficient-capacity': 3,
  refused: 3,
  deposed: 5,
  store: 3,
  interlocked: 1,
  unsupported: 2,
}

describe('the exit codes', () => {
  it('are the published ones', () => {
    expect(EXIT).toEqual({ done: 0, bug: 1, usage: 2, held: 3, halted: 4, notLeader: 5, failed: 6 })
  })

  it.each(OPERATING_CODES)('of an operating error, %s: as scripts expect, with its message and its advice', (code) => {
    const ending = asEnding(new OperatingError(code, 'orders do not answer', 'look at orders'))
    expect(ending).toMatchObject({ exitCode: CODES[code], message: 'orders do not answer', next: 'look at orders' })
  })

  it('are an ending’s own', () => {
    const own = new Ending(EXIT.halted, 'halted part-way', 'failover resume')
    expect(asEnding(own)).toBe(own)
  })

  it.each([new BrokenInvariant('two writers'), new TypeError('two writers'), 'two writers'])(
    'are 1 for a bug, %s, which is told with its lines',
    (bug) => {
      const ending = asEnding(bug)
      expect(ending.exitCode).toBe(1)
      expect(ending.message).toBe('a bug in failover: two writers')
      expect(ending.next).toMatch(/^please report it with these lines:\n.*two writers\n\s+at /)
    },
  )

  it('are no bug’s when the system refuses: a port in use', async () => {
    const first = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => first.on('listening', resolve))
    const second = createServer().listen(first.address())
    const refused = await new Promise((resolve) => second.on('error', resolve))
    await new Promise((resolve) => first.close(resolve))
    const ending = asEnding(refused)
    expect(ending.exitCode).toBe(3)
    expect(ending.message).toMatch(/^listen: .*EADDRINUSE/)
    expect(ending.next).toBeUndefined()
  })
})
