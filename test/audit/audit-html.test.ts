import { describe, expect, it } from 'vitest'
import { audit } from '../../src/audit/audit.js'
import { auditHtml } from '../../src/audit/audit-html.js'
import { ebsOf } from '../../src/audit/ebs.js'
import type { Facts } from '../../src/audit/facts.js'
import type { Finding } from '../../src/audit/finding.js'
import { FACTS, MOVE, NOW, policyWith } from './fixtures/sound.js'

const policy = policyWith()
const pageOf = (facts: Facts, findings: readonly Finding[] = audit(facts, policy, NOW)): string =>
  auditHtml(policy, facts, findings, ebsOf(facts, policy))
const finding: Finding = {
  ...{ rule: 'backup-stale', severity: 'error', title: 'stale', why: 'because', page: 'docs/rules/backup-stale.md' },
  ...{
    resource: '<img src=x onerror=alert(1)>',
    evidence: 'a & b',
    mend: { run: 'aws rds "x" <now>', terraform: 'y = 1', rest: 'then look' },
  },
}

describe('the page of the audit', () => {
  it('begins with whether it would work, how long it takes and what is lost', () => {
    const page = pageOf(FACTS)
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/)
    expect(page).toContain('<section class="verdict good"')
    expect(page).toContain('If us-east-1 went now, eu-west-1 would take over')
    expect(page).toContain('users served after 4 min (3 min to 6 min): within the objective of')
    expect(page).toContain('loses as many writes as the replica lags: lag 200 ms')
  })

  it('says that nothing would take over, and why, where no plan stands', () => {
    const objection = { tactic: '-', step: 'orders.writer', because: 'no-tactic', detail: 'no replica there' } as const
    const page = pageOf({ ...FACTS, outlooks: [{ move: MOVE, objections: [objection], without: [] }] })
    expect(page).toContain('<section class="verdict error"')
    expect(page).toContain('If us-east-1 went now, no plan to eu-west-1 stands')
    expect(page).toContain('<li>no replica there</li>')
  })

  it('has every finding with its evidence, its cure and its page, and takes nothing of them for markup', () => {
    const page = pageOf(FACTS, [finding])
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;')
    expect(page).not.toContain('<img')
    expect(page).toContain('a &amp; b')
    expect(page).toContain('aws rds &quot;x&quot; &lt;now&gt;')
    expect(page).toContain('docs/rules/backup-stale.md')
    expect(page).toContain('1 error, 0 warnings, 0 notes')
  })

  it('shows a command as one, to be copied whole, and a sentence as a sentence', () => {
    const page = pageOf(FACTS, [finding, { ...finding, mend: 'run more there' }])
    expect(page).toContain('<code class="mend">aws rds &quot;x&quot; &lt;now&gt;</code>')
    expect(page).toContain('>(Terraform: y = 1), then look<')
    expect(page).toContain('<p class="mend">run more there</p>')
  })

  it('tells what was suppressed with its reason, and what was not seen, apart', () => {
    const unseen = [{ what: 'volumes in eu-west-1', because: 'access denied' }]
    const page = pageOf({ ...FACTS, unseen }, [{ ...finding, suppressed: 'known since May' }])
    expect(page).toMatch(/Suppressed by the policy.*known since May/s)
    expect(page).toContain('<section class="verdict good"')
    expect(page).toMatch(/Not seen.*volumes in eu-west-1.*access denied/s)
  })

  it('loads nothing, and has its own style for dark, print and a phone', () => {
    const page = pageOf(FACTS)
    expect(page).toContain('default-src &#39;none&#39;')
    expect(page).not.toMatch(/(?:src|href)=/)
    for (const query of ['prefers-color-scheme: dark', '@media print', 'max-width: 560px'])
      expect(page).toContain(query)
  })

  it('speaks of block storage only where there is some', () => {
    expect(pageOf(FACTS)).toContain('Block storage (EBS)')
    expect(pageOf({ ...FACTS, world: 'local' })).not.toContain('Block storage')
  })
})
