/**
 * L8 and L9: no step of a plan needs a plane that its maker called impaired, nor a service the policy forbids; a restore
 * from a backup is never the first way; and a step calls no plane that it does not say it needs, or tries and does without.
 *
 * Judged by what was known when the plan was accepted: planes that a driver found silent while it looked are not in the
 * evidence. Whether another tactic would have avoided a plane that is merely to be avoided cannot be seen.
 */
import { effective } from '../../model/health.js'
import { holds, nameOf, type Plane } from '../../model/place.js'
import type { Step } from '../../model/plan.js'
import { breach } from './breach.js'
import type { Checker } from './law.js'
import type { Run } from './runs.js'

/** L8: never lean on what is failing. */
export const leansOnNothingSick: Checker = ({ openSteps, runs, trace }) => [
  ...runs.flatMap((run) => {
    const sick = run.evidence.filter((assessment) => effective(assessment) === 'impaired').map(({ of }) => of)
    return stepsOf(run).flatMap(({ id, needs }) =>
      needs.flatMap((plane) => {
        const by = sick.find((subject) => holds(subject, plane))
        return by ? [breach(run, `whose ${id} needs ${nameOf(plane)}, and ${nameOf(by)} was impaired`)] : []
      }),
    )
  }),
  ...trace.calls
    .filter(({ does, outcome }) => does === 'change' && outcome !== 'refused')
    .flatMap((call) => {
      const open = openSteps(call)
      const isTold =
        open.length === 0 ||
        open.some(({ step }) => [...step.needs, ...(step.tries ?? [])].some((plane) => touches(plane, call.plane)))
      const what = `"${call.what}" called ${nameOf(call.plane)}, which its step does not say it needs or tries`
      return isTold ? [] : [{ atMs: call.atMs, what }]
    }),
]

const touches = (one: Plane, other: Plane): boolean => holds(one, other) || holds(other, one)

/** L9: avoid block storage; what the policy forbids is needed by nothing, and a restore is the last tactic. */
export const avoidsStorage: Checker = ({ policy, runs }) =>
  runs.flatMap((run) =>
    stepsOf(run).flatMap(({ id, needs, passedOver, tactic }) => {
      const forbidden = needs.find(({ service }) => policy.plan.forbid.includes(service))
      const isFirst = tactic.includes('restore') && id.endsWith('.writer') && passedOver.length === 0
      return [
        ...(forbidden ? [breach(run, `whose ${id} needs ${nameOf(forbidden)}, which the policy forbids`)] : []),
        ...(isFirst ? [breach(run, `whose ${id} restores from a backup, and nothing else was tried first`)] : []),
      ]
    }),
  )

const stepsOf = ({ plan }: Run): readonly Step[] => plan?.steps ?? []
