import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { failover, ROOT } from './fixtures/command.js'

describe('the command', () => {
  it('tells its version', async () => {
    expect(await failover(['--version'])).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      stderr: '',
    })
  })

  it('tells a slip on standard error, by its own name, with what to do, and ends with 2', async () => {
    expect(await failover(['plann'])).toEqual({
      ...{ code: 2, stdout: '' },
      stderr: `failover: unknown command 'plann'; did you mean plan?\n  next: "failover --help" shows how\n`,
    })
  })

  it.each([
    [['plann', '--json']],
    [['--json']],
    [['validate', 'no-such-file.yaml', '--json']],
    [['plan', '--to', 'eu-west-9', '--policy', 'policies/local.yaml', '--json']],
    [['evacuate', 'use1-az9', '--policy', 'policies/local.yaml', '--json']],
    [['iam', '--policy', 'policies/local.yaml', '--json']],
    [['report', '--json']],
  ])('with --json puts one document on standard output, also for an error: %j', async (args) => {
    const ended = await failover(args)
    expect(ended.code).toBe(2)
    const { error } = JSON.parse(ended.stdout) as { readonly error: { readonly message: string } }
    expect(error).toMatchObject({ exitCode: 2 })
    expect(ended.stderr).toContain(`failover: ${error.message}\n`)
  })

  it('can be run as it was built, however often', async () => {
    expect((await stat(join(ROOT, 'dist/bin/failover.js'))).mode & 0o111).toBe(0o111)
  })

  it('is not upset by a reader that goes away', async () => {
    const child = spawn(process.execPath, [join(ROOT, 'dist/cli/main.js'), '--help'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout.destroy()
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })
})
