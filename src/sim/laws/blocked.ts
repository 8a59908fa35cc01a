/**
 * L25: who wants to move and may not, or can not, says why at once. A hold has a reason and an explanation; a decision to
 * act leads to an incident, or says what objects; and none is held for hours for the sake of the same passing trouble
 * without a word of it in the mind that holds. What halted for what passes by itself is tried again.
 *
 * A person's command ends with a message, and one who only rehearses wants nothing done: neither is asked for an incident.
 * Whether a person was called leaves no trace of its own. Where controllers are kept from working (a crash, a pause, a cut
 * from the store) a decision may go without an incident.
 */

import type { Mind, Written } from '../trace.js'
import { isHampered, spellsOf } from './happenings.js'
import type { Breach, Checker } from './law.js'
import { entriesOf, type Run } from './runs.js'
import type { Story } from './story.js'

/** From a decision to its incident on record, with the store at its slowest. */
const SOON_MS = 2 * 60_000

/** What halted for what passes by itself is tried again by then, and so many times before it is a person's turn. */
const AGAIN_MS = 40 * 60_000
const TRIES = 8

/** L25: blocked is an answer. */
export const blockedSays: Checker = (story) => [
  ...story.trace.minds.flatMap((mind) => (mind.decision.kind === 'hold' ? silentHold(mind) : idleAct(mind, story))),
  ...story.runs.flatMap((run) => leftHalted(run, story)),
]

/** A person who gives orders may have asked for the halt. */
function leftHalted({ entries, id }: Run, story: Story): readonly Breach[] {
  const resumed = entriesOf(entries, 'resumed')
  return entriesOf(entries, 'halted').flatMap(({ atMs, event }) => {
    const dueMs = atMs + AGAIN_MS
    const isOver = entries.some((written) => written.atMs >= atMs && written.atMs <= dueMs && isOnward(written))
    const isPersons = spellsOf('operator', story).length > 0 || resumed.length >= TRIES
    if (!event.passes || isOver || isPersons || dueMs > story.trace.endedMs || isHampered(atMs, dueMs, story)) return []
    return [{ atMs, incident: id, what: 'halted for what passes by itself, and nobody tried again' }]
  })
}

const isOnward = ({ entry: { event } }: Written): boolean =>
  event.kind === 'resumed' || event.kind === 'incident-closed'

function silentHold({ atMs, decision, host }: Mind): readonly Breach[] {
  if (decision.kind !== 'hold') return []
  const mute = decision.considered.find(({ guards }) => guards.some(({ because }) => because === ''))
  return [
    ...(decision.reason === '' || decision.because === '' ? [{ atMs, what: `${host} holds without a reason` }] : []),
    ...(mute ? [{ atMs, what: `${host} lets a guard hold that does not say why` }] : []),
  ]
}

function idleAct({ atMs, blocked, decision, host }: Mind, story: Story): readonly Breach[] {
  const { runs, trace } = story
  if (
    decision.kind !== 'act' ||
    decision.trigger.kind === 'operator' ||
    blocked.length > 0 ||
    atMs + SOON_MS > trace.endedMs
  )
    return []
  if (isHampered(atMs - SOON_MS, atMs + SOON_MS, story)) return []
  // Who was deposed meanwhile learns so when it would act.
  const led = trace.leases.findLast((lease) => lease.atMs <= atMs)
  if (led !== undefined && led.host !== host) return []
  const opened = runs.some((run) => Math.abs(run.atMs - atMs) <= SOON_MS && run.move.kind === decision.move.kind)
  return opened ? [] : [{ atMs, what: `${host} decided to act, did not, and does not say why` }]
}
