import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { plan } from '../../../src/cli/commands/plan.js'
import { BEFORE, dnsControl } from '../../controller/fixtures/shop.js'
import { ROOT } from '../fixtures/command.js'
import { openShop } from '../fixtures/opened.js'
import { keptOutput } from '../fixtures/output.js'

vi.mock('../../../src/cli/open.js', async (original) => ({
  ...(await original<object>()),
  open: (await import('../fixtures/opened.js')).openCurrent,
}))

const policy = join(ROOT, 'policies', 'local.yaml')

async function planned(options: { to?: string; format?: string; planned?: boolean }, json = false) {
  const { closings, shop } = openShop()
  const output = keptOutput({ json })
  await shop.clock.run(plan(output, { to: 'eu-west-1', format: 'text', policy, ...options }))
  expect(shop.values).toEqual(BEFORE)
  expect(closings()).toBe(1)
  return output
}

describe('failover plan', () => {
  it('prints the plan as it would be drawn now, and changes nothing', async () => {
    const { documents, said } = await planned({})
    expect(said.join('\n')).toMatch(/^Plan [0-9a-f]{12} {2}failover us-east-1 → eu-west-1\n/)
    expect(said.join('\n')).toContain('── point of no return ──')
    expect(documents).toMatchObject([{ plan: { move: { kind: 'failover', from: 'us-east-1', to: 'eu-west-1' } } }])
  })

  it('draws a switchover with --planned, and leaves the choice with auto', async () => {
    expect((await planned({ planned: true })).said[0]).toContain('switchover us-east-1 → eu-west-1')
    expect((await planned({ to: 'auto' })).said[0]).toContain('failover us-east-1 → eu-west-1')
  })

  it('draws it as a flowchart', async () => {
    expect((await planned({ format: 'mermaid' })).said[0]).toMatch(/^flowchart TD\n {2}s1\[/)
  })

  it('prints with --format json what --json prints, once', async () => {
    const written: string[] = []
    const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0)
    const { documents, said } = await planned({ format: 'json' }).finally(() => spy.mockRestore())
    expect({ said, documents }).toEqual({ said: [], documents: [] })
    expect(JSON.parse(written.join(''))).toEqual((await planned({}, true)).documents[0])
  })

  it('says what objects to every way of it, and ends with 3', async () => {
    const { shop } = openShop()
    shop.impaired.push(dnsControl)
    const refused = shop.clock.run(plan(keptOutput(), { to: 'eu-west-1', format: 'text', policy }))
    await expect(refused).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/^no plan stands:\n {2}front.traffic by region: dns\/control@us-west-2 is needed/),
      document: { move: { kind: 'failover' }, objections: [{ because: 'impaired' }] },
    })
  })

  it('has nothing to plan towards where the app is already', async () => {
    await expect(planned({ to: 'us-east-1' })).rejects.toMatchObject({
      ...{ exitCode: 2, message: 'us-east-1 serves already: there is nothing to plan' },
    })
  })

  it('tells a format or a region that there is not', async () => {
    await expect(planned({ format: 'mermade' })).rejects.toMatchObject({
      ...{ exitCode: 2, message: '--format mermade: no such format; did you mean mermaid?' },
    })
    await expect(planned({ to: 'eu-west-2' })).rejects.toMatchObject({
      ...{ exitCode: 2, message: 'eu-west-2 is no region of this policy; did you mean eu-west-1?' },
    })
  })
})
