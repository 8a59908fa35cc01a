import { describe, expect, it } from 'vitest'
import { audit, countedIn } from '../../src/audit/audit.js'
import type { Checked, Facts } from '../../src/audit/facts.js'
import { FACTS, NOW, policyWith } from './fixtures/sound.js'

const checked = (rule: string, resource: string, severity: Checked['severity']): Checked => ({
  ...{ rule, severity, resource, says: `${resource} is so`, next: 'mend it' },
})
const LONG = { resource: 'front', name: 'www', says: 'A www', ttlMs: 3_600_000, isChosen: true, hasHealthCheck: true }
const long: Facts = { ...FACTS, estate: { ...FACTS.estate, records: [LONG] } }
const suppressing = (until: string, resource = 'front') =>
  policyWith((text) =>
    text.replace(
      'plan:',
      `audit: { suppress: [{ rule: ttl-too-long, resource: "${resource}", reason: one user, until: ${until} }] }\nplan:`,
    ),
  )

describe('what drivers found', () => {
  it('is told with its own name and page; what could not be seen counts as a warning', () => {
    const facts = {
      ...FACTS,
      checked: [checked('lag-missing', 'orders', 'error'), checked('lag-unseen', 'orders', 'unknown')],
    }
    expect(audit(facts, policyWith(), NOW)).toEqual([
      expect.objectContaining({ rule: 'lag-missing', severity: 'error', page: 'docs/rules/of-drivers.md#lag-missing' }),
      expect.objectContaining({ rule: 'lag-unseen', severity: 'warning', mend: 'mend it' }),
    ])
  })

  it('is not told twice of a resource of which a rule tells it', () => {
    const facts = {
      ...long,
      checked: [checked('ttl-too-long', 'front', 'warning'), checked('ttl-too-long', 'api', 'warning')],
    }
    expect(audit(facts, policyWith(), NOW).map(({ resource, rule }) => `${rule} ${resource}`)).toEqual([
      ...['ttl-too-long front', 'ttl-too-long api'],
    ])
  })

  it('has beside it what got no answer', () => {
    const facts = { ...FACTS, unseen: [{ what: 'volumes in eu-west-1', because: 'AccessDenied' }] }
    expect(audit(facts, policyWith(), NOW)).toEqual([
      expect.objectContaining({ rule: 'not-seen', severity: 'warning', resource: 'volumes in eu-west-1' }),
    ])
  })
})

describe('a suppression', () => {
  it.each(['front', '*'])(
    'of %s takes a finding out of the count until the end of its day, with its reason',
    (name) => {
      const findings = audit(long, suppressing('2026-11-25', name), NOW)
      expect(findings).toEqual([expect.objectContaining({ suppressed: 'one user (until 2026-11-25)' })])
      expect(countedIn(findings, 'note')).toEqual([])
    },
  )

  it('of another resource changes nothing', () => {
    expect(countedIn(audit(long, suppressing('2027-01-01', 'api'), NOW), 'note')).toHaveLength(1)
  })

  it('counts again after its day, and is a finding itself', () => {
    const findings = audit(long, suppressing('2026-11-24'), NOW)
    expect(countedIn(findings, 'warning').map(({ rule }) => rule)).toEqual(['ttl-too-long', 'suppression-expired'])
  })

  it.each(['2026-02-30', 'tomorrow', '2026-11-25T10:00:00Z'])('until %s is refused', (until) => {
    expect(() => suppressing(until)).toThrow('allowed: a day such as 2027-03-31')
  })
})

describe('what counts', () => {
  it('is what is at least as grave as the limit', () => {
    const findings = audit(long, policyWith(), NOW)
    expect(countedIn(findings, 'error')).toEqual([])
    expect(countedIn(findings, 'warning')).toHaveLength(1)
  })
})
