/**
 * What a plan being drawn has come to in its stages of traffic, resource by resource: the share that each has reached, where
 * its next stage starts from, and the stages that had to be left out, which its last one tells.
 */
import type { End, Objection, TrafficEnd } from '../model/plan.js'
import { formatPercent } from '../model/units.js'

export interface Staging {
  /** The end as `resource` is to be asked for it. */
  endFor(resource: string, end: End): End
  took(resource: string, end: End): void
  /** Without objections: it had no tactic. */
  leftOut(resource: string, end: TrafficEnd, objections: readonly Objection[]): void
  /** Of the final stage: the stages that were left out before it. */
  passedOver(resource: string, end: End): readonly Objection[]
}

export function staging(): Staging {
  const reached = new Map<string, number>()
  const left = new Map<string, readonly Objection[]>()
  return {
    endFor: (resource, end) => {
      const share = reached.get(resource)
      return end.kind === 'traffic' && share !== undefined ? { ...end, reached: share } : end
    },
    took: (resource, end) => {
      if (end.kind === 'traffic') reached.set(resource, end.percent)
    },
    leftOut: (resource, end, objections) => {
      const why = objections.length > 0 ? objections : [cannotSplit(resource, end)]
      left.set(resource, [...(left.get(resource) ?? []), ...why])
    },
    passedOver: (resource, end) => (end.kind === 'traffic' && end.final ? (left.get(resource) ?? []) : []),
  }
}

/** The step's id; the final stage has the end's plain name, and earlier ones their share. */
export const trafficId = (resource: string, end: TrafficEnd): string =>
  end.final ? `${resource}.traffic` : `${resource}.traffic@${end.percent}`

const cannotSplit = (resource: string, end: TrafficEnd): Objection => ({
  ...{ step: trafficId(resource, end), tactic: '-', because: 'no-tactic' },
  detail: `${resource} has no way to send ${formatPercent(end.percent)} of the users; the stage is left out`,
})
