import { beforeEach, describe, expect, it } from 'vitest'
import { keepRehearsal, readRehearsals, recallRehearsals } from '../../src/daemon/rehearsal-book.js'
import type { Rehearsal } from '../../src/rehearse/rehearsal.js'
import { away } from '../controller/fixtures/shop.js'
import { MemoryStore } from '../fixtures/memory-store.js'
import { VirtualClock } from '../fixtures/virtual-clock.js'

let store: MemoryStore
beforeEach(() => {
  store = new MemoryStore(new VirtualClock())
})

const rehearsal = (at: number, drill = 'tuesdays', by = 'first'): Rehearsal => ({
  ...{ drill, to: away, at, dueAt: at, by, outcome: 'would-run', because: 'a plan stands' },
  ...{ against: [], resources: [], gauges: [], drift: [] },
})

describe('the reports of rehearsals', () => {
  it('are kept oldest first, the newest twenty of each drill', async () => {
    await keepRehearsal(store, rehearsal(0, 'fridays'), [])
    for (let at = 1; at <= 25; at++) await keepRehearsal(store, rehearsal(at), await readRehearsals(store))
    const kept = await readRehearsals(store)
    expect(kept.filter(({ drill }) => drill === 'fridays')).toHaveLength(1)
    expect(kept.filter(({ drill }) => drill === 'tuesdays').map(({ at }) => at)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 6),
    )
  })

  it('are not kept where another leader has kept one since: nobody tells of it twice', async () => {
    const known = await readRehearsals(store)
    expect(await keepRehearsal(store, rehearsal(5, 'tuesdays', 'second'), known)).toBe(true)
    expect(await keepRehearsal(store, rehearsal(6, 'tuesdays', 'first'), known)).toBe(false)
    expect((await readRehearsals(store)).map(({ by }) => by)).toEqual(['second'])
  })

  it('are not kept where another writes at the same moment', async () => {
    const put = store.put.bind(store)
    store.put = async (key, text, expected) => {
      store.put = put
      await keepRehearsal(store, rehearsal(5, 'tuesdays', 'second'), [])
      return put(key, text, expected)
    }
    expect(await keepRehearsal(store, rehearsal(6), [])).toBe(false)
    expect((await readRehearsals(store)).map(({ by }) => by)).toEqual(['second'])
  })

  it('that cannot be read are none to those who only show them', async () => {
    await store.put('rehearsals', 'torn', undefined)
    expect(await recallRehearsals(store)).toEqual([])
  })
})
