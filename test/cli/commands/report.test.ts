import { describe, expect, it, vi } from 'vitest'
import { reportCommand } from '../../../src/cli/commands/report.js'
import { abandoned, recovered } from '../../report/fixtures/journal.js'
import { openShop, remember } from '../fixtures/opened.js'
import { keptOutput } from '../fixtures/output.js'

vi.mock('../../../src/cli/open.js', async () => ({ open: (await import('../fixtures/opened.js')).openCurrent }))

async function reported(options: { format?: string; list?: boolean } = {}, id?: string) {
  const { closings, shop } = openShop()
  await remember(shop, [...recovered, ...abandoned])
  const output = keptOutput()
  try {
    await reportCommand(output, { format: 'text', ...options }, id)
  } finally {
    expect(closings()).toBe(1)
  }
  return output
}

describe('failover report', () => {
  it('tells the newest incident, or the one named, as text and as a document', async () => {
    const newest = await reported()
    expect(newest.said.join('\n')).toMatch(/^inc-20261124-160000 {2}severity 1 /)
    expect(newest.documents).toMatchObject([{ incident: { id: 'inc-20261124-160000', state: 'abandoned' } }])
    expect((await reported({}, 'inc-20261124-141502')).said[0]).toMatch(/^inc-20261124-141502 /)
  })

  it('tells it as a post-mortem, without an empty line at the end', async () => {
    const { said } = await reported({ format: 'markdown' })
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/^# Incident inc-20261124-160000: .*[^\n]$/s)
  })

  it('lists all, a line each', async () => {
    const { documents, said } = await reported({ list: true })
    expect(said).toEqual([
      'inc-20261124-141502  recovered  failover us-east-1 → eu-west-1',
      'inc-20261124-160000  abandoned  failover us-east-1 → eu-west-1',
    ])
    expect(documents).toMatchObject([{ incidents: [{ state: 'recovered' }, { state: 'abandoned' }] }])
  })

  it('is content where there is nothing to tell, and still gives its document', async () => {
    openShop()
    const output = keptOutput()
    await reportCommand(output, { format: 'text' })
    expect(output).toMatchObject({ said: ['No incidents on record.'], documents: [{ incidents: [] }] })
  })

  it('says which are on record when the one named is not', async () => {
    await expect(reported({}, 'inc-20261124-141503')).rejects.toMatchObject({
      ...{ exitCode: 2, message: 'no incident inc-20261124-141503 on record; did you mean inc-20261124-141502?' },
      next: 'on record: inc-20261124-141502, inc-20261124-160000',
    })
  })

  it('refuses a format it does not have, before anything is opened', async () => {
    const asked = reportCommand(keptOutput(), { format: 'markdwon' })
    await expect(asked).rejects.toMatchObject({
      ...{ exitCode: 2, message: '--format markdwon: no such format; did you mean markdown?' },
      next: 'formats are text, markdown',
    })
  })
})
