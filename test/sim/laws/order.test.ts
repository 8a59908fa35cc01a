import { describe, expect, it } from 'vitest'
import { breaches } from '../fixtures/breaches.js'
import { dayWith, failover, goodDay, goodScenes, home, plan, step, steps } from '../fixtures/trace.js'

const [capacity, fenced, writer, traffic] = steps
const inOrder = (...ids: readonly (typeof capacity)[]) =>
  plan(
    failover,
    ids.flatMap((each) => (each ? [each] : [])),
  )

describe('L11: capacity first, writer second, traffic last', () => {
  it('is kept in that order', () => {
    expect(breaches('L11', goodDay())).toEqual([])
  })

  it.each([
    [
      'traffic before the writer',
      inOrder(capacity, fenced, traffic, writer),
      'front.traffic was started before orders.writer was settled',
    ],
    [
      'the writer before the fence',
      inOrder(capacity, writer, fenced, traffic),
      'orders.writer was started before orders.fenced was settled',
    ],
    [
      'the fence before capacity',
      inOrder(fenced, capacity, writer, traffic),
      'orders.fenced was started before web.capacity was settled',
    ],
  ])('is broken by %s', (_, drawn, what) => {
    expect(breaches('L11', dayWith({ plan: drawn }))).toContain(what)
  })

  it('keeps the stages of traffic in their order, each settled before the next', () => {
    const tenth = step('front', 'traffic', [], { id: 'front.traffic@10' })
    expect(breaches('L11', dayWith({ plan: inOrder(capacity, fenced, writer, tenth, traffic) }))).toEqual([])
    const told = dayWith({ plan: inOrder(capacity, fenced, writer, tenth, traffic) })
    const entries = told.entries.filter(({ entry: { event } }) => event.kind !== 'step-done' || event.step !== tenth.id)
    expect(breaches('L11', { ...told, entries })).toEqual([
      'front.traffic was started before front.traffic@10 was settled',
    ])
  })

  it('is broken where users are sent to a database that takes no writes', () => {
    const scenes = goodScenes.map((scene) => ({ ...scene, writers: { orders: [home] } }))
    expect(breaches('L11', goodDay({ scenes }))).toEqual(['users were sent to eu-west-1, where orders took no writes'])
  })
})
