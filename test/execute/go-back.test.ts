import { describe, expect, it } from 'vitest'
import { execute } from '../../src/execute/execute.js'
import { dealingsOf, INCIDENT, lines, mortalRun, runOf, toolsOf } from './fixtures/process.js'
import { AFTER, BEFORE, failover, type Town, town } from './fixtures/town.js'

/** A town in which the fence, before the point of no return, cannot be brought about. */
const stubborn = (): Town => town().always('orders.fence', { is: 'throws-before', code: 'denied' })

describe('a run that fails before the point of no return (law 27)', () => {
  it('goes back, newest first, to where it began', async () => {
    const there = stubborn()
    expect(await runOf(there)).toEqual({
      is: 'went-back',
      because: '"set orders.fence to shut" failed: orders.fence: denied',
    })
    expect(there.values).toEqual(BEFORE)
    expect(lines(there).slice(-4)).toEqual([
      ...['step-failed orders.fence', 'step-undone orders.fence'],
      ...['step-undone jobs.capacity', 'step-undone web.capacity'],
    ])
  })

  it('takes back what was started and seemed to fail, since it may have happened', async () => {
    const there = town().fault('orders.fence', { is: 'throws-after', code: 'denied' })
    expect(await runOf(there)).toMatchObject({ is: 'went-back' })
    expect(there.values).toEqual(BEFORE)
    expect(there.changes('orders.fence')).toBe(2)
  })

  it('gets back to where it began when it is killed at any point, and never goes forward again', async () => {
    const points = await dealingsOf(stubborn())
    expect(points).toBeGreaterThan(30)
    for (let point = 1; point <= points; point++) {
      const there = stubborn()
      expect(await mortalRun(there, point), `killed at ${point}`).toBe('died')
      const turned = lines(there).includes('step-failed orders.fence')
      // Once it has turned round, even a world that is mended does not turn it again.
      if (turned) there.mend()
      expect(await runOf(there), `killed at ${point}`).toMatchObject({ is: 'went-back' })
      expect(there.values, `killed at ${point}`).toEqual(BEFORE)
      expect(there.changes('orders.writer')).toBe(0)
    }
  })

  it('gets back when it is killed twice', async () => {
    const points = await dealingsOf(stubborn())
    for (let first = 10; first <= points; first += 2) {
      for (let second = 1; second <= points - first; second += 2) {
        const there = stubborn()
        await mortalRun(there, first)
        await mortalRun(there, second)
        await runOf(there)
        expect(there.values, `killed at ${first}, then at ${second}`).toEqual(BEFORE)
        expect(there.changes('web.capacity'), `killed at ${first}, then at ${second}`).toBe(2)
      }
    }
  })

  it('does not touch what had not been started', async () => {
    const there = town().always('jobs.capacity', { is: 'throws-before', code: 'denied' })
    await runOf(there)
    expect(lines(there).filter((line) => line.includes('orders') || line.includes('front'))).toEqual([])
  })

  it('records what needs no undoing as undone too', async () => {
    const plan = { ...failover, steps: failover.steps.map((step) => ({ ...step })) }
    const steps = plan.steps.map((step) =>
      step.id === 'jobs.capacity' ? { ...step, undo: { kind: 'not-needed' as const } } : step,
    )
    const there = stubborn()
    await runOf(there, { ...plan, steps })
    const undone = there.store.entries.flatMap(({ event }) => (event.kind === 'step-undone' ? [event] : []))
    expect(undone.find(({ step }) => step === 'jobs.capacity')).toMatchObject({ because: 'left nothing behind' })
    expect(there.state.get('jobs.capacity')).toBe(2)
  })
})

describe('a way back that is blocked', () => {
  it('halts with what it could not undo, and goes on going back when resumed', async () => {
    const there = stubborn().fault('jobs.capacity', { is: 'throws-after', code: 'throttled' })
    // The first change of jobs is forward; every later one is the way back, which is refused.
    const blocked = { is: 'throws-before', code: 'denied' } as const
    const tools = await toolsOf(there)
    const haltRequested = async (): Promise<undefined> => {
      if (there.changes('jobs.capacity') === 1) there.always('jobs.capacity', blocked)
      return undefined
    }
    const outcome = await there.clock.run(execute(failover, { ...tools, haltRequested }))
    expect(outcome).toEqual({
      is: 'halted',
      because:
        '"set orders.fence to shut" failed: orders.fence: denied; going back: could not undo "set jobs.capacity to 2": jobs.capacity: denied',
      next: 'mend what it names, then "failover resume" goes on going back',
    })
    expect(there.values).toEqual({ ...BEFORE, 'web.capacity': 6, 'jobs.capacity': 2 })
    await tools.lease.release()
    there.mend()
    expect(await runOf(there)).toMatchObject({ is: 'went-back' })
    expect(there.values).toEqual(BEFORE)
    expect(lines(there).filter((line) => line === 'step-undone orders.fence')).toHaveLength(1)
  })

  it('stops on the way back too when a halt is asked for', async () => {
    const there = stubborn()
    const tools = await toolsOf(there)
    const turned = (): boolean => lines(there).includes('step-undone orders.fence')
    const haltRequested = async (): Promise<string | undefined> => (turned() ? 'ada asked to halt' : undefined)
    const outcome = await there.clock.run(execute(failover, { ...tools, haltRequested }))
    expect(outcome).toMatchObject({ is: 'halted', next: '"failover resume" goes on going back' })
    expect(there.values).toEqual({ ...BEFORE, 'web.capacity': 6, 'jobs.capacity': 2 })
    await tools.lease.release()
    await runOf(there)
    expect(there.values).toEqual(BEFORE)
  })

  it('stops when the lease is lost on the way back', async () => {
    const there = stubborn()
    const tools = await toolsOf(there)
    const append: typeof there.store.append = async (lease, draft) => {
      if (draft.event.kind === 'step-undone') there.store.expire()
      return there.store.append(lease, draft)
    }
    const run = execute(failover, { ...tools, store: { ...tools.store, append } })
    await expect(there.clock.run(run)).rejects.toMatchObject({ code: 'deposed' })
    expect(there.store.entries.every(({ incident }) => incident === INCIDENT)).toBe(true)
    expect(there.values).not.toEqual(AFTER)
  })
})
