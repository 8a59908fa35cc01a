/**
 * L15: epochs only grow; nothing is written or changed under an older epoch than the newest granted; and a new holder
 * takes up the open incident before it does anything else.
 *
 * A call may be on its way when a lease is lost: only one that begins after is held against its caller. Whether two
 * leases overlapped in true time cannot be seen, as a trace has no ends of leases.
 */
import { isHampered, spellsOf } from './happenings.js'
import type { Breach, Checker } from './law.js'
import { type Run, runsOf } from './runs.js'
import { lastAt, type Story } from './story.js'

/** L15: only the lease holder acts. */
export const leaseHolderOnly: Checker = (story) => [
  ...shrunk(story),
  ...wroteDeposed(story),
  ...changedDeposed(story),
  ...forgotten(story),
  ...decidedFirst(story),
  ...watchedOn(story),
]

const shrunk = ({ trace: { leases } }: Story): readonly Breach[] =>
  leases.flatMap(({ atMs, epoch, host }, index) => {
    const before = leases[index - 1]
    if (!before || epoch > before.epoch) return []
    return [{ atMs, what: `${host} was granted epoch ${epoch} after epoch ${before.epoch}` }]
  })

/** The newest epoch granted before `atMs`; of one granted at that very instant nobody can tell which came first. */
function newestBefore({ trace: { leases } }: Story, atMs: number): number {
  return leases[lastAt(leases, atMs - 1)]?.epoch ?? Number.NEGATIVE_INFINITY
}

function wroteDeposed(story: Story): readonly Breach[] {
  const { entries } = story.trace
  return entries.flatMap(({ atMs, entry: { epoch, seq }, host }, index) => {
    const before = entries[index - 1]?.entry
    const newest = Math.max(newestBefore(story, atMs), before?.epoch ?? 0)
    return [
      ...(epoch < newest ? [{ atMs, what: `${host} wrote under epoch ${epoch} after ${newest} was granted` }] : []),
      ...(before && seq !== before.seq + 1 ? [{ atMs, what: `entry ${seq} follows entry ${before.seq}` }] : []),
    ]
  })
}

const changedDeposed = (story: Story): readonly Breach[] =>
  story.trace.calls.flatMap(({ atMs, does, epoch, host, outcome, what }) => {
    const newest = newestBefore(story, atMs)
    if (does === 'read' || outcome === 'refused' || newest === Number.NEGATIVE_INFINITY) return []
    if (epoch === undefined) return [{ atMs, what: `${host} asked "${what}" under no epoch` }]
    return epoch < newest
      ? [{ atMs, what: `${host} asked "${what}" under epoch ${epoch}, after ${newest} was granted` }]
      : []
  })

/** One that is halted waits for a person, and nobody else. */
function forgotten({ trace: { entries } }: Story): readonly Breach[] {
  return entries.flatMap(({ atMs, entry }, index) => {
    const before = entries[index - 1]
    if (!before || before.entry.epoch === entry.epoch) return []
    const open = runsOf({ entries: entries.slice(0, index) }).find(isCutOff)
    if (!open || (entry.event.kind === 'resumed' && entry.incident === open.id)) return []
    return [
      { atMs, what: `epoch ${entry.epoch} began with "${entry.event.kind}", and ${open.id} was open and cut off` },
    ]
  })
}

/** A look that was under way when the lease was lost, and what is told of it. */
const UNDER_WAY_MS = 30_000

/** From when on nothing that had begun by `atMs` kept controllers from working. */
const freeMs = (atMs: number, story: Story): number =>
  [...spellsOf('controller', story), ...spellsOf('partition', story)]
    .filter(({ fromMs, toMs }) => fromMs <= atMs && toMs >= atMs)
    .reduce((latest, { toMs }) => Math.max(latest, toMs), atMs)

/** Who was deposed does not go on judging: what a watcher makes of things is kept for whoever leads next. */
function watchedOn(story: Story): readonly Breach[] {
  const { leases, minds } = story.trace
  const { everyMs } = story.policy.observe
  return leases.flatMap(({ host }, index) => {
    const next = leases[index + 1]
    if (!next || next.host === host) return []
    // Who slept through it, or could not reach the store, learns of it after that.
    const fromMs = freeMs(next.atMs, story) + 2.5 * everyMs + UNDER_WAY_MS
    const untilMs = leases.slice(index + 1).find((each) => each.host === host)?.atMs ?? story.trace.endedMs
    const mind = minds.find((each) => each.host === host && each.atMs > fromMs && each.atMs < untilMs)
    if (!mind || isHampered(fromMs, mind.atMs, story)) return []
    return [{ atMs: mind.atMs, what: `${host} judged on, deposed by ${next.host}` }]
  })
}

const isCutOff = ({ closed, entries }: Run): boolean => {
  const last = entries.at(-1)?.entry.event.kind
  return closed === undefined && last !== 'halted' && last !== 'note'
}

/** What a new holder makes of things is told only once it has taken up what was cut off. */
function decidedFirst(story: Story): readonly Breach[] {
  const { runs, trace } = story
  return trace.leases.flatMap(({ atMs, epoch, host }, index) => {
    const untilMs = trace.leases[index + 1]?.atMs ?? trace.endedMs
    const mind = trace.minds.find((each) => each.host === host && each.atMs > atMs && each.atMs < untilMs)
    if (!mind || index === 0) return []
    const cut = runs.find(({ closed, entries, ...run }) => {
      const before = entries.filter((each) => each.atMs <= atMs)
      return (
        before.length > 0 && isCutOff({ ...run, entries: before, ...(closed && closed.atMs <= atMs ? { closed } : {}) })
      )
    })
    const isTakenUp = cut?.entries.some((each) => each.entry.epoch === epoch && each.atMs <= mind.atMs)
    // One that a person asked to halt is left to a person.
    const isAsked = spellsOf('operator', story).some(
      ({ event, fromMs }) => event.run.startsWith('halt') && fromMs <= mind.atMs,
    )
    return cut && !isTakenUp && !isAsked
      ? [{ atMs: mind.atMs, what: `${host} judged under epoch ${epoch} before it took up ${cut.id}` }]
      : []
  })
}
