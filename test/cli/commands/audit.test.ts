import { describe, expect, it, vi } from 'vitest'
import { auditCommand } from '../../../src/cli/commands/audit.js'
// Loaded before virtual time begins.
import '../../../src/providers/local/audit/gather.js'
import { openShop } from '../fixtures/opened.js'
import { keptOutput } from '../fixtures/output.js'

vi.mock('../../../src/cli/open.js', async () => ({
  open: (await import('../fixtures/opened.js')).openCurrent,
  findPolicy: () => 'shop.yaml',
}))

const said = async (options: Partial<Parameters<typeof auditCommand>[1]>, section?: string): Promise<string> => {
  const { shop } = openShop()
  const output = keptOutput()
  await shop.clock.run(auditCommand(output, { failOn: 'error', ...options }, section))
  return output.said.join('\n')
}

describe('failover audit ebs', () => {
  it('says of the local cloud that block storage does not apply, in every format', async () => {
    const words = 'does not apply here'
    expect(await said({}, 'ebs')).toContain(words)
    expect(await said({ markdown: true }, 'ebs')).toContain(words)
    const page = await said({ html: true }, 'ebs')
    expect(page).toMatch(/^<!doctype html>/i)
    expect(page).toContain(words)
  })

  it.each([['sarif'], ['junit']] as const)('refuses --%s, since it has no findings', async (format) => {
    await expect(said({ [format]: true }, 'ebs')).rejects.toMatchObject({
      exitCode: 2,
      message: `audit ebs --${format}: block storage alone has no findings`,
    })
  })

  it('refuses a gate, which it could not keep', async () => {
    await expect(said({ mustSurvive: ['us-east-1'] }, 'ebs')).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('--must-survive'),
    })
  })
})

describe('failover audit', () => {
  it('says so in Markdown too', async () => {
    expect(await said({ markdown: true })).toContain('## Block storage\n\nBlock storage (EBS) does not apply here')
  })

  it('knows its sections, its severities and one format at a time', async () => {
    await expect(said({}, 'esb')).rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(/ebs/) })
    await expect(said({ failOn: 'eror' })).rejects.toMatchObject({ message: expect.stringMatching(/error/) })
    await expect(said({ html: true, junit: true })).rejects.toMatchObject({
      message: expect.stringMatching(/one format at a time/),
    })
  })
})
