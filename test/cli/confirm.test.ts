import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { confirmed } from '../../src/cli/confirm.js'
import { keptOutput } from './fixtures/output.js'

const terminal = Object.getOwnPropertyDescriptor(process.stdin, 'isTTY')
const setTerminal = (is: boolean): void => {
  Object.defineProperty(process.stdin, 'isTTY', { value: is, configurable: true })
}
beforeEach(() => setTerminal(false))
afterEach(() => {
  vi.doUnmock('@clack/prompts')
  if (terminal) Object.defineProperty(process.stdin, 'isTTY', terminal)
  else Reflect.deleteProperty(process.stdin, 'isTTY')
})

describe('the question before anything is changed', () => {
  it('is not asked of one who said --yes', async () => {
    expect(await confirmed('failover?', { yes: true }, keptOutput())).toBe(true)
    expect(await confirmed('failover?', { yes: true }, keptOutput({ json: true }))).toBe(true)
  })

  it.each([
    [{}, 'without a terminal there is no one to ask'],
    [{ interactive: true }, 'without a terminal there is no one to ask'],
    [{ json: true }, 'with --json nothing is asked'],
  ])('is not asked where nobody can answer (%o), and nothing goes on', async (as, why) => {
    await expect(confirmed('failover?', {}, keptOutput(as))).rejects.toMatchObject({
      ...{ exitCode: 2, message: `not confirmed; nothing was changed: ${why}` },
      next: 'say --yes, or --dry-run to rehearse',
    })
  })

  it.each([
    [true, true],
    [false, false],
    [Symbol('cancelled by ctrl-c'), false],
  ])('is answered by a person at a terminal: %s', async (answer, expected) => {
    // A terminal cannot be had in a test; what the prompt gives for each key is its own affair.
    const confirm = vi.fn(async () => answer)
    vi.doMock('@clack/prompts', () => ({ confirm }))
    setTerminal(true)
    expect(await confirmed('failover us-east-1 → eu-west-1?', {}, keptOutput({ interactive: true }))).toBe(expected)
    expect(confirm).toHaveBeenCalledWith({ message: 'failover us-east-1 → eu-west-1?', initialValue: false })
  })
})
