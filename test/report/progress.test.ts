import { describe, expect, it } from 'vitest'
import { stepProgress } from '../../src/report/progress.js'
import { abandoned, FIRST_BAD, recovered, wentBack } from './fixtures/journal.js'

const at = (entries: typeof recovered, length = entries.length) =>
  stepProgress(entries.slice(0, length), entries[0]?.incident ?? '')
const statesOf = (...args: Parameters<typeof at>): readonly string[] => at(...args).map(({ state }) => state)

describe('the progress of steps', () => {
  it('is of no steps before a plan is accepted, and then of all, in the order of the plan', () => {
    expect(at(recovered, 1)).toEqual([])
    const ids = at(recovered, 2).map(({ step }) => step.id)
    expect(ids).toEqual(['web.capacity', 'orders.fenced', 'orders.writer', 'front.traffic'])
    expect(statesOf(recovered, 2)).toEqual(['waiting', 'waiting', 'waiting', 'waiting'])
  })

  it('follows each event of a step', () => {
    expect(statesOf(recovered, 3)).toEqual(['running', 'waiting', 'waiting', 'waiting'])
    expect(statesOf(recovered, 5)).toEqual(['failed', 'running', 'waiting', 'waiting'])
    expect(statesOf(recovered, 9)).toEqual(['failed', 'done', 'waiting', 'waiting'])
    expect(statesOf(recovered)).toEqual(['failed', 'done', 'done', 'done'])
    expect(statesOf(wentBack, 6)).toEqual(['done', 'running', 'waiting', 'waiting'])
    expect(statesOf(wentBack, 7)).toEqual(['done', 'failed', 'waiting', 'waiting'])
    expect(statesOf(wentBack)).toEqual(['undone', 'undone', 'waiting', 'waiting'])
    expect(statesOf(abandoned)).toEqual(['done', 'done', 'failed', 'waiting'])
  })

  it('is of the last attempt: its start, its end, its reason, and which one it is', () => {
    expect(at(recovered, 8)[1]).toMatchObject({
      state: 'running',
      attempts: 2,
      startedAt: FIRST_BAD + 3_010,
      because: '',
    })
    expect(at(recovered)[1]).toMatchObject({
      ...{ state: 'done', attempts: 2, startedAt: FIRST_BAD + 3_010, endedAt: FIRST_BAD + 3_200 },
      because: 'the proxy refuses writers',
    })
    expect(at(recovered, 8)[1]).not.toHaveProperty('endedAt')
  })

  it('keeps the reason of a try that is tried again, and goes on', () => {
    expect(at(wentBack, 6)[1]).toMatchObject({ state: 'running', attempts: 1, because: 'the proxy does not answer' })
  })

  it('is of one incident alone', () => {
    expect(stepProgress([...wentBack, ...recovered], 'inc-20261124-141502')).toEqual(at(recovered))
    expect(stepProgress(recovered, 'another')).toEqual([])
  })
})
