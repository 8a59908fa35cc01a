/** Findings as SARIF 2.1.0, which code hosts show beside the policy (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html). */
import { type Finding, mendText } from './finding.js'

const LEVELS = { error: 'error', warning: 'warning', note: 'note' } as const

/** One run; each finding points to the policy's file. */
export function sarifOf(findings: readonly Finding[], file: string, version: string): object {
  const rules = [...new Map(findings.map((found) => [found.rule, found])).values()]
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'failover audit', version, rules: rules.map(ruleOf) } },
        results: findings.map((found) =>
          resultOf(
            found,
            rules.findIndex(({ rule }) => rule === found.rule),
            file,
          ),
        ),
      },
    ],
  }
}

const ruleOf = ({ page, rule, severity, title, why }: Finding): object => ({
  id: rule,
  shortDescription: { text: title },
  fullDescription: { text: why },
  help: { text: `See ${page}` },
  defaultConfiguration: { level: LEVELS[severity] },
})

function resultOf(
  { evidence, mend, resource, rule, severity, suppressed }: Finding,
  ruleIndex: number,
  file: string,
): object {
  return {
    ...{ ruleId: rule, ruleIndex, level: LEVELS[severity] },
    message: { text: `${resource}: ${evidence}. To mend it: ${mendText(mend)}` },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: encodeURI(file) }, region: { startLine: 1 } },
        logicalLocations: [{ name: resource, kind: 'resource' }],
      },
    ],
    partialFingerprints: { 'failover/v1': `${rule}/${resource}` },
    ...(suppressed === undefined ? {} : { suppressions: [{ kind: 'external', justification: suppressed }] }),
  }
}
