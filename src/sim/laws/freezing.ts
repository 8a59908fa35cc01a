/**
 * L24, as far as it is about what is frozen: where the policy allows it, a region whose control planes are sick while all
 * else there is well does not go on as if nothing were; none is frozen for another reason, nor while what serves there is
 * sick; to freeze or to thaw is to suspend or to resume, and edits nothing else; what is frozen stays so for the hold-down
 * of clean control planes, and nothing is brought back to it meanwhile.
 *
 * Judged by what the mover saw. That it takes a disturbance of some length, or a fresh quorum, shows in what the mind says:
 * only one that finds nothing to do is held to it.
 */
import { type Assessment, effective } from '../../model/health.js'
import { isAside } from '../../model/move.js'
import { nameOf, type Region, regionOf, type Service } from '../../model/place.js'
import { basisIn } from './basis.js'
import { breach } from './breach.js'
import type { Breach, Checker } from './law.js'
import { entriesOf, type Run } from './runs.js'
import type { Story } from './story.js'

/** What launches, replaces and balances. */
const CHANGES: readonly Service[] = ['ec2', 'ebs', 'autoscaling', 'ecs', 'eks', 'elb', 'compute']

/** L24: what is frozen, when, and until when. */
export const frozenRightly: Checker = (story) => [
  ...story.runs.flatMap((run) => [
    ...[...needless(run, story), ...edited(run)],
    ...[...broughtBack(run, story), ...tooSoon(run, story)],
  ]),
  ...leftUnfrozen(story),
]

const isControl = ({ of }: Assessment, region: Region): boolean =>
  of.kind === 'plane' && of.side === 'control' && regionOf(of) === region && CHANGES.includes(of.service)

const isSick = (assessment: Assessment): boolean => effective(assessment) === 'impaired'

function needless(run: Run, story: Story): readonly Breach[] {
  const { byItself, evidence, move } = run
  const { policy, sceneAt } = story
  if (!byItself || move.kind !== 'freeze') return []
  const sick = evidence.filter((each) => isControl(each, move.region) && isSick(each))
  const { region, zones } = basisIn(evidence, move.region, policy)
  const answers = sceneAt(run.atMs)?.answers ?? {}
  const serving = [...zones.keys()].filter((zone) => (answers[zone] ?? 0) > 0)
  return [
    // Of what is frozen already, the rest may be suspended once it can be.
    ...(sick.length > 0 || isFrozen(move.region, run.atMs, story)
      ? []
      : [breach(run, 'and no control plane there was impaired')]),
    ...(region.length + serving.length > 0 ? [breach(run, 'while what serves there was sick')] : []),
  ]
}

/** By a person's word or not: a capacity that is changed, or a balancer that is touched, is what a freeze is to prevent. */
function edited(run: Run): readonly Breach[] {
  const { move } = run
  if (!isAside(move)) return []
  const end = move.kind === 'freeze' ? 'frozen' : 'thawed'
  const plans = entriesOf(run.entries, 'plan-accepted').map(({ event }) => event.plan)
  const others = plans.flatMap(({ steps }) => steps.filter((step) => step.end !== end))
  return others.slice(0, 1).map(({ end: other, says }) => breach(run, `by "${says}", which is for ${other}`))
}

/** From a freeze's plan to the end of the thaw that lifts it. */
function isFrozen(region: Region, atMs: number, { runs }: Story): boolean {
  const of = runs.filter(({ move }) => 'region' in move && move.region === region)
  const begun = of.flatMap(({ entries, move }) =>
    move.kind === 'freeze' ? entriesOf(entries, 'plan-accepted').map((entry) => entry.atMs) : [],
  )
  const lifted = of.flatMap(({ closed, move }) =>
    move.kind === 'thaw' && closed?.outcome === 'done' ? [closed.atMs] : [],
  )
  const last = Math.max(...begun.filter((each) => each <= atMs))
  return last > Number.NEGATIVE_INFINITY && !lifted.some((each) => each >= last && each <= atMs)
}

function broughtBack(run: Run, story: Story): readonly Breach[] {
  const { move, waived } = run
  const to = move.kind === 'switchover' ? move.to : move.kind === 'restore' ? move.region : undefined
  if (to === undefined || waived.includes('hold-down') || !isFrozen(to, run.atMs, story)) return []
  return [breach(run, `though ${to} was frozen`)]
}

function tooSoon(run: Run, story: Story): readonly Breach[] {
  const { policy, runs, skewMs, trace } = story
  const { move } = run
  if (!run.byItself || move.kind !== 'thaw') return []
  const wantedMs = policy.decide.guards.holdDownMs - 2 * skewMs
  const since = run.atMs - wantedMs
  const sick = trace.minds
    .filter(({ atMs, host }) => host === run.host && atMs > since && atMs <= run.atMs)
    .flatMap(({ assessments }) => assessments.filter((each) => isControl(each, move.region) && isSick(each)))
  const begun = runs.some((each) => each.byItself && each.move.kind === 'freeze' && each.atMs <= since)
  const isLong = begun && isFrozen(move.region, since, story)
  return [
    ...sick.slice(0, 1).map(({ of }) => breach(run, `though ${nameOf(of)} was impaired within ${wantedMs} ms`)),
    ...(isLong ? [] : [breach(run, `though it was not frozen by itself ${wantedMs} ms before`)]),
  ]
}

function leftUnfrozen(story: Story): readonly Breach[] {
  const { policy, trace } = story
  if (!policy.decide.automatic.includes('freeze')) return []
  return trace.minds
    .filter(({ decision }) => decision.kind === 'hold' && decision.reason === 'steady')
    .flatMap(({ assessments, atMs, host }) =>
      policy.regions.flatMap(({ region }) => {
        const here = assessments.filter(({ of }) => regionOf(of) === region)
        const sick = here.find((each) => isControl(each, region) && isSick(each))
        const isElseWell = here.every((each) => isControl(each, region) || effective(each) === 'healthy')
        if (!sick || !isElseWell || isFrozen(region, atMs, story)) return []
        return [
          {
            atMs,
            what: `${host} finds nothing to do while ${nameOf(sick.of)} is impaired and ${region} is not frozen`,
          },
        ]
      }),
    )
    .slice(0, 3)
}
