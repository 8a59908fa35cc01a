/** The audit as a page for a pull request or a wiki. */
import type { Policy } from '../policy/policy.js'
import { markdownTable, prose } from '../report/markdown-table.js'
import { summaryOf, survivalRows } from './audit-text.js'
import type { EbsReport } from './ebs.js'
import { NO_EBS, SCORE_HEAD, scoreRows, THING_HEAD, thingRows } from './ebs-text.js'
import type { Facts } from './facts.js'
import { type Finding, mendText } from './finding.js'
import { headOf, prospectLines } from './prospects-text.js'

/** Findings, what the moves survive, and block storage. */
export function auditMarkdown(policy: Policy, facts: Facts, findings: readonly Finding[], ebs: EbsReport): string {
  const moves = facts.outlooks.map(({ move }) => `${move.from} → ${move.to}`)
  return [
    `# Readiness of ${prose(policy.app)}`,
    prose(`${summaryOf(findings)}. The app stands in ${facts.active}.`),
    ...facts.outlooks.map((outlook) => {
      const lines = prospectLines(outlook, policy.report.objectives).map((line) => `- ${prose(line)}`)
      return `**${prose(headOf(facts.active, outlook))}**\n\n${lines.join('\n')}`
    }),
    '## Findings',
    findings.length === 0
      ? 'None.'
      : markdownTable(
          ['severity', 'rule', 'resource', 'evidence', 'why it matters', 'how to mend it'],
          findings.map(rowOf),
        ),
    '## Would the move still be made?',
    markdownTable(['without', ...moves, 'because'], survivalRows(facts)),
    ebsMarkdown(facts, ebs),
  ].join('\n\n')
}

const rowOf = ({ evidence, mend, resource, rule, severity, suppressed, why }: Finding): readonly string[] => [
  suppressed === undefined ? severity : `suppressed: ${suppressed}`,
  ...[rule, resource, evidence, why, mendText(mend)],
]

/** The report on block storage alone. */
export const ebsMarkdown = ({ world }: Pick<Facts, 'world'>, ebs: EbsReport): string => {
  const title = '## Block storage'
  if (world !== 'aws') return [title, NO_EBS].join('\n\n')
  return [
    title,
    markdownTable([...SCORE_HEAD], scoreRows(ebs)),
    markdownTable([...THING_HEAD], thingRows(ebs.things)),
    ...ebs.unseen.map(({ because, what }) => prose(`Not seen: ${what}: ${because}`)),
  ].join('\n\n')
}
