/**
 * Replays a drill in the local cloud, in real time: real servers, databases and names break, the real watcher and the real
 * command answer, and what came of it is what was seen: the journal as it was written, what the watchers told of their
 * minds, orders as customers placed them, databases as they answered, and orders counted at the end where they now are.
 */
import type { WatchEvent } from '../../daemon/events.js'
import { OperatingError } from '../../model/error.js'
import type { Region } from '../../model/place.js'
import type { Breakage } from '../../providers/local/cloud/local-cloud.js'
import type { Drill, DrillEvent } from '../../sim/drill.js'
import type { Scene, Trace } from '../../sim/trace.js'
import { breakagesOf } from './breakages.js'
import { lossIn, scenesOf } from './scenes.js'
import { type Ends, type Stage, setStage } from './stage.js'
import { leasesIn, writtenIn } from './written.js'

export interface LocalRun {
  readonly trace: Trace
  /** Why what was lost could not be counted. */
  readonly uncounted?: string
}

export interface LocalParts {
  /** The drill's policy, as it was written. */
  readonly policy: { readonly file: string; readonly text: string }
  /** Gives up the drill; nothing is left of it then. */
  readonly signal: AbortSignal
  /** What is done to the cloud and what the watchers tell, as it happens; ms from minute 0, absent before it. */
  readonly onHappened: (event: DrillEvent, ends: boolean, atMs: number) => void
  readonly onEvent: (host: string, event: WatchEvent) => void
  /** What an operator's command answered in the end. */
  readonly onAnswer: (by: string, says: string) => void
}

/** The whole drill; throws `OperatingError` when it was given up, or something that is no part of it went wrong. */
export async function runLocalDrill(drill: Drill, parts: LocalParts): Promise<LocalRun> {
  const ends: Ends = []
  try {
    const { onAnswer, onEvent, policy, signal } = parts
    const stage = await setStage({ drill, policy, signal, onEvent, onAnswer }, ends)
    const played = await play(stage, drill, parts)
    return await recordOf(stage, drill, played)
  } finally {
    for (const end of ends.reverse()) await end()
  }
}

interface Played {
  readonly startedAt: number
  readonly happened: Trace['happened']
}

/** Minute 0 is now; returns at the drill's end. */
async function play(stage: Stage, drill: Drill, { onHappened, signal }: LocalParts): Promise<Played> {
  const { clock } = stage.world
  const startedAt = clock.now()
  const began = clock.monotonic()
  const happened: Trace['happened'][number][] = []
  const faults: unknown[] = []
  const acts = actsOf(drill)
  const underWay: Promise<void>[] = []
  for (const { atMs, ends, event } of acts) {
    await clock.sleep(began + atMs - clock.monotonic(), signal)
    mustGoOn(stage, faults, signal)
    // A timer may ring a moment early.
    const nowMs = Math.max(atMs, Math.round(clock.monotonic() - began))
    happened.push({ atMs: nowMs, event, ends })
    onHappened(event, ends, nowMs)
    // What follows comes at its time, also while a region is still starting.
    underWay.push(bringAbout(stage, drill, event, ends).catch((thrown: unknown) => void faults.push(thrown)))
  }
  await clock.sleep(began + drill.untilMs - clock.monotonic(), signal)
  await Promise.all(underWay)
  mustGoOn(stage, faults, signal)
  return { startedAt, happened }
}

function mustGoOn({ operators }: Stage, faults: readonly unknown[], signal: AbortSignal): void {
  if (signal.aborted) throw new OperatingError('timed-out', 'the drill was given up')
  if (faults.length > 0) throw faults[0]
  operators.check()
}

/** Beginnings and ends of all events, in order; at one instant what ends comes first. */
function actsOf({ events, untilMs }: Drill): readonly { atMs: number; ends: boolean; event: DrillEvent }[] {
  return events
    .flatMap((event) => {
      const begins = { atMs: event.atMs, ends: false, event }
      const isBrief = event.kind === 'controller' || event.kind === 'operator'
      const endMs = event.atMs + (event.forMs ?? Number.POSITIVE_INFINITY)
      return isBrief || endMs > untilMs ? [begins] : [begins, { atMs: endMs, ends: true, event }]
    })
    .sort((a, b) => a.atMs - b.atMs || Number(b.ends) - Number(a.ends))
}

async function bringAbout(stage: Stage, { policy }: Drill, event: DrillEvent, ends: boolean): Promise<void> {
  const { harness, operators, watchers } = stage
  if (event.kind === 'operator') return operators.give(event.run)
  if (event.kind === 'controller') {
    if (event.does === 'crash') return watchers.crash(event.who)
    if (event.does === 'restart') return watchers.restart(event.who)
    return watchers.pause(event.who, event.forMs ?? 0)
  }
  const found = breakagesOf(event, policy)
  const breakages: readonly Breakage[] = found.is === 'made' ? found.breakages : []
  for (const breakage of breakages) {
    if (ends) await harness.heal(breakage.target)
    else await harness.break(breakage)
  }
}

async function recordOf(stage: Stage, drill: Drill, { happened, startedAt }: Played): Promise<LocalRun> {
  const { customers, harness, operators, sampler, watchers, world } = stage
  const endedAt = world.clock.now()
  await Promise.all([sampler.stop(), customers.stop()])
  const counted = await countedIn(stage)
  const entries = writtenIn(await world.store.read(), watchers.leases, startedAt)
  const fromStart = <Of extends { readonly atMs: number }>(each: Of): Of => ({
    ...each,
    atMs: Math.max(0, Math.round(each.atMs - startedAt)),
  })
  const scenes = scenesOf({
    ...{ policy: drill.policy, layout: harness.layout, startedAt, lost: counted.lost },
    ...{ samples: sampler.samples, zones: sampler.zones, tries: customers.tries },
  })
  const trace: Trace = {
    ...{ drill, startedAt, endedMs: Math.round(endedAt - startedAt), entries, scenes, happened, calls: [] },
    minds: [...watchers.minds, ...operators.minds].map(fromStart).sort((a, b) => a.atMs - b.atMs),
    leases: leasesIn(entries, watchers.leases.map(fromStart)),
    answers: operators.answers.map(fromStart),
  }
  return { trace, ...(counted.uncounted === undefined ? {} : { uncounted: counted.uncounted }) }
}

const COUNT_MS = 10_000

/** Nothing assumed: the orders are asked of the database that takes writes now. */
async function countedIn({
  cloud,
  customers,
  harness,
}: Stage): Promise<{ readonly lost: Scene['lost']; readonly uncounted?: string }> {
  const { regions } = await harness.status()
  const writers: readonly Region[] = regions.flatMap((each) => (each.database.role === 'writer' ? [each.region] : []))
  const [writer] = writers
  const none = { writes: 0, ms: 0 }
  if (writer === undefined) return { lost: none, uncounted: 'no database took writes at the end' }
  if (writers.length > 1) return { lost: none, uncounted: `${writers.join(' and ')} both took writes at the end` }
  const rows = await cloud.query(writer, 'SELECT number FROM orders', [], AbortSignal.timeout(COUNT_MS))
  return { lost: lossIn(customers.tries, new Set(rows.map(({ number }) => Number(number)))) }
}
