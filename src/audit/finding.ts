/** What the audit says, and what a rule is: plain data and one small pure function over the facts. */
import type { Policy } from '../policy/policy.js'
import type { Facts } from './facts.js'

/** `error`: a failover would fail or do harm. `warning`: it would be slower or weaker. `note`: good to know. */
export type Severity = 'error' | 'warning' | 'note'
export const SEVERITIES = ['error', 'warning', 'note'] as const

/**
 * How to mend it: a sentence, or a command to run as it stands, once its names in CAPITALS are filled in, with what says the
 * same in Terraform and what else is to be done.
 */
export type Mend = string | { readonly run: string; readonly terraform?: string; readonly rest?: string }

/** A mend in one line. */
export const mendText = (mend: Mend): string => (typeof mend === 'string' ? mend : [mend.run, alsoText(mend)].join(''))

/** What a mend says besides its command: in Terraform, and what else is to be done. */
export const alsoText = ({ rest, terraform }: Exclude<Mend, string>): string =>
  `${terraform === undefined ? '' : ` (Terraform: ${terraform})`}${rest === undefined ? '' : `, ${rest}`}`

/** One thing a rule found. */
export interface Spotted {
  /** The policy's name of the resource, or the section of the policy that is meant, such as `observe`. */
  readonly resource: string
  /** What is so, with names and numbers. */
  readonly evidence: string
  readonly mend: Mend
  /** Where it is graver or milder than the rule is by itself. */
  readonly severity?: Severity
}

export interface Rule {
  /** Stable, in lower case with hyphens; its page is `docs/rules/ID.md`. */
  readonly id: string
  readonly severity: Severity
  readonly title: string
  /** Why it matters on the day. */
  readonly why: string
  /** Checks of drivers that say the same of a resource; not told again where this was found on it. */
  readonly tellsAlso?: readonly string[]
  readonly find: (facts: Facts, policy: Policy, now: number) => readonly Spotted[]
}

export interface Finding extends Spotted {
  readonly rule: string
  readonly severity: Severity
  readonly title: string
  readonly why: string
  /** Its page, relative to the project. */
  readonly page: string
  /** The reason why it is not counted, where the policy suppresses it. */
  readonly suppressed?: string
}
