/**
 * L17: recovered is said only of what users truly have: the name leads where the move went, what stands there answers, and
 * writes land there; a zone that was left gets nothing more by the name.
 *
 * How many users must have followed is not asked: clients that keep an answer beyond its time are counted as stragglers.
 * Where nobody tells the mover what to write, it claims reads alone.
 */
import { isAside } from '../../model/move.js'
import type { Breach, Checker } from './law.js'
import { entriesOf, type Run } from './runs.js'
import type { Story } from './story.js'

const ANSWERING_PERCENT = 50

/** L17: recovered means users see it. */
export const usersSeeIt: Checker = (story) => story.runs.flatMap((run) => tooEarly(run, story))

function tooEarly(run: Run, story: Story): readonly Breach[] {
  if (run.closed?.outcome !== 'recovered') return []
  const { atMs } = run.closed
  const breach = (what: string, at = atMs): Breach => ({ atMs: at, incident: run.id, what })
  const served = entriesOf(run.entries, 'verified').findLast(({ event }) => event.verification.is === 'served')
  if (!served) return [breach('closed as recovered, and users were never seen served')]
  return falsely(run, served.atMs, story).map((what) => breach(`recovered was said, but ${what}`, served.atMs))
}

function falsely({ move, plan }: Run, atMs: number, { policy, sceneAt, trace }: Story): readonly string[] {
  const scene = sceneAt(atMs)
  if (!scene || isAside(move)) return []
  const weight = (zone: string): number => scene.answers[zone] ?? 0
  if (move.kind === 'evacuate') return weight(move.zone) > 0 ? [`the name still led to ${move.zone}`] : []
  if (move.kind === 'restore') return weight(move.zone) > 0 ? [] : [`the name did not lead to ${move.zone}`]
  const zones = policy.regions.find(({ region }) => region === move.to)?.zones.filter((zone) => weight(zone) > 0) ?? []
  const answering = zones.filter((zone) => (scene.zones[zone] ?? 0) >= ANSWERING_PERCENT)
  const promoted = new Set(plan?.steps.flatMap(({ action, end }) => (end === 'writer' ? [action.resource] : [])))
  const mute = Object.entries(scene.writers).filter(
    ([name, regions]) => promoted.has(name) && !regions.includes(move.to),
  )
  return [
    ...(zones.length === 0 ? [`the name led to no zone of ${move.to}`] : []),
    ...(zones.length > 0 && answering.length === 0 ? [`nothing in ${move.to} answered rightly`] : []),
    ...mute.map(([name]) => `${name} took no writes in ${move.to}`),
    ...(trace.scenes.length > 0 && (scene.users[move.to] ?? 0) === 0 ? [`no user's requests went to ${move.to}`] : []),
  ]
}
