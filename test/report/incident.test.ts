import { describe, expect, it } from 'vitest'
import type { JournalEntry } from '../../src/model/journal.js'
import { type Incident, incidents } from '../../src/report/incident.js'
import { postMortem } from '../../src/report/markdown.js'
import { incidentText } from '../../src/report/text.js'
import { abandoned, asked, FIRST_BAD, journal, plan, recovered, started, wentBack } from './fixtures/journal.js'

const JOURNALS = { recovered, wentBack, abandoned }

/** The incident as it stood after the first `length` entries. */
function standing(entries: readonly JournalEntry[], length: number): Incident {
  const found = incidents(entries.slice(0, length))[0]
  if (!found) throw new Error('no incident')
  return found
}

const statesOf = (entries: readonly JournalEntry[]): readonly string[] =>
  entries.map((_, index) => standing(entries, index + 1).state)

describe('an incident, folded from its journal', () => {
  it('is none before it is opened, and without its opening', () => {
    expect(incidents([])).toEqual([])
    expect(incidents(recovered.slice(1))).toEqual([])
  })

  it('is open until it is closed, and halted between a halt and a resumption', () => {
    const open = (count: number): readonly string[] => Array.from({ length: count }, () => 'open')
    expect(statesOf(recovered)).toEqual([...open(5), 'halted', ...open(9), 'recovered'])
    expect(statesOf(wentBack)).toEqual([...open(9), 'went-back'])
    expect(statesOf(abandoned)).toEqual([...open(8), 'halted', ...open(3), 'halted', 'abandoned'])
  })

  describe.each(Object.entries(JOURNALS))('at every line of a journal that is %s', (_, entries) => {
    const prefixes = entries.map((_entry, index) => index + 1)

    it('keeps every line on its timeline, in the order of the journal', () => {
      for (const length of prefixes) {
        const { timeline } = standing(entries, length)
        expect(timeline.map(({ at, by }) => ({ at, by }))).toEqual(
          entries.slice(0, length).map(({ at, by }) => ({ at, by })),
        )
        expect(timeline.every(({ text }) => text !== '' && !text.includes('\n'))).toBe(true)
      }
    })

    it('says what a person can do next exactly while it is halted, and has closed exactly when it says so', () => {
      for (const length of prefixes) {
        const { closedAt, next, state } = standing(entries, length)
        expect(next !== undefined).toBe(state === 'halted')
        expect(closedAt !== undefined).toBe(['recovered', 'went-back', 'abandoned'].includes(state))
      }
    })

    it('claims a recovery time only once users were seen served', () => {
      for (const length of prefixes) {
        const { recovery, verification } = standing(entries, length)
        expect(recovery.timeMs !== undefined).toBe(verification?.is === 'served')
      }
    })

    it('never takes back what was told: opening, move, decision, people so far', () => {
      const first = standing(entries, 1)
      for (const length of prefixes) {
        const now = standing(entries, length)
        expect(now).toMatchObject({ id: first.id, move: first.move, openedAt: first.openedAt })
        expect(now.decision).toEqual(first.decision)
        expect(now.people.acted).toEqual(expect.arrayContaining([...standing(entries, length - 1 || 1).people.acted]))
      }
    })

    it('can be told as text and as a post-mortem', () => {
      for (const length of prefixes) {
        const incident = standing(entries, length)
        for (const told of [incidentText(incident), postMortem(incident)]) {
          expect(told).toContain(incident.id)
          expect(told).toContain('failover us-east-1 → eu-west-1')
          expect(told).not.toMatch(/undefined|NaN|null|\[object/)
        }
      }
    })
  })

  it('names who acted, who asked, who resumed and who took notes, each once', () => {
    expect(standing(recovered, recovered.length).people).toEqual({ commander: 'watcher', acted: ['watcher', 'ada'] })
    expect(standing(abandoned, abandoned.length).people.acted).toEqual(['watcher', 'ada', 'grace'])
  })

  it('says why it stands as it does: the decision, the halt, the resumption, the closing', () => {
    expect(standing(recovered, 2).because).toBe('us-east-1 is impaired')
    expect(standing(recovered, 6)).toMatchObject({ because: 'asked to by ada', next: 'run "failover resume" to go on' })
    expect(standing(recovered, 7).because).toBe('resumed by ada')
    expect(standing(abandoned, abandoned.length).because).toBe('closed as it stands by grace')
  })

  it('is one of several, told apart by id and listed by when each began, whatever lies between', () => {
    const mixed = [...recovered.slice(0, 5), ...wentBack, ...recovered.slice(5)]
    expect(incidents(mixed)).toEqual([...incidents(recovered), ...incidents(wentBack)])
  })

  it('tells a step it knows nothing of by its id', () => {
    const lone = journal('inc', [
      [0, asked],
      [10, started('front.traffic')],
      [20, { kind: 'plan-accepted', plan: { ...plan, steps: [] } }],
    ])
    expect(standing(lone, 3).timeline[1]).toEqual({ at: FIRST_BAD + 10, by: 'watcher', text: 'started: front.traffic' })
    expect(standing(lone, 3).steps).toEqual([])
  })
})
