/**
 * L6: where block storage is stuck and something of the app stands on it, whoever watches block storage there does not go
 * on calling the place sound. Judged where it can be: the policy watches EBS by zone, everything in the zone has an EBS
 * root, the trouble is plain and lasts, and nothing else blinds the watcher. What must be done of it is L3's and L25's.
 */
import { effective } from '../../model/health.js'
import { type Region, regionOf, type ZoneId } from '../../model/place.js'
import { isHampered, type Spell, spellsOf } from './happenings.js'
import type { Breach, Checker } from './law.js'
import type { Story } from './story.js'

const PLAIN_PERCENT = 80

/** L6: gray failure counts. */
export const grayCounts: Checker = (story) => {
  const { policy } = story
  const watches = policy.observe.signals.some(
    (signal) => 'watch' in signal && signal.watch === 'ebs' && signal.per === 'zone' && signal.weight !== 'evidence',
  )
  const roots = Object.values(story.trace.drill.world.instances)
  if (!watches || roots.some(({ root }) => root !== 'ebs')) return []
  return spellsOf('impair', story).flatMap((spell) => unseen(spell, story))
}

function unseen({ event, fromMs, toMs }: Spell<'impair'>, story: Story): readonly Breach[] {
  const { effect, of, service, side } = event
  const { assess, observe } = story.policy
  const isPlain = service === 'ebs' && side === 'data' && (effect.errorsPercent >= PLAIN_PERCENT || effect.hang)
  if (!isPlain || of.kind !== 'zone') return []
  const takesMs = effect.rampMs + (assess.impairedAfter + 6) * observe.everyMs * 1.5 + 6 * 60_000
  const byMs = freeMs(fromMs, takesMs, story) + takesMs
  if (byMs >= toMs || isHampered(fromMs, byMs, story) || isBlinded(of.region, fromMs, byMs, story)) return []
  const looked = story.trace.minds.some(({ atMs }) => atMs < fromMs)
  if (!looked || calledBad(of.zone, of.region, fromMs, byMs, story)) return []
  return [{ atMs: byMs, what: `block storage of ${of.zone} was stuck from ${fromMs} ms on, and nobody called it bad` }]
}

/** Since when nobody was in the midst of a move, in which nobody looks, for `takesMs` together. */
function freeMs(fromMs: number, takesMs: number, { runs }: Story): number {
  const spans = runs.map(({ atMs, entries }) => ({ beganMs: atMs, endedMs: entries.at(-1)?.atMs ?? atMs }))
  return spans
    .sort((a, b) => a.beganMs - b.beganMs)
    .reduce((at, { beganMs, endedMs }) => (beganMs <= at + takesMs && endedMs >= at ? endedMs : at), fromMs)
}

/** Reports come by way of CloudWatch and EC2's own calls, and out of the region. */
function isBlinded(region: Region, fromMs: number, toMs: number, story: Story): boolean {
  const overlaps = (spell: { readonly fromMs: number; readonly toMs: number }): boolean =>
    spell.fromMs <= toMs && spell.toMs >= fromMs
  return (
    spellsOf('impair', story).some(
      (spell) => overlaps(spell) && (spell.event.side === 'control' || BLINDING.has(spell.event.service)),
    ) || spellsOf('partition', story).some((spell) => overlaps(spell) && spell.event.between.includes(region))
  )
}

const BLINDING: ReadonlySet<string> = new Set(['cloudwatch', 'network', 'power', 'iam', 'sts'])

/** A mind is told when it changes: what was made of the place before goes on until then. */
function calledBad(zone: ZoneId, region: Region, fromMs: number, byMs: number, { trace }: Story): boolean {
  const standing = trace.minds.findLast(({ atMs }) => atMs < fromMs)
  const later = trace.minds.filter(({ atMs }) => atMs >= fromMs && atMs <= byMs)
  return [...(standing ? [standing] : []), ...later].some(({ assessments }) =>
    assessments.some((assessment) => {
      const { of } = assessment
      const place = of.kind === 'plane' ? of.at : of
      const isThere = place.kind === 'zone' ? place.zone === zone : regionOf(of) === region
      return isThere && effective(assessment) !== 'healthy'
    }),
  )
}
