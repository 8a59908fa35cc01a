/**
 * L12: a failover that promotes states beforehand what it may lose, a switchover loses nothing, and what was lost is on
 * record afterwards: as counted, or as unknown with a reason, but never as nothing where something was lost.
 *
 * That what was told beforehand came true is not asked: lag may grow between the last look and the fence.
 */
import type { Breach, Checker } from './law.js'
import { entriesOf, type Run } from './runs.js'
import type { Story } from './story.js'

/** L12: loss is told before and measured after. */
export const lossTold: Checker = (story) => story.runs.flatMap((run) => [...untold(run), ...uncounted(run, story)])

function untold({ atMs, id, move, plan, waived }: Run): readonly Breach[] {
  if (!plan) return []
  const told = plan.expectedLossMs
  if (move.kind !== 'failover') {
    return told === 0 || told === undefined
      ? []
      : [{ atMs, incident: id, what: `a ${move.kind} that would lose writes` }]
  }
  const promotes = plan.steps.some(({ end }) => end === 'writer')
  if (!promotes || told !== undefined || waived.includes('replica-lag')) return []
  return [{ atMs, incident: id, what: 'a failover whose plan does not say what it may lose' }]
}

function uncounted(run: Run, { sceneAt }: Story): readonly Breach[] {
  const { closed, id, move } = run
  if (closed?.outcome !== 'recovered') return []
  const { atMs } = closed
  const lost = lostBy(sceneAt(atMs)) - lostBy(sceneAt(run.atMs))
  if (move.kind === 'switchover') {
    return lost > 0 ? [{ atMs, incident: id, what: `a switchover lost ${lost} acknowledged writes` }] : []
  }
  if (move.kind !== 'failover') return []
  const told = entriesOf(run.entries, 'verified').at(-1)?.event.loss
  if (!told) return [{ atMs, incident: id, what: 'closed as recovered, and nobody says what was lost' }]
  if (told.is === 'unknown')
    return told.because === '' ? [{ atMs, incident: id, what: 'a loss unknown without a reason' }] : []
  if (told.writes === 0 && lost > 0) return [{ atMs, incident: id, what: `lost ${lost} writes, recorded as none` }]
  return []
}

const lostBy = (scene: ReturnType<Story['sceneAt']>): number => scene?.lost.writes ?? 0
