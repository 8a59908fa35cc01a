/** The sentences an incident is summed up in, shared by the terminal's report and the post-mortem. */
import { describeMove } from '../model/move.js'
import { formatMs } from '../model/units.js'
import { lossLine, triggerLine } from './event-line.js'
import type { Incident } from './incident.js'
import { waivers } from './waivers.js'

/** `Recovery time 4.2 s, objective 5 min: met`, or why there is none. */
export function timeLine({ recovery, state }: Incident): string {
  const { timeMs, timeObjectiveMs } = recovery
  const objective = `objective ${formatMs(timeObjectiveMs)}`
  if (timeMs === undefined) return `Recovery time: ${NO_TIME[state]}, ${objective}`
  return `Recovery time ${formatMs(timeMs)}, ${objective}: ${timeMs <= timeObjectiveMs ? 'met' : 'missed'}`
}

const NO_TIME: Readonly<Record<Incident['state'], string>> = {
  open: 'not over yet',
  halted: 'not over yet',
  recovered: 'users were not seen served',
  done: 'none, nobody was moved',
  'went-back': 'none, nothing was moved in the end',
  abandoned: 'users were not seen served',
}

/** `Recovery point 40 ms (3 acknowledged writes lost, …), objective 30 s: met`, or why it is not known. */
export function pointLine({ recovery }: Incident): string {
  const { point, pointObjectiveMs } = recovery
  const objective = `objective ${formatMs(pointObjectiveMs)}`
  if (point.is === 'unknown') return `Recovery point: ${lossLine(point)}, ${objective}`
  const verdict = point.ms <= pointObjectiveMs ? 'met' : 'missed'
  return `Recovery point ${formatMs(point.ms)} (${lossLine(point)}), ${objective}: ${verdict}`
}

const STATES: Readonly<Record<Incident['state'], string>> = {
  open: 'is under way',
  halted: 'halted part-way',
  recovered: 'recovered',
  done: 'is done',
  'went-back': 'went back to where it began',
  abandoned: 'was abandoned',
}

/** What happened, in one sentence: the move, why it was made, and how it stands. */
export function storyLine(incident: Incident): string {
  const { app, because, move, state, trigger } = incident
  const why = state === 'open' ? '' : `: ${because.replace(/\.+$/, '')}`
  return `${app}: ${describeMove(move)} (${triggerLine(trigger)}) ${STATES[state]}${why}.`
}

/** A sentence for each guard that was overruled. */
export const waiverLines = (incident: Incident): readonly string[] =>
  waivers(incident).map(
    ({ by, guard, said, why }) =>
      `Waived by ${by}${why === undefined ? '' : ` (${why})`}: ${guard}, which said "${said}".`,
  )

/** When its recovery time starts counting: the first bad sample, else its opening; ms since the epoch. */
export const startOf = ({ openedAt, recovery }: Incident): number => recovery.firstBadAt ?? openedAt
