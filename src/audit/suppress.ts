/** Suppressions of the policy: a finding is left out of the count for a reason, until a day; then it counts again. */
import type { AuditPolicy } from '../policy/policy.js'
import type { Finding, Spotted } from './finding.js'

type Suppression = AuditPolicy['suppress'][number]

const covers = ({ resource, rule }: Suppression, found: Finding): boolean =>
  rule === found.rule && (resource === '*' || resource === found.resource)

/** The findings, each with the reason why it is not counted where one holds. */
export function suppressed(findings: readonly Finding[], { suppress }: AuditPolicy, now: number): readonly Finding[] {
  const current = suppress.filter(({ until }) => until > now)
  return findings.map((found) => {
    const by = current.find((each) => covers(each, found))
    return by ? { ...found, suppressed: `${by.reason} (until ${day(by.until)})` } : found
  })
}

/** Those whose day has passed. */
export const expiredIn = ({ suppress }: AuditPolicy, now: number): readonly Spotted[] =>
  suppress
    .filter(({ until }) => until <= now)
    .map(({ reason, resource, rule, until }) => ({
      resource,
      evidence: `the suppression of ${rule} ended on ${day(until)}; its reason was: ${reason}`,
      mend: 'mend what it hides, or give it a new day under audit.suppress',
    }))

/** The last day on which it holds. */
const day = (until: number): string => new Date(until - 1).toISOString().slice(0, 10)
