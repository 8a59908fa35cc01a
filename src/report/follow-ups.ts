/**
 * What a person should do after an incident, from what its journal says: losses to look through, what was carried on
 * without, guards that were overruled, what was not prepared on a calm day (laws 10, 12, 20, 27).
 */
import { describeMove, sourceOf } from '../model/move.js'
import { formatMs } from '../model/units.js'
import type { Incident } from './incident.js'

/** One sentence each, the most urgent first. */
export function followUps(incident: Incident): readonly string[] {
  return [
    ...whereItStands(incident),
    ...lossesToCheck(incident),
    ...beforeReturning(incident),
    ...leftUndone(incident),
    ...overruled(incident),
    ...objectives(incident),
    ...unprepared(incident),
  ]
}

function whereItStands({ id, next, state, verification }: Incident): readonly string[] {
  if (state === 'halted') return [`Halted part-way. Next: ${next ?? `look at incident ${id}, then "failover resume"`}.`]
  if (state === 'open') return [`Still open: "failover status" says how far it is; "failover resume" takes it up.`]
  if (state === 'recovered' && verification?.is !== 'served')
    return ['It was closed without users seen served: look through the public name.']
  return []
}

function lossesToCheck({ loss, move }: Incident): readonly string[] {
  if (!loss || move.kind !== 'failover') return []
  if (loss.is === 'unknown')
    return [`Count what ${move.from} acknowledged and ${move.to} never had; it was not counted: ${loss.because}.`]
  if (loss.writes === 0) return []
  return [
    `Decide on ${loss.writes} writes that ${move.from} acknowledged and ${move.to} never had, over ${formatMs(loss.ms)}, before anything fails back.`,
  ]
}

function beforeReturning({ move, state }: Incident): readonly string[] {
  if (move.kind === 'evacuate' && state === 'recovered')
    return [`Bring ${move.zone} back with "failover back" once it has been healthy for a while.`]
  if (move.kind !== 'failover' || state !== 'recovered') return []
  return [
    `See that the writer in ${sourceOf(move)} is fenced before anything routes there again; "failover back" rebuilds it as a replica first.`,
  ]
}

function leftUndone({ steps }: Incident): readonly string[] {
  return steps
    .filter(({ state }) => state === 'failed')
    .map(({ because, step }) => `Do by hand what failed: ${step.says} (${because}).`)
}

function overruled({ decision, move }: Incident): readonly string[] {
  const chosen = decision.considered.find((candidate) => describeMove(candidate.move) === describeMove(move))
  return (chosen?.guards ?? [])
    .filter(({ is }) => is === 'waived')
    .map(({ because, guard }) => `Guard ${guard} was waived; look at what it said: ${because}.`)
}

function objectives({ loss, recovery }: Incident): readonly string[] {
  const { pointObjectiveMs, segments, timeMs, timeObjectiveMs } = recovery
  const longest = [...segments].sort((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs))[0]
  const slow =
    timeMs !== undefined && timeMs > timeObjectiveMs
      ? [
          `Recovery took ${formatMs(timeMs)}, objective ${formatMs(timeObjectiveMs)}; most of it was "${longest?.name ?? ''}".`,
        ]
      : []
  const lost =
    loss?.is === 'known' && loss.ms > pointObjectiveMs
      ? [
          `${formatMs(loss.ms)} of writes were lost, objective ${formatMs(pointObjectiveMs)}: look at the replica's lag.`,
        ]
      : []
  return [...slow, ...lost]
}

function unprepared({ plan }: Incident): readonly string[] {
  const missing = (plan?.steps ?? []).flatMap(({ passedOver }) => passedOver)
  return missing
    .filter(({ because }) => because === 'unprepared')
    .map(({ detail, step, tactic }) => `Prepare on a calm day, for ${step} by ${tactic}: ${detail}.`)
}
