/**
 * L18: a dry run changes nothing. A person's incident needs a person who asked for it in earnest; whoever only rehearsed
 * opens none, and so has no step that could change anything (L14 finds a change without one). What a rehearsal was kept
 * from asking is told as `refused`, and did not leave.
 */
import { spellsOf } from './happenings.js'
import type { Checker } from './law.js'

/** L18: a dry run changes nothing. */
export const dryRunChangesNothing: Checker = (story) => {
  const asked = spellsOf('operator', story)
  const inEarnest = asked.filter(({ event: { run } }) => !isRehearsal(run))
  const rehearsals = asked.filter(({ event: { run } }) => isRehearsal(run))
  if (rehearsals.length === 0) return []
  return story.runs
    .filter(({ atMs, trigger }) => trigger.kind === 'operator' && rehearsals.some(({ fromMs }) => fromMs <= atMs))
    .filter(({ atMs, id }) => {
      const before = story.runs.filter((run) => run.trigger.kind === 'operator' && run.id !== id && run.atMs < atMs)
      return before.length >= inEarnest.filter(({ fromMs }) => fromMs <= atMs).length
    })
    .map(({ atMs, id, move }) => ({ atMs, incident: id, what: `a rehearsal opened a ${move.kind}` }))
}

const isRehearsal = (words: string): boolean => words.split(/\s+/).includes('--dry-run')
