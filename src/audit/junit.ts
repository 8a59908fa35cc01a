/** Findings as JUnit XML, which build servers count as tests: what is grave enough fails, what is suppressed is skipped. */
import { countedIn } from './audit.js'
import { type Finding, mendText, type Severity } from './finding.js'

/** One test case for each finding; `limit` is from where on it fails. A calm audit is one case that passes. */
export function junitOf(findings: readonly Finding[], limit: Severity): string {
  const failing = new Set(countedIn(findings, limit))
  const cases = findings.map((found) => caseOf(found, failing.has(found)))
  const all = cases.length === 0 ? ['    <testcase classname="failover audit" name="nothing found"/>'] : cases
  const skipped = findings.filter(({ suppressed }) => suppressed !== undefined).length
  const counts = `tests="${all.length}" failures="${failing.size}" errors="0" skipped="${skipped}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="failover audit" ${counts}>`,
    ...all,
    '  </testsuite>',
    '</testsuites>',
  ].join('\n')
}

function caseOf({ evidence, mend, page, resource, rule, suppressed, title, why }: Finding, fails: boolean): string {
  const open = `    <testcase classname="${xml(rule)}" name="${xml(`${resource}: ${evidence}`)}"`
  if (suppressed !== undefined) return `${open}><skipped message="${xml(suppressed)}"/></testcase>`
  const text = xml([evidence, why, `To mend it: ${mendText(mend)}`, page].join('\n'))
  const inner = fails
    ? `<failure message="${xml(title)}" type="${xml(rule)}">${text}</failure>`
    : `<system-out>${text}</system-out>`
  return `${open}>${inner}</testcase>`
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** What XML 1.0 does not allow at all is left out (https://www.w3.org/TR/xml/#charsets). */
const xml = (text: string): string =>
  text.replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, '').replace(/[&<>"]/g, (mark) => ENTITIES[mark] ?? mark)
