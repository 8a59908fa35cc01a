/**
 * L22: by itself at most one zone, or the policy's share of capacity, in ten minutes; never the last zone that serves, nor
 * the last that is well, whoever asks. Serving zones are those that truly have weight behind the name. Zones are counted
 * as equal shares of capacity, as the policy does not tell what each runs.
 */
import { effective } from '../../model/health.js'
import { breach } from './breach.js'
import type { Breach, Checker } from './law.js'
import { moved, type Run } from './runs.js'
import type { Story } from './story.js'

const WINDOW_MS = 10 * 60_000

/** L22: a bounded hand. */
export const boundedHand: Checker = (story) =>
  story.runs.flatMap((run, index) => tooMuch(run, story.runs.slice(0, index), story))

function tooMuch(run: Run, earlier: readonly Run[], { policy, sceneAt, skewMs }: Story): readonly Breach[] {
  const { move } = run
  if (move.kind !== 'evacuate' || run.waived.includes('bounded-hand')) return []
  const zones = policy.regions.find(({ region }) => region === move.region)?.zones ?? []
  const answers = sceneAt(run.atMs)?.answers ?? {}
  const serving = zones.filter((zone) => (answers[zone] ?? 1) > 0)
  const staying = serving.filter((zone) => zone !== move.zone)
  if (staying.length === 0) return [breach(run, `takes the last zone of ${move.region} that served`)]
  const known = run.evidence.filter(({ of }) => of.kind === 'zone' && staying.includes(of.zone))
  const anyWell = known.some((assessment) => effective(assessment) === 'healthy')
  const breaches = anyWell ? [] : [breach(run, `though none of ${staying.join(', ')} was known to be well`)]
  if (!run.byItself) return breaches
  const lately = earlier.filter(
    (other) =>
      other.byItself && other.move.kind === 'evacuate' && moved(other) && run.atMs - other.atMs < WINDOW_MS - skewMs,
  )
  const share = (100 * (lately.length + 1)) / (serving.length + lately.length)
  const handPercent = policy.decide.guards.handPercent
  if (lately.length > 0) breaches.push(breach(run, `within ten minutes of leaving ${lately.map(zoneOf).join(', ')}`))
  else if (serving.includes(move.zone) && share > handPercent) {
    breaches.push(breach(run, `which took out ${share} % of what served, ${handPercent} % at most`))
  }
  return breaches
}

const zoneOf = ({ move }: Run): string => ('zone' in move ? move.zone : '')
