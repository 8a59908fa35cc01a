import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { resume } from '../../../src/cli/commands/resume.js'
import { carryOut } from '../../../src/controller/carry-out.js'
import { survey } from '../../../src/controller/survey.js'
import { report } from '../../../src/report/report.js'
import { AFTER, away, policy, type Shop } from '../../controller/fixtures/shop.js'
import { startWatching, stopped, until, type Watching } from '../../daemon/fixtures/watching.js'
import { leaseOf } from '../../fixtures/memory-store.js'
import { openCurrent, openShop } from '../fixtures/opened.js'
import { keptOutput } from '../fixtures/output.js'

vi.mock('../../../src/cli/open.js', async () => ({ open: (await import('../fixtures/opened.js')).openCurrent }))
beforeEach(() => vi.stubEnv('FAILOVER_OPERATOR', 'grace'))
afterEach(() => vi.unstubAllEnvs())

/** A move to eu-west-1 that halted past undoing, since the public name may not be changed. */
async function haltedMove(shop: Shop): Promise<string> {
  const { world } = await openCurrent()
  const lease = await leaseOf(shop.store, 'ada')
  const request = { ask: { kind: 'move-to', to: away, planned: false }, by: 'ada', waives: [] } as const
  shop.refused.add('front.region')
  const ended = await shop.clock.run(
    survey(world, policy, request).then((found) => carryOut({ world, policy, lease, by: 'ada' }, found)),
  )
  await lease.release()
  expect(ended.is).toBe('halted')
  return ended.incident
}

describe('failover resume', () => {
  it('goes on where it was halted, to the end, and reports it', async () => {
    const { closings, shop } = openShop()
    const incident = await haltedMove(shop)
    shop.refused.clear()
    const output = keptOutput()
    await shop.clock.run(resume(output, {}))
    expect(shop.values).toEqual(AFTER)
    expect(shop.promotions).toBe(1)
    expect(output.said[0]).toBe(`Resuming ${incident}: failover us-east-1 → eu-west-1`)
    expect(output.documents).toMatchObject([{ ended: { is: 'recovered', incident }, incident: { state: 'recovered' } }])
    expect(report(shop.store.entries)?.people.acted).toEqual(['ada', 'grace'])
    expect(closings()).toBe(1)
    expect((await leaseOf(shop.store, 'next')).holder).toBe('next')
  })

  it('ends with 4 when it halts again, with what to do next', async () => {
    const { shop } = openShop()
    await haltedMove(shop)
    await expect(shop.clock.run(resume(keptOutput(), {}))).rejects.toMatchObject({
      ...{ exitCode: 4, message: expect.stringContaining('front.region is denied'), printed: true },
      next: expect.stringContaining('grant front.region'),
    })
  })

  it('with --abandon closes it as it stands, does nothing more, and takes the wish to halt with it', async () => {
    const { shop } = openShop()
    const incident = await haltedMove(shop)
    await shop.store.put(`halt-${incident}`, 'ada asked to halt', undefined)
    const before = { ...shop.values }
    const output = keptOutput()
    await shop.clock.run(resume(output, { abandon: true, because: 'we rebuild by hand' }))
    expect(shop.values).toEqual(before)
    expect(report(shop.store.entries)).toMatchObject({ state: 'abandoned', because: 'we rebuild by hand' })
    expect(output.documents).toEqual([{ abandoned: incident, because: 'we rebuild by hand' }])
    expect(await shop.store.get(`halt-${incident}`)).toBeUndefined()
    expect((await leaseOf(shop.store, 'next')).holder).toBe('next')
  })

  it('has nothing to do where no incident is open', async () => {
    const { shop } = openShop()
    const output = keptOutput()
    await shop.clock.run(resume(output, {}))
    expect(output).toMatchObject({
      ...{ said: ['Nothing to resume: no incident is open.'], documents: [{ resumed: false }] },
    })
  })

  describe('where a watcher leads', () => {
    it('has it go on, as the one who asked, and shows how it ended', async () => {
      const { shop } = openShop()
      const incident = await haltedMove(shop)
      shop.refused.clear()
      const watching = await startLeading(shop)
      const output = keptOutput()
      await shop.clock.run(resume(output, {}))
      await stopped(shop, watching)
      expect(shop.values).toEqual(AFTER)
      expect(shop.promotions).toBe(1)
      expect(output.documents).toMatchObject([
        { ended: { is: 'recovered', incident }, incident: { state: 'recovered' } },
      ])
      const resumed = shop.store.entries.find(({ event }) => event.kind === 'resumed')
      expect(resumed).toMatchObject({ by: 'watcher', event: { by: 'grace' } })
      expect(watching.told.ended).toMatchObject([{ is: 'recovered' }])
    })

    it('ends with 4 when it halts again, which is news to the watcher too', async () => {
      const { shop } = openShop()
      await haltedMove(shop)
      const watching = await startLeading(shop)
      await expect(shop.clock.run(resume(keptOutput(), {}))).rejects.toMatchObject({
        ...{ exitCode: 4, message: expect.stringContaining('front.region is denied') },
      })
      await until(shop, () => watching.told.waiting.length >= 2)
      await stopped(shop, watching)
      expect(watching.told.waiting.at(-1)?.because).toMatch(/denied/)
    })

    it('with --abandon has it closed as it stands, and the watcher is free again', async () => {
      const { shop } = openShop()
      const incident = await haltedMove(shop)
      const before = { ...shop.values }
      const watching = await startLeading(shop)
      const output = keptOutput()
      await shop.clock.run(resume(output, { abandon: true, because: 'we rebuild by hand' }))
      await until(shop, () => watching.told.ticks.at(-1)?.situation.precedents.open === undefined)
      await stopped(shop, watching)
      expect(shop.values).toEqual(before)
      expect(report(shop.store.entries)).toMatchObject({ state: 'abandoned', because: 'we rebuild by hand' })
      expect(output.documents).toEqual([{ abandoned: incident, because: 'we rebuild by hand' }])
    })

    it('leaves to it what is under way, and ends with 5', async () => {
      const { shop } = openShop()
      const incident = await haltedMove(shop)
      const lease = await leaseOf(shop.store, 'watcher')
      await shop.store.append(lease, { at: 0, incident, by: 'watcher', event: { kind: 'resumed', by: 'watcher' } })
      await expect(shop.clock.run(resume(keptOutput(), {}))).rejects.toMatchObject({
        ...{ exitCode: 5, message: expect.stringMatching(/^watcher leads \(epoch 2\), and has .* under way$/) },
      })
    })

    it('says so when the leader gives no sign of life', async () => {
      const { shop } = openShop()
      await haltedMove(shop)
      await leaseOf(shop.store, 'watcher')
      await expect(shop.clock.run(resume(keptOutput(), {}))).rejects.toMatchObject({ code: 'timed-out' })
    })
  })
})

/** A watcher that leads and beats. */
async function startLeading(shop: Shop): Promise<Watching> {
  const watching = await startWatching(shop)
  await until(shop, () => watching.told.waiting.length >= 1)
  return watching
}
