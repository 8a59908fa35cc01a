import { describe, expect, it } from 'vitest'
import { judge } from '../../src/sim/expectations.js'
import { figuresOf, type Rehearsed } from '../../src/sim/figures.js'
import type { Trace } from '../../src/sim/trace.js'
import { awayAt, MINUTE_MS, openedAt, sceneAt, traceOf } from './fixtures/trace-of.js'

function rehearsed(expected: string, left: Partial<Trace> = {}, broken: Rehearsed['broken'] = []): Rehearsed {
  const trace = traceOf(expected, left)
  return { trace, expectations: judge(trace), broken }
}

describe('the figures of judgement', () => {
  it('count drills, expectations and laws: a broken law fails a drill that met all it expects', () => {
    const figures = figuresOf([
      rehearsed('{ never: act }'),
      rehearsed('{ never: act }', { entries: [openedAt(5)] }),
      rehearsed('{ never: act }', {}, [{ law: 'L1', atMs: 0, what: 'a guess' }]),
    ])
    expect(figures).toMatchObject({ drills: { passed: 1, of: 3 }, expectations: { met: 2, of: 3 }, lawsBroken: 1 })
  })

  it('tell moves that nothing called for from those that came late or never', () => {
    const wanted = '{ do: failover, to: eu-west-1, after: 2m, by: 30m }'
    const figures = figuresOf([
      rehearsed(wanted, { entries: [openedAt(10)] }),
      rehearsed(wanted, { entries: [openedAt(1)] }),
      rehearsed(wanted, { entries: [openedAt(40)] }),
      rehearsed('{ never: act }', { entries: [openedAt(5)] }),
      rehearsed('{ moves: 1 }', { entries: [openedAt(5, undefined, { kind: 'operator', name: 'ann', waives: [] })] }),
    ])
    expect(figures.moves).toEqual({ made: 5, needless: 2, missed: 1, late: 1 })
  })

  it('add up what was lost, and put the time to serve again beside the ideal', () => {
    const lost = { lost: { writes: 7, ms: 300 } }
    const down = { servedPercent: 20 }
    const figures = figuresOf([
      rehearsed('{ recovered: eu-west-1, by: 45m }', { scenes: [sceneAt(0), sceneAt(5, down), awayAt(15, lost)] }),
      rehearsed('{ recovered: eu-west-1, by: 25m }', { scenes: [sceneAt(0), sceneAt(5, down)] }),
      rehearsed('{ never: act }', { scenes: [sceneAt(0), sceneAt(5, down), sceneAt(6)] }),
    ])
    expect(figures.lostWrites).toBe(7)
    expect(figures.toServeAgain).toEqual({ drills: 2, medianMs: 92.5 * MINUTE_MS, idealMedianMs: 30 * MINUTE_MS })
  })
})
