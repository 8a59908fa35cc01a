/**
 * L5, as far as it is about when to move: not for a short disturbance, not for a mere partition, one move at a time, with
 * pauses between moves and between changes of direction; never back without a person, and not on first green.
 *
 * Durations are told by the mover's own clock, and the disturbance by true time too, so that a clock set forward does not
 * make one look long. A hold-down is judged by what the mover saw; an hour of clean control planes cannot be seen where
 * no signal tells of them, and a person's `failover` (not `--planned`) back home is no failback. A freeze and a thaw move
 * nothing: they keep no pause and count for none.
 */
import { type Assessment, effective } from '../../model/health.js'
import { isAside, targetOf } from '../../model/move.js'
import { atRegion, holds, nameOf, type Region, type Subject } from '../../model/place.js'
import { spellOf, zonesNeeded } from './basis.js'
import { breach } from './breach.js'
import { spellsOf } from './happenings.js'
import type { Breach, Checker } from './law.js'
import { moved, type Run } from './runs.js'
import type { Story } from './story.js'

/** L5: no flapping. */
export const noFlapping: Checker = (story) =>
  story.runs.flatMap((run, index) => {
    const earlier = story.runs.slice(0, index)
    return [
      ...atOnce(run, earlier),
      ...(run.byItself
        ? [...tooShort(run, story), ...mereSilence(run, story), ...tooSoon(run, earlier, story), ...there(run, earlier)]
        : []),
      ...(run.byItself ? [...failback(run), ...unasked(run, story)] : firstGreen(run, earlier, story)),
    ]
  })

function tooShort(run: Run, story: Story): readonly Breach[] {
  if (run.trigger.kind !== 'impairment') return []
  const limitMs = story.policy.decide.guards.disturbanceMs
  const lastedMs = run.openedAt - run.trigger.firstBadAt
  if (lastedMs < limitMs) return [breach(run, `for a disturbance of ${lastedMs} ms, at least ${limitMs} ms wanted`)]
  const first = seenBadAt(run, run.trigger.of, story)
  const truly = Math.round(run.atMs - first + roundMs(story))
  return truly < limitMs ? [breach(run, `by a clock that was set: the disturbance had truly lasted ${truly} ms`)] : []
}

/** When the mover first called `of` bad, or so many zones of it as make it bad. */
function seenBadAt(run: Run, of: Subject, story: Story): number {
  const since = (subject: Subject): number => spellOf(run, subject, story).at(-1)?.atMs ?? run.atMs
  if (of.kind !== 'region') return since(of)
  const zones = run.evidence.flatMap((each) => (each.of.kind === 'zone' && holds(of, each.of) ? [since(each.of)] : []))
  const nth = zones.sort((a, b) => a - b)[zonesNeeded(of.region, story.policy) - 1]
  return Math.min(since(of), nth ?? run.atMs)
}

/** A mind is told after its round: what it first shows may have been seen so long before. */
const roundMs = ({ policy: { observe } }: Story): number =>
  2.5 * observe.everyMs + Math.max(0, ...observe.signals.map(({ timeoutMs }) => timeoutMs)) + 5_000

/** From one look to the next, at most, the answers included. */
const betweenLooksMs = ({ policy: { observe } }: Story): number =>
  observe.everyMs * (1 + observe.jitterPercent / 100) +
  Math.max(0, ...observe.signals.map(({ timeoutMs }) => timeoutMs))

/** A place that was in trouble until a moment before it was cut off still counts as such; the silence may be all its own. */
const TOLD_LATE_MS = 60_000

function mereSilence(run: Run, story: Story): readonly Breach[] {
  const { move, trigger } = run
  if (move.kind !== 'failover' || trigger.kind !== 'impairment') return []
  const limitMs = story.policy.decide.guards.partitionMs
  const lastedMs = run.openedAt - trigger.firstBadAt
  if (lastedMs < limitMs && isSilent(run.evidence, move.from, story)) {
    return [breach(run, `after ${lastedMs} ms of mere silence, at least ${limitMs} ms wanted`)]
  }
  const cuts = spellsOf('partition', story).filter(({ event }) => event.between.includes(move.from))
  const { quorum, vantages } = story.policy.observe
  const blind = vantages.filter((from) =>
    cuts.some(({ event, fromMs, toMs }) => event.between.includes(from) && fromMs <= run.atMs && run.atMs < toMs),
  )
  // Fewer are outvoted: what the others saw was no silence.
  if (blind.length < quorum) return []
  const cut = cuts.find(
    ({ fromMs, toMs }) =>
      fromMs <= run.atMs &&
      run.atMs < Math.min(fromMs + limitMs, toMs) &&
      // One more cut in the midst of others begins nothing, nor does one after a gap that fell between two looks.
      !cuts.some((other) => other.fromMs < fromMs && other.toMs + betweenLooksMs(story) >= fromMs) &&
      isWell(move.from, fromMs - TOLD_LATE_MS, fromMs, story) &&
      isWell(move.from, fromMs, run.atMs, story),
  )
  return cut
    ? [breach(run, `${Math.round(run.atMs - cut.fromMs)} ms into a mere partition, while ${move.from} served well`)]
    : []
}

function isSilent(evidence: readonly Assessment[], from: Region, { policy }: Story): boolean {
  const tallies = evidence
    .filter(({ of }) => holds(atRegion(from), of))
    .flatMap((assessment) => assessment.tallies)
    .filter(({ reported }) => !reported)
  return !tallies.some(({ modes, pass }) => pass >= policy.observe.quorum || modes.some((mode) => mode !== 'silent'))
}

const WELL_PERCENT = 99

function isWell(region: Region, fromMs: number, toMs: number, { policy, scenesIn }: Story): boolean {
  const wrote = Object.keys(scenesIn(fromMs, fromMs)[0]?.writers ?? {})
  const zones = policy.regions.find((entry) => entry.region === region)?.zones ?? []
  const scenes = scenesIn(fromMs, toMs)
  return scenes.every(
    ({ writers, zones: served }) =>
      zones.every((zone) => (served[zone] ?? 100) >= WELL_PERCENT) &&
      wrote.every((database) => writers[database]?.includes(region) === true),
  )
}

/** One move at a time per app. */
function atOnce(run: Run, earlier: readonly Run[]): readonly Breach[] {
  const open = earlier.find(({ closed }) => closed === undefined || closed.atMs > run.atMs)
  return open ? [breach(run, `while incident ${open.id} was not finished`)] : []
}

function tooSoon(run: Run, earlier: readonly Run[], { policy, skewMs }: Story): readonly Breach[] {
  const { cooldownMs, directionMs } = policy.decide.guards
  if (isAside(run.move)) return []
  const before = earlier.filter((other) => moved(other) && !isAside(other.move))
  const ended = before.at(-1)
  const restedMs = ended ? Math.round(run.atMs - (ended.closed?.atMs ?? ended.atMs)) : Number.POSITIVE_INFINITY
  const turned = targetOf(run.move) ? before.findLast(({ move }) => targetOf(move)) : undefined
  const sinceMs = turned ? Math.round(run.atMs - turned.atMs) : Number.POSITIVE_INFINITY
  return [
    ...(restedMs + skewMs < cooldownMs
      ? [breach(run, `${restedMs} ms after the move before; ${cooldownMs} wanted`)]
      : []),
    ...(sinceMs + skewMs < directionMs
      ? [breach(run, `${sinceMs} ms after the change of region before, without a person; ${directionMs} wanted`)]
      : []),
  ]
}

/** To where the last move brought the app already: the mover does not know where it stands. */
function there(run: Run, earlier: readonly Run[]): readonly Breach[] {
  const last = earlier.findLast((other) => other.closed?.outcome === 'recovered' && targetOf(other.move) !== undefined)
  const to = targetOf(run.move)
  return last && to !== undefined && targetOf(last.move) === to
    ? [breach(run, `to ${to}, where the app is already`)]
    : []
}

const failback = (run: Run): readonly Breach[] =>
  run.move.kind === 'switchover' || run.move.kind === 'restore' ? [breach(run, 'back, and nobody asked for it')] : []

/** What the policy does not list waits for a person. */
function unasked(run: Run, { policy }: Story): readonly Breach[] {
  // What was frozen by itself is lifted by itself.
  return policy.decide.automatic.includes(run.move.kind === 'thaw' ? 'freeze' : run.move.kind)
    ? []
    : [breach(run, 'by itself, which the policy did not allow')]
}

function firstGreen(run: Run, earlier: readonly Run[], { policy, skewMs }: Story): readonly Breach[] {
  const { move } = run
  const { holdDownMs } = policy.decide.guards
  if (run.waived.includes('hold-down') || holdDownMs === 0) return []
  const left = earlier.filter(moved).findLast(({ move: was }) => {
    if (move.kind === 'restore') return was.kind === 'evacuate' && was.zone === move.zone
    return move.kind === 'switchover' && was.kind === 'failover' && was.from === move.to
  })
  if (!left) return []
  const places = run.evidence.filter(({ of }) =>
    move.kind === 'restore'
      ? of.kind === 'zone' && of.zone === move.zone
      : of.kind !== 'plane' && of.region === targetOf(move),
  )
  const green = places.find((place) => effective(place) !== 'healthy')
  if (green) return [breach(run, `back while ${nameOf(green.of)} was ${effective(green)}`)]
  const cleanSince = Math.max(left.openedAt, ...places.map(({ measured }) => measured.since))
  const outageMs = cleanSince - (left.opened.firstBadAt ?? left.openedAt)
  const wantedMs = Math.max(holdDownMs, 2 * outageMs)
  const cleanMs = run.openedAt - cleanSince
  return cleanMs + 2 * skewMs < wantedMs
    ? [breach(run, `back after ${cleanMs} ms of green; ${wantedMs} ms wanted`)]
    : []
}
