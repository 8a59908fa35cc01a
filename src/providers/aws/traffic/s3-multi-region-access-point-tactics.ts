/** The way to move requests between buckets, as plain data: active at one, passive at the other. */
import type { Action, End, Json, Tactic } from '../../../model/plan.js'
import type { Inspection } from '../../../model/resource.js'
import { accessPointControl } from '../places.js'
import { seenIn } from '../plan-data.js'
import { type Route, routes } from './s3-multi-region-access-point-routes.js'

export const SET_ROUTES = 'set-routes'
/** Name of the fact that a region has a bucket to bring requests to. */
export const bucketFact = (region: string): string => `a bucket in ${region}`

/** "Within about 2 minutes" (https://docs.aws.amazon.com/AmazonS3/latest/userguide/MrapFailover.html). */
const EXPECTED_MS = 120_000
const DEADLINE_MS = 300_000

/**
 * Brings requests to the bucket of a `traffic` end. A bucket takes all or nothing: this resource has no part in stages
 * before the last, and moves all with that.
 */
export function accessPointTactics(resource: string, end: End, { state }: Inspection): readonly Tactic[] {
  if (end.kind !== 'traffic') return []
  const { at, final, from } = end
  const seen = seenIn(state, 'routes', routes) ?? []
  const target = seen.find(({ region }) => region === at)
  if (!final || !target) return []
  const touched = seen.filter(({ region }) => region === at || region === from)
  const action = (to: readonly Route[], avoided: string): Action => ({
    resource,
    verb: SET_ROUTES,
    with: { to: to as unknown as Json, was: touched as unknown as Json, from: avoided },
  })
  const to = touched.map((route) => ({ ...route, active: route.region === at }))
  const tactic: Tactic = {
    name: 'access-point-routes',
    says: `make ${target.bucket} the active bucket of ${resource}, and that of ${from} passive; requests under way there are finished`,
    action: action(to, from),
    needs: [accessPointControl],
    prerequisites: [bucketFact(at)],
    undo: touched.some(({ active }) => active)
      ? {
          kind: 'action',
          action: {
            ...action(touched, from),
            with: { to: touched as unknown as Json, was: to as unknown as Json, from },
          },
        }
      : { kind: 'not-needed' },
    ...{ expectedMs: EXPECTED_MS, deadlineMs: DEADLINE_MS, onFailure: 'halt' },
  }
  return [tactic]
}
