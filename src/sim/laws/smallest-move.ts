/**
 * L3: a region is left only when the policy's share of its zones is impaired, or the region itself is; a zone only when it
 * is impaired, itself or by a plane that the app cannot live without. Judged by what the mover saw, not by how things were.
 */
import { basisIn, zonesNeeded } from './basis.js'
import type { Breach, Checker } from './law.js'
import type { Run } from './runs.js'
import type { Story } from './story.js'

/** L3: the smallest sufficient move. */
export const smallestMove: Checker = (story) =>
  story.runs.filter(({ byItself }) => byItself).flatMap((run) => needless(run, story))

function needless({ atMs, evidence, id, move }: Run, { policy }: Story): readonly Breach[] {
  if (move.kind === 'evacuate') {
    if (basisIn(evidence, move.region, policy).zones.has(move.zone)) return []
    return [{ atMs, incident: id, what: `${move.zone} was left, and nothing vital in it was impaired` }]
  }
  if (move.kind !== 'failover') return []
  const { region, zones } = basisIn(evidence, move.from, policy)
  const needed = zonesNeeded(move.from, policy)
  if (region.length > 0 || zones.size >= needed) return []
  const what = `${move.from} was left with ${zones.size} of its zones impaired; ${needed} make a region's move`
  return [{ atMs, incident: id, what }]
}
