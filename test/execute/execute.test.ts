import { describe, expect, it } from 'vitest'
import { execute } from '../../src/execute/execute.js'
import { OperatingError } from '../../src/model/error.js'
import { BrokenInvariant } from '../../src/model/invariant.js'
import type { Plan } from '../../src/model/plan.js'
import { dealingsOf, lines, mortalRun, runOf, toolsOf } from './fixtures/process.js'
import { AFTER, BEFORE, failover, planOf, step, type Town, town } from './fixtures/town.js'

/** Breaks the journal law for each call that was made: its step stood started, and not yet done, when the call came. */
function leapsBeforeJournal(town: Town, plan: Plan): readonly string[] {
  return town.applied.flatMap(({ journal, what }) => {
    const { id } = plan.steps.find(({ action }) => `${action.resource}.${action.verb}` === what) ?? { id: 'no step' }
    const of = journal.filter((event) => 'step' in event && event.step === id).at(-1)
    return of?.kind === 'step-started' ? [] : [what]
  })
}

describe('a run', () => {
  it('brings about every step once, in the order of the graph, and records each before and after', async () => {
    const there = town()
    expect(await runOf(there)).toEqual({ is: 'done' })
    expect(there.values).toEqual(AFTER)
    expect(lines(there)).toEqual([
      ...['plan-accepted', 'step-started web.capacity', 'step-started jobs.capacity'],
      ...['step-done web.capacity', 'step-done jobs.capacity'],
      ...['step-started orders.fence', 'step-done orders.fence'],
      ...['step-started orders.replayed', 'step-done orders.replayed'],
      ...['step-started orders.writer', 'step-done orders.writer'],
      ...['step-started front.traffic', 'step-done front.traffic'],
    ])
    expect(there.applied.map(({ what }) => what)).toEqual(failover.steps.map(({ id }) => id))
  })

  it('has each step in the journal before the leap (law 14)', async () => {
    const there = town()
    await runOf(there)
    expect(there.applied).toHaveLength(6)
    expect(leapsBeforeJournal(there, failover)).toEqual([])
  })

  it('does not do what holds already, and says so', async () => {
    const there = town()
    there.state.set('orders.fence', 'shut')
    await runOf(there)
    expect(there.applied.map(({ what }) => what)).not.toContain('orders.fence')
    const done = there.store.entries.find(({ event }) => event.kind === 'step-done' && event.step === 'orders.fence')
    expect(done?.event).toMatchObject({ already: true, because: 'orders fence is shut' })
  })

  it('acts under the epoch of its lease', async () => {
    const there = town()
    await (await toolsOf(there, 'someone before')).lease.release()
    await runOf(there)
    expect(new Set(there.applied.map(({ epoch }) => epoch))).toEqual(new Set([2]))
  })

  it('leaves no timer behind', async () => {
    const there = town()
    await runOf(there)
    expect(there.clock.sleeping).toBe(0)
  })

  it('takes steps that wait for each other, or for none, as a bug and not as done', async () => {
    for (const after of [['front.traffic'], ['gone']]) {
      const plan = planOf([step('front.traffic', 'eu-west-1', 'us-east-1', { after })])
      await expect(runOf(town(), plan)).rejects.toThrow(BrokenInvariant)
    }
  })

  it('passes a bug in a driver on instead of taking it for trouble in the world', async () => {
    const there = town()
    const tools = await toolsOf(there)
    const drivers = new Map(tools.drivers)
    const web = drivers.get('web')
    if (!web) throw new Error('the town has a web')
    const bug = new TypeError('x is not a function')
    drivers.set('web', { ...web, apply: () => Promise.reject(bug) })
    await expect(there.clock.run(execute(failover, { ...tools, drivers }))).rejects.toBe(bug)
  })
})

describe('a run that is killed', () => {
  it('resumes at every point to the same end, doing nothing twice that matters', async () => {
    const points = await dealingsOf(town())
    expect(points).toBeGreaterThan(40)
    for (let point = 1; point <= points; point++) {
      const there = town()
      expect(await mortalRun(there, point), `killed at ${point}`).toBe('died')
      expect(await runOf(there), `resumed after ${point}`).toEqual({ is: 'done' })
      expect(there.values, `killed at ${point}`).toEqual(AFTER)
      for (const { id } of failover.steps) expect(there.changes(id), `${id}, killed at ${point}`).toBe(1)
      expect(leapsBeforeJournal(there, failover), `killed at ${point}`).toEqual([])
    }
  })

  it('resumes to the same end when it is killed again while resuming', async () => {
    const points = await dealingsOf(town())
    for (let first = 1; first <= points; first += 3) {
      for (let second = 1; second <= points; second += 4) {
        const there = town()
        await mortalRun(there, first)
        await mortalRun(there, second)
        await runOf(there)
        expect(there.values, `killed at ${first}, then at ${second}`).toEqual(AFTER)
        expect(there.changes('orders.writer'), `killed at ${first}, then at ${second}`).toBe(1)
      }
    }
  })

  it('counts the attempts of a step over all its lives', async () => {
    const there = town()
    // Dies within the first step, after its start was recorded.
    await mortalRun(there, 8)
    await runOf(there)
    const attempts = there.store.entries.flatMap(({ event }) =>
      event.kind === 'step-started' && event.step === 'web.capacity' ? [event.attempt] : [],
    )
    expect(attempts).toEqual([1, 2])
  })
})

describe('a step that fails', () => {
  it('with leave to carry on is recorded and carried on without', async () => {
    const there = town().always('orders.replayed', { is: 'ignores' })
    expect(await runOf(there)).toEqual({ is: 'done' })
    expect(there.values).toEqual({ ...AFTER, 'orders.replayed': 'some' })
    const failed = there.store.entries.flatMap(({ event }) => (event.kind === 'step-failed' ? [event] : []))
    expect(failed).toEqual([
      {
        ...{ kind: 'step-failed', step: 'orders.replayed', leadsTo: 'carry-on' },
        because: 'orders replayed was accepted but does not hold: orders replayed is some',
      },
    ])
  })

  it('and was carried on without is left alone by a run that resumes', async () => {
    const there = town().fault('orders.replayed', { is: 'throws-before', code: 'denied' })
    await mortalRun(there, 42)
    expect(lines(there)).toContain('step-failed orders.replayed')
    expect(lines(there)).not.toContain('step-done orders.writer')
    await runOf(there)
    expect(there.applied.filter(({ what }) => what === 'orders.replayed')).toHaveLength(1)
    expect(there.values).toEqual({ ...AFTER, 'orders.replayed': 'some' })
  })

  it('does not keep the steps beside it from being finished and recorded', async () => {
    const there = town().always('jobs.capacity', { is: 'throws-before', code: 'denied' })
    await runOf(there)
    expect(lines(there).slice(0, 5)).toEqual([
      ...['plan-accepted', 'step-started web.capacity', 'step-started jobs.capacity'],
      ...['step-done web.capacity', 'step-failed jobs.capacity'],
    ])
  })

  it('past the point of no return halts, with the reason and what to do next (law 27)', async () => {
    const there = town().always('front.traffic', { is: 'throws-before', code: 'denied', next: 'grant ChangeRecord' })
    const outcome = await runOf(there)
    expect(outcome).toEqual({
      is: 'halted',
      because: '"set front.traffic to eu-west-1" failed: front.traffic: denied',
      next: 'grant ChangeRecord; then "failover resume"',
    })
    expect(there.values).toEqual({ ...AFTER, 'front.traffic': 'us-east-1' })
    expect(there.store.entries.at(-1)?.event).toMatchObject({
      kind: 'halted',
      next: 'grant ChangeRecord; then "failover resume"',
    })
    there.mend()
    expect(await runOf(there)).toEqual({ is: 'done' })
    expect(there.values).toEqual(AFTER)
    expect(there.changes('orders.writer')).toBe(1)
  })

  it('that cannot be undone may have happened, so nothing is undone after it', async () => {
    const there = town().always('orders.writer', { is: 'throws-before', code: 'denied' })
    expect(await runOf(there)).toMatchObject({ is: 'halted', next: 'mend what it names and run "failover resume"' })
    expect(there.values).toMatchObject({ 'orders.fence': 'shut', 'orders.writer': 'us-east-1' })
    expect(lines(there).filter((line) => line.startsWith('step-undone'))).toEqual([])
  })

  it('and seems to, but had its effect, is not done again', async () => {
    const there = town().fault('orders.writer', { is: 'throws-after', code: 'timed-out' })
    expect(await runOf(there)).toEqual({ is: 'done' })
    expect(there.changes('orders.writer')).toBe(1)
  })
})

describe('a halt that is asked for', () => {
  it('stops before the next step, and resuming goes on from there', async () => {
    const there = town()
    const tools = await toolsOf(there)
    const fenced = (): boolean => there.state.get('orders.fence') === 'shut'
    const asked = { ...tools, haltRequested: async () => (fenced() ? 'ada asked to halt' : undefined) }
    const outcome = await there.clock.run(execute(failover, asked))
    expect(outcome).toMatchObject({
      is: 'halted',
      because: 'ada asked to halt',
      next: 'run "failover resume" to go on',
    })
    expect(lines(there).at(-1)).toBe('halted')
    expect(there.values).toMatchObject({ 'orders.fence': 'shut', 'orders.replayed': 'some' })
    await tools.lease.release()
    expect(await runOf(there)).toEqual({ is: 'done' })
    expect(there.values).toEqual(AFTER)
  })

  it('stops a run that has not begun without doing anything', async () => {
    const there = town()
    await there.store.put('halt', 'ada asked to halt', undefined)
    expect(await runOf(there)).toMatchObject({ is: 'halted' })
    expect(there.values).toEqual(BEFORE)
  })
})

describe('a run whose lease is lost (law 15)', () => {
  it('stops at its next append, whenever that happens', async () => {
    for (let appends = 1; appends <= 12; appends++) {
      const there = town()
      const tools = await toolsOf(there, 'old leader')
      let left = appends
      const append: typeof there.store.append = async (lease, draft) => {
        left -= 1
        if (left === 0) {
          there.store.expire()
          await there.store.acquire('new leader')
        }
        return there.store.append(lease, draft)
      }
      const store = { ...tools.store, append }
      const run = there.clock.run(execute(failover, { ...tools, store }))
      await expect(run, `at append ${appends}`).rejects.toMatchObject({ code: 'deposed' })
      const calls = there.applied.length
      await there.clock.run(there.clock.sleep(60_000))
      expect(there.applied.length, 'nothing acts on after it').toBe(calls)
      expect(there.clock.sleeping).toBe(0)
    }
  })

  it('stops the steps beside the one that found out, and records none of them as failed', async () => {
    const there = town().always('web.capacity', { is: 'deaf' })
    const tools = await toolsOf(there, 'old leader')
    const append: typeof there.store.append = async (lease, draft) => {
      if (draft.event.kind === 'step-done') there.store.expire()
      return there.store.append(lease, draft)
    }
    const run = execute(failover, { ...tools, store: { ...tools.store, append } })
    await expect(there.clock.run(run)).rejects.toMatchObject({ code: 'deposed' })
    expect(there.clock.monotonic(), 'it did not wait for the deaf one').toBeLessThan(1_000)
    expect(lines(there)).toEqual(['step-started web.capacity', 'step-started jobs.capacity'])
  })

  it('stops when a driver says so', async () => {
    const there = town().always('orders.fence', { is: 'throws-before', code: 'deposed' })
    await expect(runOf(there)).rejects.toMatchObject({ code: 'deposed' })
    expect(lines(there).at(-1)).toBe('step-started orders.fence')
  })

  it('stops when a look finds out, instead of leaping', async () => {
    const there = town().blind('orders.fence', new OperatingError('deposed', 'epoch 2 leads'))
    await expect(runOf(there)).rejects.toMatchObject({ code: 'deposed' })
    expect(there.applied.map(({ what }) => what)).not.toContain('orders.fence')
  })
})
