import { describe, expect, it } from 'vitest'
import { auditMarkdown } from '../../src/audit/audit-markdown.js'
import { findingsText, survivalText } from '../../src/audit/audit-text.js'
import { ebsOf } from '../../src/audit/ebs.js'
import type { Finding } from '../../src/audit/finding.js'
import { junitOf } from '../../src/audit/junit.js'
import { sarifOf } from '../../src/audit/sarif.js'
import { FACTS, MOVE, policyWith } from './fixtures/sound.js'

const finding = (rule: string, severity: Finding['severity'], more: Partial<Finding> = {}): Finding => ({
  ...{ rule, severity, resource: 'orders', title: `about ${rule}`, why: 'It matters.', page: `docs/rules/${rule}.md` },
  ...{ evidence: `orders is <${rule}> & "so"`, mend: 'mend it', ...more },
})
const FINDINGS = [
  finding('backup-stale', 'error'),
  finding('backup-stale', 'error', { resource: 'carts' }),
  finding('ttl-too-long', 'warning', { suppressed: 'one user (until 2027-01-01)' }),
  finding('writer-on-ebs', 'note'),
]
const same = (text: string): string => text
const plain = { bold: same, dim: same, good: same, warn: same, bad: same }

interface Sarif {
  readonly version: string
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly { readonly id: string }[] } }
    readonly results: readonly {
      readonly ruleId: string
      readonly ruleIndex: number
      readonly level: string
      readonly message: { readonly text: string }
      readonly locations: readonly object[]
      readonly suppressions?: readonly object[]
    }[]
  }[]
}

describe('SARIF', () => {
  const { runs, version } = sarifOf(FINDINGS, 'my policies/shop.yaml', '1.0.0') as Sarif
  const [run] = runs
  const rules = run?.tool.driver.rules ?? []
  const results = run?.results ?? []

  it('is of version 2.1.0, with one run, and each rule once', () => {
    expect(version).toBe('2.1.0')
    expect(runs).toHaveLength(1)
    expect(rules.map(({ id }) => id)).toEqual(['backup-stale', 'ttl-too-long', 'writer-on-ebs'])
  })

  it('has a result for each finding, that points to its rule and to the file', () => {
    expect(results.map(({ level, ruleId }) => `${ruleId} ${level}`)).toEqual([
      ...['backup-stale error', 'backup-stale error', 'ttl-too-long warning', 'writer-on-ebs note'],
    ])
    expect(results.every(({ ruleId, ruleIndex }) => rules[ruleIndex]?.id === ruleId)).toBe(true)
    expect(results[0]?.locations).toEqual([
      expect.objectContaining({
        physicalLocation: { artifactLocation: { uri: 'my%20policies/shop.yaml' }, region: { startLine: 1 } },
      }),
    ])
  })

  it('tells what is suppressed, and why', () => {
    expect(results.map(({ suppressions }) => suppressions?.length ?? 0)).toEqual([0, 0, 1, 0])
  })
})

describe('JUnit', () => {
  const text = junitOf(FINDINGS, 'warning')

  it('counts what fails and what is skipped', () => {
    expect(text).toContain('<testsuite name="failover audit" tests="4" failures="2" errors="0" skipped="1">')
    expect(text.match(/<failure /g)).toHaveLength(2)
    expect(text.match(/<skipped /g)).toHaveLength(1)
  })

  it('is well formed: every tag is closed, and nothing in a text is taken for markup', () => {
    const open: string[] = []
    for (const [, end, name = '', self] of text.matchAll(/<(\/?)([a-z-]+)(?:\s[a-z]+="[^"<]*")*(\/?)>/g)) {
      if (end) expect(open.pop()).toBe(name)
      else if (!self) open.push(name)
    }
    expect(open).toEqual([])
    expect(text).toContain('orders: orders is &lt;backup-stale&gt; &amp; &quot;so&quot;')
    expect(text.replace(/<[^>]*>/g, '')).not.toMatch(/[<>]/)
  })

  it('of a calm audit is one case that passes', () => {
    expect(junitOf([], 'error')).toContain('tests="1" failures="0"')
  })

  it('leaves out what XML does not allow', () => {
    const odd = String.fromCharCode(0x1b)
    expect(junitOf([finding('a-b', 'error', { evidence: `red ${odd}[31m` })], 'error')).not.toContain(odd)
  })
})

describe('for people', () => {
  it('explains a rule once, says where it was found, and sums up', () => {
    const text = findingsText(FINDINGS, plain)
    expect(text.match(/about backup-stale \[backup-stale\]/g)).toHaveLength(1)
    expect(text).toContain('    carts: orders is <backup-stale> & "so"\n      → mend it')
    expect(text.endsWith('2 errors, 0 warnings, 1 note; 1 suppressed')).toBe(true)
  })

  const outlooks = [
    {
      ...{ move: MOVE, objections: [] },
      without: [
        { loss: 'us-east-1', is: 'another-way', says: ['front.traffic: record-weight instead of health-switch'] },
        { loss: 'sts', is: 'stopped', says: ['a', 'b', 'c'] },
      ],
    },
  ] as const

  it('shows what each move survives', () => {
    const text = survivalText({ outlooks }, plain)
    expect(text).toMatch(/us-east-1 +yes, another way +front.traffic: record-weight instead/)
    expect(text).toMatch(/sts +NO +a/)
    expect(text).toContain('and 1 more')
  })

  it('is a page with nothing of a text taken for markup', () => {
    const page = auditMarkdown(policyWith(), { ...FACTS, outlooks }, FINDINGS, ebsOf(FACTS, policyWith()))
    expect(page).toContain('| severity | rule | resource |')
    expect(page).toContain('orders is &lt;backup-stale')
    expect(page).toContain('## Block storage')
  })
})
