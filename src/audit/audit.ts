/** The door: facts of a calm day against every rule, and what the drivers' own checks found; gravest first. */
import type { Policy } from '../policy/policy.js'
import { ofDrivers } from './driver-checks.js'
import type { Facts } from './facts.js'
import { type Finding, type Rule, SEVERITIES, type Severity } from './finding.js'
import { RULES } from './rules.js'
import { suppressed } from './suppress.js'

/** Everything that would stop a failover, or make it slower or weaker; `now` in ms since the epoch. Pure. */
export function audit(facts: Facts, policy: Policy, now: number): readonly Finding[] {
  const found = RULES.flatMap((rule) => rule.find(facts, policy, now).map((spotted) => findingOf(rule, spotted)))
  const told = new Set(
    found.flatMap(({ resource, rule: id }) => (alsoTold.get(id) ?? []).map((rule) => `${rule} ${resource}`)),
  )
  const all = [...found, ...ofDrivers(facts, told)]
  return [...suppressed(once(all), policy.audit, now)].sort(byGravity)
}

/** Checks of drivers that say the same of a resource as a rule did, and are not told again. */
const alsoTold = new Map(RULES.map(({ id, tellsAlso = [] }) => [id, tellsAlso]))

const findingOf = ({ id, severity, title, why }: Rule, spotted: Spotted): Finding => ({
  ...{ rule: id, severity, title, why },
  ...spotted,
  page: `docs/rules/${id}.md`,
})
type Spotted = ReturnType<Rule['find']>[number]

const once = (findings: readonly Finding[]): readonly Finding[] => [
  ...new Map(findings.map((found) => [`${found.rule} ${found.resource} ${found.evidence}`, found])).values(),
]

const byGravity = (a: Finding, b: Finding): number => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)

/** Findings that count and are at least as grave as `limit`. */
export const countedIn = (findings: readonly Finding[], limit: Severity): readonly Finding[] =>
  findings.filter(
    ({ severity, suppressed: reason }) =>
      reason === undefined && SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(limit),
  )
