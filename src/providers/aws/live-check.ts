/**
 * What `failover validate --live` finds: that everything a policy names exists, and that no known foot-gun is loaded.
 * Each type that has something to check exports `check` beside its driver; the rules are from AWS's documentation.
 */
import type { ResourcePolicy } from '../../policy/policy.js'
import type { AwsContext, Unanswered } from './driver-context.js'

export interface Finding {
  /** A stable name of the rule, such as `health-check-disabled`. */
  readonly rule: string
  /** `error`: a failover would fail, or do harm. `warning`: it would be slower or weaker. `unknown`: it could not be seen. */
  readonly severity: 'error' | 'warning' | 'unknown'
  /** The policy's name of the resource. */
  readonly resource: string
  /** What is so, with names and numbers, and why it matters. */
  readonly says: string
  /** How to mend it. */
  readonly next: string
}

/** Looks at one resource, changes nothing; what cannot be seen is a finding, never a throw. */
export type LiveCheck = (
  resource: ResourcePolicy,
  context: AwsContext,
  signal: AbortSignal,
) => Promise<readonly Finding[]>

/** How grave it is that no answer shows something: an error only where AWS says that it does not exist. */
export const severityOf = ({ code }: Unanswered): Finding['severity'] => (code === 'not-found' ? 'error' : 'unknown')
