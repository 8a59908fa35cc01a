/** Drills and what came of them, for programs. Instants are in ms from a drill's minute 0. */
import { nameOf } from '../../model/place.js'
import { incidents } from '../../report/incident.js'
import type { Judged } from '../../sim/expect/judged.js'
import { openedIn } from '../../sim/expect/moves.js'
import { type Figures, hasPassed, serveAgain } from '../../sim/figures.js'
import { LAWS } from '../../sim/laws.js'
import { storyOf } from '../../sim/picture/story.js'
import type { Trace } from '../../sim/trace.js'
import type { Replayed } from './rehearse.js'

export interface DrillDocument {
  readonly file: string
  readonly title: string
  readonly seed: number
  readonly world: 'sim' | 'local'
  readonly passed: boolean
  readonly expectations: readonly Judged[]
  readonly laws: readonly { readonly law: string; readonly words: string; readonly at: number; readonly what: string }[]
  /** Which laws the run could be held to: wholly, or as far as what was seen goes. */
  readonly lawsChecked: Replayed['checked']
  readonly moves: readonly object[]
  readonly timeline: readonly { readonly at: number; readonly says: string }[]
  readonly recovery: object
  readonly calls: readonly CallCount[]
}

interface CallCount {
  readonly plane: string
  readonly does: 'read' | 'change'
  readonly outcome: string
  readonly count: number
}

/** One drill; the timeline holds what is worth telling. */
export function drillDocument(replayed: Replayed): DrillDocument {
  const { broken, checked, expectations, trace, world } = replayed
  const { file, seed, title } = trace.drill
  return {
    ...{ file, title, seed, world, passed: hasPassed(replayed), expectations },
    laws: broken.map(({ atMs: at, law, what }) => ({ law, words: wordsOf(law), at, what })),
    lawsChecked: checked,
    moves: openedIn(trace).map(({ atMs: at, incident, move, trigger }) => ({
      at,
      incident,
      move,
      trigger: trigger.kind,
    })),
    timeline: storyOf(trace)
      .filter(({ weight }) => weight >= 2)
      .map(({ atMs: at, says }) => ({ at, says })),
    recovery: {
      ...serveAgain(trace),
      incidents: incidents(trace.entries.map(({ entry }) => entry)).map(({ id, recovery, state }) => ({
        id,
        state,
        ...recovery,
      })),
    },
    calls: callCounts(trace),
  }
}

/** The whole answer of the command. */
export const drillsDocument = (all: readonly Replayed[], figures: Figures): object => ({
  drills: all.map(drillDocument),
  figures,
})

/** A law in the words users are promised it. */
export const wordsOf = (law: string): string => LAWS.find(({ id }) => id === law)?.words ?? ''

/** How many calls left for each plane, and what came of them. */
export function callCounts({ calls }: Trace): readonly CallCount[] {
  const counts = new Map<string, CallCount>()
  for (const { does, outcome, plane } of calls) {
    const key = `${nameOf(plane)} ${does} ${outcome}`
    const before = counts.get(key)
    counts.set(key, { plane: nameOf(plane), does, outcome, count: (before?.count ?? 0) + 1 })
  }
  return [...counts.values()].sort((a, b) => a.plane.localeCompare(b.plane, 'en') || b.count - a.count)
}
