/**
 * The audit as one HTML page that stands alone: would it work, how long, what is lost; then every finding by gravity, what the
 * move survives, and block storage. Whatever comes from the account or the policy is escaped.
 */
import type { Policy } from '../policy/policy.js'
import { el, type Markup, pageOf } from '../report/markup.js'
import { STYLE } from './audit-html-style.js'
import { summaryOf, survivalRows, WORDS } from './audit-text.js'
import type { EbsReport } from './ebs.js'
import { NO_EBS, SCORE_HEAD, scoreRows, THING_HEAD, thingRows } from './ebs-text.js'
import type { Facts } from './facts.js'
import { alsoText, type Finding, type Mend, SEVERITIES, type Severity } from './finding.js'
import { headOf, prospectLines } from './prospects-text.js'

/** The page, from the doctype to its end. */
export function auditHtml(policy: Policy, facts: Facts, findings: readonly Finding[], ebs: EbsReport): string {
  const main = el(
    'main',
    {},
    el('h1', {}, `Readiness of ${policy.app}`),
    verdict(policy, facts, findings),
    ...SEVERITIES.map((severity) => findingsOf(severity, findings)),
    suppressedOf(findings),
    survival(facts),
    // Only AWS has block storage that fails by itself.
    facts.world === 'aws' ? blockStorage(ebs) : undefined,
    unseenOf(facts),
  )
  return pageOf({ title: `Readiness of ${policy.app} — failover audit`, style: STYLE }, main)
}

/** The report on block storage alone, as such a page. */
export function ebsHtml({ app }: Pick<Policy, 'app'>, facts: Facts, ebs: EbsReport): string {
  const title = `Block storage under ${app}`
  const stands =
    facts.world === 'aws' ? [blockStorage(ebs), unseenOf(ebs)] : [card('Block storage', el('p', {}, NO_EBS))]
  return pageOf(
    { title: `${title} — failover audit ebs`, style: STYLE },
    el('main', {}, el('h1', {}, title), ...stands),
  )
}

const counted = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ suppressed }) => suppressed === undefined)

function verdict({ report }: Policy, facts: Facts, findings: readonly Finding[]): Markup {
  const gravest = SEVERITIES.find((severity) => counted(findings).some((found) => found.severity === severity))
  const isStuck = facts.outlooks.some(({ plan }) => !plan)
  const as = isStuck || gravest === 'error' ? 'error' : gravest === 'warning' ? 'warning' : 'good'
  return el(
    'section',
    { class: `verdict ${as}`, 'aria-label': 'Verdict' },
    el('p', {}, `The app stands in ${facts.active}. The audit found ${summaryOf(findings)}.`),
    ...facts.outlooks.map((outlook) =>
      el(
        'div',
        {},
        el('h2', {}, headOf(facts.active, outlook)),
        el('ul', {}, ...prospectLines(outlook, report.objectives).map((line) => el('li', {}, line))),
      ),
    ),
  )
}

/** What the same rule found in several places is explained once. */
function findingsOf(severity: Severity, findings: readonly Finding[]): Markup | undefined {
  const these = counted(findings).filter((found) => found.severity === severity)
  if (these.length === 0) return undefined
  const rules = [...new Set(these.map(({ rule }) => rule))]
  const says = `${these.length} ${severity}${these.length === 1 ? '' : 's'}`
  return el(
    'section',
    { 'aria-label': says },
    ...rules.map((rule) => findingOf(these.filter((found) => found.rule === rule))),
  )
}

function findingOf(same: readonly Finding[]): Markup | undefined {
  const [first] = same
  if (!first) return undefined
  return el(
    'article',
    { class: `finding ${first.severity}` },
    el('header', {}, pill(first.severity, first.severity), el('h3', {}, first.title), quiet(first.rule)),
    el('p', {}, first.why),
    el(
      'dl',
      {},
      ...same.flatMap(({ evidence, mend, resource }) => [
        el('dt', {}, resource),
        el('dd', {}, evidence, ...mendOf(mend)),
      ]),
    ),
    el('p', { class: 'quiet' }, first.page),
  )
}

/** A command in a line of its own, to be copied; a sentence as one. */
function mendOf(mend: Mend): readonly Markup[] {
  if (typeof mend === 'string') return [el('p', { class: 'mend' }, mend)]
  const also = alsoText(mend).replace(/^, /, '')
  return [el('code', { class: 'mend' }, mend.run), ...(also === '' ? [] : [el('p', { class: 'quiet' }, also.trim())])]
}

const pill = (as: string, text: string): Markup => el('span', { class: `pill ${as}` }, text)
const quiet = (text: string): Markup => el('span', { class: 'quiet' }, text)

function suppressedOf(findings: readonly Finding[]): Markup | undefined {
  const hidden = findings.filter(({ suppressed }) => suppressed !== undefined)
  if (hidden.length === 0) return undefined
  const rows = hidden.map(({ evidence, resource, rule, suppressed = '' }) => [rule, resource, evidence, suppressed])
  return card('Suppressed by the policy', table(['rule', 'resource', 'evidence', 'because'], rows))
}

function survival(facts: Facts): Markup | undefined {
  const rows = survivalRows(facts)
  if (rows.length === 0) return undefined
  const moves = facts.outlooks.map(({ move }) => `${move.from} → ${move.to}`)
  return card('Would the move still be made?', table(['without', ...moves, 'because'], rows))
}

const blockStorage = (ebs: EbsReport): Markup =>
  card(
    'Block storage (EBS): what is left when it hangs',
    table([...SCORE_HEAD], scoreRows(ebs)),
    table([...THING_HEAD], thingRows(ebs.things)),
  )

function unseenOf({ unseen }: Pick<Facts, 'unseen'>): Markup | undefined {
  if (unseen.length === 0) return undefined
  return card(
    'Not seen',
    table(
      ['what', 'because'],
      unseen.map(({ because, what }) => [what, because]),
    ),
  )
}

const card = (title: string, ...parts: readonly Markup[]): Markup =>
  el('section', { class: 'card' }, el('h2', {}, title), ...parts)

/** Wide tables scroll by themselves, also by the keyboard. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): Markup {
  const cell = (text: string): Markup => el('td', text === WORDS.stopped ? { class: 'no' } : {}, text)
  return el(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': head.join(', ') },
    el(
      'table',
      {},
      el('thead', {}, el('tr', {}, ...head.map((name) => el('th', { scope: 'col' }, name)))),
      el('tbody', {}, ...rows.map((row) => el('tr', {}, ...row.map(cell)))),
    ),
  )
}
