/**
 * What changed from one rehearsal of a move to the next. Only what can stop or slow the move counts as worse; the rest is
 * told as change, since a plan that is another one than last week's is to be looked at by a person either way.
 */
import type { Prospect } from '../model/forecast.js'
import { formatMs, formatPercent } from '../model/units.js'
import type { Drift, Rehearsal, Rehearsed } from './rehearsal.js'

/** A forecast is longer when nine in ten take more than this share longer, and more than so many ms. */
export const LONGER_SHARE = 0.25
export const LONGER_MS = 5_000
/** Points by which capacity falls before it is worth a word; a guard tells when it is too little. */
const CAPACITY_POINTS = 10

/** What changed from `before` to `after`, the worse first. */
export function driftBetween(before: Rehearsal, after: Rehearsal): readonly Drift[] {
  const found = [
    ...outcome(before, after),
    ...objections(before, after),
    ...(before.drawn && after.drawn ? drawn(before.drawn, after.drawn) : []),
    ...resources(before, after),
    ...gauges(before, after),
  ]
  return [...found.filter(({ isWorse }) => isWorse), ...found.filter(({ isWorse }) => !isWorse)]
}

/** What got worse. */
export const worseIn = ({ drift }: Pick<Rehearsal, 'drift'>): readonly Drift[] => drift.filter(({ isWorse }) => isWorse)

const OUTCOMES = ['would-run', 'held', 'refused'] as const
const rankOf = ({ outcome: is }: Rehearsal): number => OUTCOMES.indexOf(is as (typeof OUTCOMES)[number])

function outcome(before: Rehearsal, after: Rehearsal): readonly Drift[] {
  if (before.outcome === after.outcome) return []
  const isWorse = rankOf(after) > rankOf(before)
  return [{ kind: 'outcome', isWorse, says: `it ${WORDS[after.outcome]} now, and ${WORDS[before.outcome]} before` }]
}

const WORDS: Readonly<Record<Rehearsal['outcome'], string>> = {
  'would-run': 'would run',
  held: 'is held',
  refused: 'is refused',
  here: 'is there already',
}

function objections(before: Rehearsal, after: Rehearsal): readonly Drift[] {
  const fresh = after.against.filter(({ id }) => !before.against.some((each) => each.id === id))
  const gone = before.against.filter(({ id }) => !after.against.some((each) => each.id === id))
  return [
    ...fresh.map(({ says }): Drift => ({ kind: 'objection', isWorse: true, says: `new objection: ${says}` })),
    ...gone.map(({ says }): Drift => ({ kind: 'objection', isWorse: false, says: `no longer objected: ${says}` })),
  ]
}

function drawn(before: Rehearsed, after: Rehearsed): readonly Drift[] {
  return [
    ...longer(before, after),
    ...prospect('recovery time', before.timeIs, after.timeIs),
    ...prospect('recovery point', before.lossIs, after.lossIs),
    ...steps(before, after),
  ]
}

function longer({ time: was }: Rehearsed, { time: is }: Rehearsed): readonly Drift[] {
  const byMs = is.p90Ms - was.p90Ms
  if (Math.abs(byMs) <= Math.max(LONGER_MS, was.p90Ms * LONGER_SHARE)) return []
  const says = `nine in ten are over after ${formatMs(is.p90Ms)}, before after ${formatMs(was.p90Ms)}`
  return [{ kind: 'forecast', isWorse: byMs > 0, says: `${byMs > 0 ? 'longer' : 'shorter'}: ${says}` }]
}

/** From the best; what is not known is worse than what is. */
const PROSPECTS: readonly Prospect[] = ['within', 'likely', 'unknown', 'not']

function prospect(of: string, was: Prospect, is: Prospect): readonly Drift[] {
  if (was === is) return []
  const isWorse = PROSPECTS.indexOf(is) > PROSPECTS.indexOf(was)
  return [{ kind: 'forecast', isWorse, says: `${of} against its objective: ${is}, before ${was}` }]
}

function steps(before: Rehearsed, after: Rehearsed): readonly Drift[] {
  const found: Drift[] = []
  for (const { id, passedOver, tactic } of after.steps) {
    const was = before.steps.find((each) => each.id === id)
    if (!was) {
      found.push({ kind: 'plan', isWorse: false, says: `new step ${id} by ${tactic}` })
      continue
    }
    const lost = passedOver.filter((each) => !was.passedOver.includes(each))
    const says = `${id} goes by ${tactic}${was.tactic === tactic ? '' : `, before by ${was.tactic}`}`
    if (lost.length > 0)
      found.push({ kind: 'plan', isWorse: true, says: `${says}; passed over now: ${lost.join(', ')}` })
    else if (was.tactic !== tactic) found.push({ kind: 'plan', isWorse: false, says })
  }
  const gone = before.steps.filter(({ id }) => !after.steps.some((each) => each.id === id))
  found.push(...gone.map(({ id }): Drift => ({ kind: 'plan', isWorse: false, says: `step ${id} is gone` })))
  if (found.length > 0 || before.plan === after.plan) return found
  return [{ kind: 'plan', isWorse: false, says: `the plan is ${after.plan}, before ${before.plan}` }]
}

function resources(before: Rehearsal, after: Rehearsal): readonly Drift[] {
  const of = (isWorse: boolean, says: string): Drift => ({ kind: 'inventory', isWorse, says })
  const gone = before.resources.filter(({ name }) => !after.resources.some((each) => each.name === name))
  return [
    ...gone.map(({ name, type }) => of(true, `${name} (${type}) is gone`)),
    ...after.resources.flatMap((is): readonly Drift[] => {
      const was = before.resources.find(({ name }) => name === is.name)
      if (!was) return [of(false, `${is.name} (${is.type}) is new`)]
      const moved =
        was.active === is.active
          ? []
          : [
              of(
                false,
                `${is.name} stands in ${is.active ?? 'no place that is seen'}, before in ${was.active ?? 'none'}`,
              ),
            ]
      const facts = Object.entries(is.facts).flatMap(([fact, now]): readonly Drift[] => {
        const then = was.facts[fact]
        if (then === undefined || then === now) return []
        return [of(now !== 'met', `${is.name}: ${fact} is ${now}, before ${then}`)]
      })
      return [...moved, ...facts]
    }),
  ]
}

function gauges(before: Rehearsal, after: Rehearsal): readonly Drift[] {
  return after.gauges.flatMap((is): readonly Drift[] => {
    const was = before.gauges.find(
      (each) => each.name === is.name && each.in === is.in && each.resource === is.resource,
    )
    const what = `${is.resource} in ${is.in}: ${is.name === 'replica-lag-ms' ? 'replica lag' : 'capacity'}`
    if (was?.reading.is !== 'known') return []
    if (is.reading.is === 'unknown')
      return [{ kind: 'inventory', isWorse: true, says: `${what} is not known now: ${is.reading.because}` }]
    const [now, then] = [is.reading.value, was.reading.value]
    if (is.name === 'capacity-percent') {
      if (Math.abs(now - then) <= CAPACITY_POINTS) return []
      return [
        {
          kind: 'inventory',
          isWorse: now < then,
          says: `${what} ${formatPercent(now)}, before ${formatPercent(then)}`,
        },
      ]
    }
    if (now - then <= Math.max(LONGER_MS, then)) return []
    return [{ kind: 'inventory', isWorse: true, says: `${what} ${formatMs(now)}, before ${formatMs(then)}` }]
  })
}
