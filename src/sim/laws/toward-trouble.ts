/**
 * L4: never to where the same signals fail, nor by itself out of a zone for wrong answers that others give too, where what is vital is not healthy, where most zones truly answer nobody, to
 * the same fate, or with too little useful capacity standing there when traffic comes; unless a person waived that guard.
 *
 * What the mover could not know yet is not held against it: a truth counts once it has lasted long enough to be seen.
 * That the replica could be promoted shows in L11: no traffic without a writer.
 */
import { type Assessment, effective, type FailureMode } from '../../model/health.js'
import { sourceOf, targetOf } from '../../model/move.js'
import { nameOf, type Region, regionOf } from '../../model/place.js'
import type { Policy } from '../../policy/policy.js'
import { condemns } from './basis.js'
import { breach } from './breach.js'
import { isStruck } from './happenings.js'
import type { Breach, Checker } from './law.js'
import { entriesOf, type Run } from './runs.js'
import type { Story } from './story.js'

/** L4: no move toward trouble. */
export const towardTrouble: Checker = (story) =>
  story.runs.flatMap((run) => {
    const to = targetOf(run.move)
    if (!to) return run.byItself ? wrongInOthers(run, story) : []
    const waived = (guard: Run['waived'][number]): boolean => run.waived.includes(guard)
    return [
      ...(waived('standby-health')
        ? []
        : [...sick(run, to, story), ...sameSignals(run, to, story), ...dead(run, to, story)]),
      ...(waived('shared-fate') ? [] : sameFate(run, to, story)),
      ...(waived('standby-capacity') ? [] : tooSmall(run, to, story)),
    ]
  })

function sick(run: Run, to: Region, { policy }: Story): readonly Breach[] {
  return run.evidence
    .filter((assessment) => isVitalTo(assessment, to, policy) && effective(assessment) !== 'healthy')
    .map((assessment) => breach(run, `to ${to}, where ${nameOf(assessment.of)} was ${effective(assessment)}`))
}

const isVitalTo = ({ of }: Assessment, to: Region, { decide }: Policy): boolean =>
  of.kind === 'plane'
    ? of.at.kind === 'region' &&
      of.at.region === to &&
      of.side === 'data' &&
      decide.regionImpairedWhen.planes.includes(of.service)
    : of.kind === 'region' && of.region === to

function sameSignals(run: Run, to: Region, { policy }: Story): readonly Breach[] {
  const failing = (in_: Region): readonly string[] =>
    run.evidence
      .filter(({ of }) => regionOf(of) === in_)
      .flatMap(({ tallies }) => tallies)
      .filter((tally) => !tally.reported && condemns(tally, policy))
      .map(({ signal }) => signal)
  const there = new Set(failing(to))
  const same = [...new Set(failing(sourceOf(run.move)))].filter((signal) => there.has(signal))
  return same.map((signal) => breach(run, `to ${to}, where ${signal} failed as it did in ${sourceOf(run.move)}`))
}

/**
 * A release answers wrongly in many zones: to leave one of them mends nothing. Where a plane in the zone is what failed, and
 * not the zone by its own answers, those are not what it is left for.
 */
function wrongInOthers(run: Run, { policy }: Story): readonly Breach[] {
  const { move } = run
  if (move.kind !== 'evacuate') return []
  const own = run.evidence.find(({ of }) => of.kind === 'zone' && of.zone === move.zone)
  if (own && effective(own) !== 'impaired') return []
  const wrong = run.evidence.flatMap(({ of, tallies }) =>
    of.kind === 'zone'
      ? tallies
          .filter((tally) => !tally.reported && condemns(tally, policy) && tally.modes.every(isWrong))
          .map(({ signal }) => ({ zone: of.zone, signal }))
      : [],
  )
  const left = new Set(wrong.filter(({ zone }) => zone === move.zone).map(({ signal }) => signal))
  return wrong
    .filter(({ signal, zone }) => zone !== move.zone && left.has(signal))
    .map(({ signal, zone }) => breach(run, `for wrong answers to ${signal}, which ${zone} gave as well`))
}

const isWrong = (mode: FailureMode): boolean => mode === 'wrong-answer'

/** Long enough for every round that it takes to call a place impaired, and two more. */
const seenAfterMs = ({ assess, observe }: Policy): number => (assess.impairedAfter + 2) * observe.everyMs * 1.5 + 30_000

/** A zone that answers so few is taken for dead; a standby without a writer of its own still reads. */
const DEAD_PERCENT = 5

function dead(run: Run, to: Region, { policy, scenesIn }: Story): readonly Breach[] {
  const zones = policy.regions.find(({ region }) => region === to)?.zones ?? []
  const scenes = scenesIn(run.atMs - seenAfterMs(policy), run.atMs)
  const deadAll = zones.filter((zone) => scenes.every((scene) => (scene.zones[zone] ?? 100) <= DEAD_PERCENT))
  if (scenes.length === 0 || deadAll.length * 2 <= zones.length || run.atMs < seenAfterMs(policy)) return []
  return [breach(run, `to ${to}, where ${deadAll.join(', ')} had answered nobody for long`)]
}

function sameFate(run: Run, to: Region, { policy }: Story): readonly Breach[] {
  if (run.move.kind !== 'failover') return []
  const fate = (of: Region): string | undefined => policy.regions.find(({ region }) => region === of)?.fate
  const from = sourceOf(run.move)
  return fate(from) === fate(to) ? [breach(run, `to ${to}, which shares the fate of ${from}`)] : []
}

/** Judged when the first users are sent there: capacity may be made on the way. */
function tooSmall(run: Run, to: Region, story: Story): readonly Breach[] {
  const { policy, scenesIn } = story
  const limit = policy.decide.guards.standbyCapacityPercent
  const traffic = new Set(run.plan?.steps.flatMap(({ end, id }) => (end === 'traffic' ? [id] : [])))
  const first = entriesOf(run.entries, 'step-started').find(({ event }) => traffic.has(event.step))
  if (!first) return []
  const scenes = scenesIn(first.atMs - seenAfterMs(policy), first.atMs)
  const most = Math.max(...scenes.map(({ capacity }) => capacity[to] ?? 100))
  if (scenes.length === 0 || most >= limit || isStruck(to, run.atMs, first.atMs, story)) return []
  return [{ ...breach(run, `sent users to ${to} with ${most} % of the capacity, ${limit} % wanted`), atMs: first.atMs }]
}
