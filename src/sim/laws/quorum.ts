/**
 * L1 and L2: what a move that nobody asked for rests on was seen to fail by a quorum, lately, and nothing it needed to
 * know was unknown.
 *
 * A tally tells how many voices, not which: that a vantage inside the suspected region voted shows only where there were
 * more voices than vantages outside it. Gauges (lag, capacity) are not in the evidence; their guards' words are.
 */
import { type Assessment, effective } from '../../model/health.js'
import { targetOf } from '../../model/move.js'
import { atRegion, nameOf, regionOf, type Subject } from '../../model/place.js'
import { basisIn, condemns, spellOf, zonesNeeded } from './basis.js'
import { breach } from './breach.js'
import type { Breach, Checker } from './law.js'
import type { Run } from './runs.js'
import type { Story } from './story.js'

/** L1: unknown never triggers and always blocks. */
export const unknownBlocks: Checker = (story) =>
  story.runs.flatMap((run) => [...triggered(run, story), ...blind(run, story), ...againstAGuard(run)])

function triggered(run: Run, story: Story): readonly Breach[] {
  if (run.trigger.kind !== 'impairment') return []
  const { of } = run.trigger
  const found = run.evidence.find((assessment) => nameOf(assessment.of) === nameOf(of))
  if (!found) return [breach(run, `rests on ${nameOf(of)}, of which its evidence says nothing`)]
  if (effective(found) !== 'impaired') return [breach(run, `rests on ${nameOf(of)}, which is ${effective(found)}`)]
  return found.forced ? [] : stale(run, found, story)
}

/** The place moved to must have been seen, whoever asks; only a waiver by name overrules it. */
function blind(run: Run, story: Story): readonly Breach[] {
  const target = targetOf(run.move)
  if (!target || run.waived.includes('evidence')) return []
  const found = run.evidence.find(({ of }) => nameOf(of) === nameOf(atRegion(target)))
  return found ? stale(run, found, story) : [breach(run, `goes to ${target}, of which its evidence says nothing`)]
}

function stale(run: Run, { lastQuorumAt, of }: Assessment, { policy }: Story): readonly Breach[] {
  if (lastQuorumAt === undefined) return [breach(run, `no quorum ever agreed on ${nameOf(of)}`)]
  // The entry is written a little after the decision: a look may be the longest of a round.
  const ageMs = run.openedAt - lastQuorumAt - policy.observe.everyMs
  const limitMs = policy.decide.guards.evidenceMs
  return ageMs > limitMs ? [breach(run, `the quorum on ${nameOf(of)} was over ${limitMs} ms old`)] : []
}

/** A guard that blocks, or cannot tell, stops the move, unless it is waived. */
function againstAGuard(run: Run): readonly Breach[] {
  const { decision } = run.opened
  const chosen = decision.considered.find(({ move }) => JSON.stringify(move) === JSON.stringify(run.move))
  return (chosen?.guards ?? [])
    .filter(({ is }) => is === 'block' || is === 'unknown')
    .map(({ because, guard, is }) => breach(run, `moved though ${guard} said ${is}: ${because}`))
}

/** L2: one vantage, one vote; no move without a quorum of vantages, none of them inside the suspected region. */
export const quorumFirst: Checker = (story) =>
  story.runs.filter(({ byItself }) => byItself).flatMap((run) => [...unheard(run, story), ...tooManyVoices(run, story)])

function unheard(run: Run, story: Story): readonly Breach[] {
  const { move } = run
  if (move.kind !== 'failover' && move.kind !== 'evacuate') return []
  const from = move.kind === 'failover' ? move.from : move.region
  const { region, zones } = basisIn(run.evidence, from, story.policy)
  const isHeard = ({ forced, of }: Assessment): boolean => forced !== undefined || wasCondemned(run, of, story)
  const heard = [...zones].filter(([, assessments]) => assessments.some(isHeard)).map(([zone]) => zone)
  if (move.kind === 'evacuate') {
    return heard.includes(move.zone) ? [] : [breach(run, `no quorum ever said that ${move.zone} fails`)]
  }
  if (region.some(isHeard) || heard.length >= zonesNeeded(from, story.policy)) return []
  return [breach(run, `a quorum said of ${heard.length} zones of ${from} that they fail, and of nothing else there`)]
}

const wasCondemned = (run: Run, of: Subject, story: Story): boolean =>
  spellOf(run, of, story).some(({ tallies }) => tallies.some((tally) => condemns(tally, story.policy)))

function tooManyVoices(run: Run, { policy }: Story): readonly Breach[] {
  return run.evidence.filter(isBad).flatMap(({ of, tallies }) => {
    const outside = policy.observe.vantages.filter((vantage) => String(vantage) !== String(regionOf(of))).length
    return tallies
      .filter(({ fail, pass, reported, unknown }) => !reported && pass + fail + unknown > outside)
      .map(({ signal }) =>
        breach(run, `more voices on ${signal} of ${nameOf(of)} than the ${outside} vantages outside`),
      )
  })
}

const isBad = ({ measured }: Assessment): boolean => measured.kind !== 'healthy'
