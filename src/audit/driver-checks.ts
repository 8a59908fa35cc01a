/**
 * What a driver's own check found (`validate --live`), in the words of the audit. It keeps its rule's name; what a rule of
 * the audit tells as well is not told twice. What could not be seen counts as a warning, since unknown always blocks.
 */
import type { Facts } from './facts.js'
import type { Finding } from './finding.js'

const WHY = {
  error: 'A failover would fail on this, or do harm.',
  warning: 'A failover would be slower or weaker for it.',
  unknown: 'What cannot be seen on a calm day cannot be relied on, and a guard takes it for a no.',
} as const

/** The drivers' findings but those of `told`: rule and resource, as `no-backups orders`. */
export function ofDrivers({ checked, unseen }: Facts, told: ReadonlySet<string>): readonly Finding[] {
  const blind = unseen.map(({ because, what }) => ({
    ...{ rule: 'not-seen', severity: 'unknown' as const, resource: what, says: because },
    next: 'see that it answers, and that you may read it: "failover iam --only auditing"',
  }))
  return [...checked, ...blind]
    .filter(({ resource, rule }) => !told.has(`${rule} ${resource}`))
    .map(({ next, resource, rule, says, severity }) => ({
      ...{ rule, resource, title: rule.replaceAll('-', ' '), evidence: says, why: WHY[severity], mend: next },
      severity: severity === 'unknown' ? 'warning' : severity,
      page: `docs/rules/of-drivers.md#${rule}`,
    }))
}
