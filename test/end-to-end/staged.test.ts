import { afterEach, describe, expect, it } from 'vitest'
import type { JournalEntry } from '../../src/model/journal.js'
import { aDay, type Day, SOONER, until } from './fixtures/at-the-cloud.js'
import { weightShare } from './fixtures/shares.js'

let day: Day | undefined
afterEach(async () => {
  await day?.close()
})

const goes = (traffic: string) => (policy: string) =>
  policy.replace('unreachable_writer: promote', `unreachable_writer: promote\n  traffic: ${traffic}`)

const lineOf = ({ event }: JournalEntry): string => ('step' in event ? `${event.kind} ${event.step}` : event.kind)
const trafficLines = ({ entries }: Day): readonly string[] =>
  entries()
    .map(lineOf)
    .filter((line) => line.includes('front.traffic'))

describe('traffic in stages', () => {
  it('is answered by both regions in between, by the new one and a trickle in the end, and comes back alike', async () => {
    const here = await aDay(goes('{ stages: [10%, 50%, 100%], settle: 1s, trickle: 5% }'))
    day = here
    const plan = await here.run('plan', '--to', 'eu-west-1', '--planned')
    expect(plan.stdout).toContain('answer front from eu-west-1: 10 % of users')
    expect(plan.stdout).toContain('settles 1 s')
    const shares = new Set<number>()
    const moving = here.run('--to', 'eu-west-1', '--planned', '--yes')
    let isMoving = true
    moving.finally(() => {
      isMoving = false
    })
    while (isMoving) shares.add(weightShare(await here.harness.status(), 'eu-west-1'))
    const { code, stderr } = await moving
    expect(stderr).not.toContain('halted')
    expect(code).toBe(0)
    expect([...shares]).toEqual([0, 10, 50, 95])
    expect(trafficLines(here)).toEqual(
      ['front.traffic@10', 'front.traffic@50', 'front.traffic'].flatMap((id) => [
        `step-started ${id}`,
        `step-done ${id}`,
      ]),
    )
    const told = here.entries().flatMap(({ event }) => (event.kind === 'step-done' ? [event.because] : []))
    const proofs = told.filter((because) => because.includes('looks read and wrote in eu-west-1'))
    expect(proofs).toHaveLength(3)
    expect(proofs[0]).toContain('were answered elsewhere')
    expect((await here.run('status')).stdout).toContain('eu-west-1')
    // The trickle makes neither region doubtful: the way home is the same.
    await until('a way back', async () => (await here.run('back', '--dry-run', ...SOONER)).code === 0)
    const back = await here.run('back', '--yes', ...SOONER)
    expect(back.stderr).not.toContain('halted')
    expect(back.code).toBe(0)
    expect(weightShare(await here.harness.status(), 'us-east-1')).toBe(95)
  }, 240_000)

  it('goes back to the last good stage when users are not served, halts past return, and is resumed when that is mended', async () => {
    const here = await aDay(goes('{ stages: [10%, 50%, 100%], settle: 2s }'))
    day = here
    const moving = here.run('--to', 'eu-west-1', '--planned', '--yes')
    await until('the second stage', () => trafficLines(here).includes('step-started front.traffic@50'), 90_000)
    await here.harness.break({ target: 'eu-west-1', kind: 'errors' })
    expect((await moving).code).toBe(4)
    expect(trafficLines(here)).toEqual([
      ...['step-started front.traffic@10', 'step-done front.traffic@10', 'step-started front.traffic@50'],
      ...['step-failed front.traffic@50', 'step-undone front.traffic@50'],
    ])
    expect(weightShare(await here.harness.status(), 'eu-west-1')).toBe(10)
    const halted = here.entries().at(-1)?.event
    expect(halted).toMatchObject({
      kind: 'halted',
      because: expect.stringMatching(/answer front from eu-west-1: 50 % of users.*users are not served.*stage before/),
      next: expect.stringContaining('failover resume'),
    })
    await here.harness.heal()
    const resumed = await here.run('resume')
    expect(resumed.code).toBe(0)
    expect(trafficLines(here).slice(-4)).toEqual([
      ...['step-started front.traffic@50', 'step-done front.traffic@50'],
      ...['step-started front.traffic', 'step-done front.traffic'],
    ])
    expect(weightShare(await here.harness.status(), 'eu-west-1')).toBe(100)
  }, 240_000)
})
