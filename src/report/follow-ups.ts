/**
 * What a person should do after an incident, from what its journal says: losses to look through, what was carried on
 * without, guards that were overruled, what was not prepared on a calm day (laws 10, 12, 20, 27).
 */
import { sourceOf } from '../model/move.js'
import { formatMs } from '../model/units.js'
import type { Incident } from './incident.js'
import { waivers } from './waivers.js'

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

function whereItStands(incident: Incident): readonly string[] {
  const { because, id, move, next, state, verification } = incident
  switch (state) {
    case 'halted':
      return [`Halted part-way. Next: ${next ?? `look at incident ${id}, then "failover resume"`}.`]
    case 'open':
      return [`Still open: "failover status" says how far it is; "failover resume" takes it up.`]
    case 'went-back':
      return [`It changed nothing in the end. Mend what made it go back before the next try: ${because}.`]
    case 'abandoned':
      return [`Abandoned with ${stepsDone(incident)}: "failover status" says where the app stands now.`]
    case 'recovered':
      if (verification?.is !== 'served')
        return ['It was closed without users seen served: look through the public name.']
      return verification.writes ? [] : [UNTRIED]
    case 'done':
      return move.kind === 'freeze'
        ? [
            `${move.region} stays frozen until it is thawed: "failover status" says for how long, "failover thaw ${move.region}" lifts it.`,
          ]
        : []
  }
}

const UNTRIED = 'Recovery was judged by reads alone: see that writes land, and name one in the policy (verify.write).'

function stepsDone({ steps }: Incident): string {
  const done = steps.filter(({ state }) => state === 'done').length
  return `${done} of ${counted(steps.length, 'step')} done`
}

function lossesToCheck(incident: Incident): readonly string[] {
  const { loss, move, state, steps } = incident
  if (move.kind !== 'failover') return []
  const asked = (why: string): readonly string[] => [
    `Count what ${move.from} acknowledged and ${move.to} never had; it was not counted: ${why}.`,
  ]
  const promoted = steps.some(({ step, state: at }) => step.end === 'writer' && at === 'done')
  if (!loss) return promoted && state === 'abandoned' ? asked('the incident was closed before') : []
  if (loss.is === 'unknown') return asked(loss.because)
  if (loss.writes === 0) return []
  const writes = counted(loss.writes, 'write')
  return [
    `Decide on ${writes} that ${move.from} acknowledged and ${move.to} never had, over ${formatMs(loss.ms)}, before anything fails back.`,
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

/** While it can still be resumed, and once it went back, a failed step is nobody's to do by hand. */
function leftUndone({ state, steps }: Incident): readonly string[] {
  if (state !== 'recovered' && state !== 'abandoned' && state !== 'done') return []
  return steps.flatMap(({ because, state: at, step: { says } }) => {
    if (at === 'failed') return [`Do by hand what failed: ${says} (${because}).`]
    if (at === 'running') return [`See whether this happened; it was begun and never seen to hold: ${says}.`]
    return at === 'waiting' ? [`Do by hand, or undo what came before it: ${says} (never begun).`] : []
  })
}

const overruled = (incident: Incident): readonly string[] =>
  waivers(incident).map(({ guard, said }) => `Guard ${guard} was waived; look at what it said: ${said}.`)

function objectives({ loss, recovery }: Incident): readonly string[] {
  const { pointObjectiveMs, segments, timeMs, timeObjectiveMs } = recovery
  const longest = [...segments].sort((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs))[0]
  const most = longest ? `; most of it went by until it was "${longest.name}"` : ''
  const slow =
    timeMs !== undefined && timeMs > timeObjectiveMs
      ? [`Recovery took ${formatMs(timeMs)}, objective ${formatMs(timeObjectiveMs)}${most}.`]
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
  const missing = [...(plan?.steps ?? []).flatMap(({ passedOver }) => passedOver), ...(plan?.leftOut ?? [])]
  return missing
    .filter(({ because }) => because === 'unprepared')
    .map(({ detail, step, tactic }) => `Prepare on a calm day, for ${step} by ${tactic}: ${detail}.`)
}

const counted = (count: number, one: string): string => `${count} ${count === 1 ? one : `${one}s`}`
