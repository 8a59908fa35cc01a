/** `failover audit` and `failover audit ebs`: what would stop a failover today, and what stands on block storage. */
import { audit, countedIn } from '../../audit/audit.js'
import { auditHtml, ebsHtml } from '../../audit/audit-html.js'
import { auditMarkdown, ebsMarkdown } from '../../audit/audit-markdown.js'
import { findingsText, summaryOf, survivalText } from '../../audit/audit-text.js'
import { type EbsReport, ebsOf } from '../../audit/ebs.js'
import { ebsText, NO_EBS } from '../../audit/ebs-text.js'
import type { Facts } from '../../audit/facts.js'
import { type Finding, SEVERITIES, type Severity } from '../../audit/finding.js'
import { junitOf } from '../../audit/junit.js'
import { prospectsText } from '../../audit/prospects-text.js'
import { sarifOf } from '../../audit/sarif.js'
import { lossNames, notSurvived } from '../../audit/survives.js'
import type { Policy } from '../../policy/policy.js'
import { gatherFacts } from '../audit/gather-facts.js'
import { Ending, EXIT } from '../exit.js'
import { findPolicy, open } from '../open.js'
import type { GlobalOptions } from '../options.js'
import { type Output, outputFor } from '../output.js'
import { paintOf } from '../paint.js'
import { didYouMean } from '../usage.js'
import { version } from '../version.js'

export interface AuditOptions extends GlobalOptions {
  readonly failOn: string
  readonly mustSurvive?: readonly string[]
  readonly html?: boolean
  readonly markdown?: boolean
  readonly sarif?: boolean
  readonly junit?: boolean
}

const SECTIONS = ['ebs']
const FORMATS = ['json', 'markdown', 'html', 'sarif', 'junit'] as const

interface Audited {
  readonly file: string
  readonly policy: Policy
  readonly facts: Facts
  readonly findings: readonly Finding[]
  readonly ebs: EbsReport
  readonly notSurvived: readonly string[]
}

/** Audits, prints as asked, and ends with 6 where something is found that fails it. */
export async function auditCommand(output: Output, options: AuditOptions, section?: string): Promise<void> {
  const limit = limitOf(options)
  oneFormat(options)
  if (section !== undefined && !SECTIONS.includes(section)) {
    throw new Ending(
      EXIT.usage,
      `audit ${section}: no such section${didYouMean(section, SECTIONS)}`,
      'sections are ebs',
    )
  }
  if (section === 'ebs') noFindings(options)
  const audited = await look(output, options)
  const failed = section === 'ebs' ? [] : [...countedIn(audited.findings, limit), ...audited.notSurvived]
  if (section === 'ebs') showEbs(audited, output, options)
  else show(audited, limit, output, options)
  if (failed.length === 0) return
  const gates = audited.notSurvived.map((line) => `\n  ${line}`).join('')
  const says =
    gates === '' ? `the audit failed: ${summaryOf(audited.findings)}` : `the audit failed: not survived:${gates}`
  throw new Ending(EXIT.failed, says, '"failover audit --fail-on" says what counts', undefined, true)
}

async function look(output: Output, options: AuditOptions): Promise<Audited> {
  const policyFile = findPolicy(options, output)
  const { file, policy, world } = await open({ ...options, policy: policyFile }, output, 'looking')
  try {
    const facts = await gatherFacts(world, policy, options)
    const names = options.mustSurvive ?? []
    known(names, lossNames(facts))
    const findings = audit(facts, policy, world.clock.now())
    return { file, policy, facts, findings, ebs: ebsOf(facts, policy), notSurvived: notSurvived(facts, names) }
  } finally {
    await world.close()
  }
}

/** From this severity on the audit fails. */
function limitOf({ failOn }: AuditOptions): Severity {
  const limit = SEVERITIES.find((each) => each === failOn)
  if (limit) return limit
  const message = `--fail-on ${failOn}: no such severity${didYouMean(failOn, SEVERITIES)}`
  throw new Ending(EXIT.usage, message, `severities are ${SEVERITIES.join(', ')}`)
}

function oneFormat(options: AuditOptions): void {
  const asked = FORMATS.filter((format) => options[format] === true)
  if (asked.length <= 1) return
  throw new Ending(EXIT.usage, `--${asked.join(' and --')}: one format at a time`, 'run it once for each')
}

/** The report on block storage is a report: it has no findings to put in a format for findings, and no gate. */
function noFindings(options: AuditOptions): void {
  const strange = (['sarif', 'junit', 'mustSurvive'] as const).find((name) => options[name] !== undefined)
  if (strange === undefined) return
  const option = strange === 'mustSurvive' ? 'must-survive' : strange
  const next = `print it by --json, --markdown or --html; "failover audit --${option}" is for the whole audit`
  throw new Ending(EXIT.usage, `audit ebs --${option}: block storage alone has no findings`, next)
}

function known(names: readonly string[], losses: readonly string[]): void {
  const strange = names.find((name) => !losses.includes(name))
  if (strange === undefined) return
  const message = `--must-survive ${strange}: no such loss${didYouMean(strange, losses)}`
  throw new Ending(EXIT.usage, message, `losses are ${losses.join(', ')}`)
}

function show(audited: Audited, limit: Severity, output: Output, options: AuditOptions): void {
  const { ebs, facts, file, findings, policy } = audited
  if (options.markdown) output.say(auditMarkdown(policy, facts, findings, ebs))
  else if (options.sarif) outputFor(true).document(sarifOf(findings, file, version()))
  else if (options.junit) output.say(junitOf(findings, limit))
  else if (options.html) output.say(auditHtml(policy, facts, findings, ebs))
  else showAll(audited, output)
}

function showAll({ ebs, facts, file, findings, notSurvived: gates, policy }: Audited, output: Output): void {
  const paint = paintOf(output)
  output.say(findingsText(findings, paint))
  output.say()
  output.say(prospectsText(facts, policy.report.objectives, paint))
  output.say()
  output.say(survivalText(facts, paint))
  // Only AWS has block storage that fails by itself.
  if (facts.world === 'aws') output.say(`\n${ebsText(ebs, paint)}`)
  const survival = facts.outlooks.map(({ move, prospects, without }) => ({ move, prospects, without }))
  output.document({ file, active: facts.active, findings, survival, notSurvived: gates, ebs })
}

function showEbs({ ebs, facts, file, policy }: Audited, output: Output, { html, markdown }: AuditOptions): void {
  if (html) output.say(ebsHtml(policy, facts, ebs))
  else if (markdown) output.say(ebsMarkdown(facts, ebs))
  else {
    output.say(facts.world === 'aws' ? ebsText(ebs, paintOf(output)) : NO_EBS)
    output.document({ file, ebs })
  }
}
