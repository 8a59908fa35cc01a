import { describe, expect, it } from 'vitest'
import { moments } from '../../src/report/moments.js'
import { report } from '../../src/report/report.js'
import { asked, FIRST_BAD, journal, recovered, wentBack } from './fixtures/journal.js'

const momentsOf = (entries: typeof recovered) => {
  const incident = report(entries)
  return incident ? moments(incident) : []
}

describe('the moments of an incident', () => {
  it('begin with what was seen before it was opened, and say since when users were served', () => {
    const all = momentsOf(recovered)
    const told = ['first bad sample', 'judged impaired', 'served from here on, as seen later']
    expect(all.slice(0, 2).map(({ text }) => text)).toEqual(told.slice(0, 2))
    const index = all.findIndex(({ text }) => text === told[2])
    expect(all[index]).toMatchObject({ at: FIRST_BAD + 4_700, by: 'users' })
    expect([all[index - 1]?.at, all[index + 1]?.at]).toEqual([FIRST_BAD + 3_800, FIRST_BAD + 5_000])
  })

  it('keep the journal’s own entries in their order, also where its clock went back', () => {
    const jumping = journal('inc', [
      [5_000, asked],
      [4_000, { kind: 'note', by: 'ada', text: 'my clock is late' }],
      [6_000, { kind: 'note', by: 'ada', text: 'set right' }],
    ])
    expect(momentsOf(jumping).map(({ at }) => at - FIRST_BAD)).toEqual([5_000, 4_000, 6_000])
  })

  it('are the journal’s alone where nothing was bad and nobody was served', () => {
    expect(momentsOf(wentBack)).toEqual(report(wentBack)?.timeline)
  })
})
