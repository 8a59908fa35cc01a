/** The audit for people: findings by gravity, and what the plan survives as a table. */
import type { Paint } from '../report/paint.js'
import { table } from '../report/table.js'
import type { Facts, Without } from './facts.js'
import { type Finding, mendText, SEVERITIES, type Severity } from './finding.js'

/** The findings, gravest first, each with what to do; then how many. */
export function findingsText(findings: readonly Finding[], paint: Paint): string {
  const counted = findings.filter(({ suppressed }) => suppressed === undefined)
  const hidden = findings.filter(({ suppressed }) => suppressed !== undefined)
  const blocks = SEVERITIES.flatMap((severity) =>
    byRule(counted.filter((found) => found.severity === severity)).map((same) => blockOf(same, paint)),
  )
  const left = hidden.map(({ evidence, rule, suppressed }) =>
    paint.dim(`suppressed ${rule}: ${evidence} (${suppressed})`),
  )
  return [...blocks, ...left, summaryOf(findings)].join('\n')
}

/** What the same rule found in several places is explained once. */
function byRule(findings: readonly Finding[]): readonly (readonly Finding[])[] {
  const groups = new Map<string, Finding[]>()
  for (const found of findings) groups.set(found.rule, [...(groups.get(found.rule) ?? []), found])
  return [...groups.values()]
}

function blockOf(same: readonly Finding[], paint: Paint): string {
  const [first] = same
  if (!first) return ''
  const { page, rule, severity, title, why } = first
  const colour = { error: paint.bad, warning: paint.warn, note: paint.dim }[severity]
  const places = same.flatMap(({ evidence, mend, resource }) => [
    `    ${paint.bold(resource)}: ${evidence}`,
    `      → ${mendText(mend)}`,
  ])
  return [`${colour(severity)}  ${title} [${rule}]`, ...places, paint.dim(`    ${why} ${page}`), ''].join('\n')
}

/** How many of each gravity, those that are suppressed apart. */
export function summaryOf(findings: readonly Finding[]): string {
  const hidden = findings.filter(({ suppressed }) => suppressed !== undefined).length
  const count = (severity: Severity): number =>
    findings.filter((found) => found.severity === severity && found.suppressed === undefined).length
  const each = SEVERITIES.map((severity) => `${count(severity)} ${severity}${count(severity) === 1 ? '' : 's'}`)
  return `${each.join(', ')}${hidden > 0 ? `; ${hidden} suppressed` : ''}`
}

/** A word for each answer. */
export const WORDS: Readonly<Record<Without['is'], string>> = {
  'as-drawn': 'yes',
  'another-way': 'yes, another way',
  stopped: 'NO',
  'not-asked': '–',
}

/** A line for each loss: whether each move would still be made without it, and what changes or stops it. */
export function survivalText({ outlooks }: Pick<Facts, 'outlooks'>, paint: Paint): string {
  const rows = survivalRows({ outlooks })
  if (rows.length === 0) return ''
  const head = ['without', ...outlooks.map(({ move }) => `${move.from} → ${move.to}`), 'because']
  const painted = rows.map(([loss = '', ...rest]) => [
    loss,
    ...rest.map((cell) => (cell === WORDS.stopped ? paint.bad(cell) : cell)),
  ])
  return [paint.bold('Would the move still be made?'), table(head, painted)].join('\n')
}

/** The same as cells: the loss, a word for each move, the reasons. */
export function survivalRows({ outlooks }: Pick<Facts, 'outlooks'>): readonly (readonly string[])[] {
  const losses = outlooks[0]?.without.map(({ loss }) => loss) ?? []
  return losses.map((loss) => {
    const each = outlooks.map(({ without }) => without.find((one) => one.loss === loss))
    const because = [...new Set(each.flatMap((one) => (one && one.is !== 'not-asked' ? one.says : [])))]
    return [loss, ...each.map((one) => (one ? WORDS[one.is] : '')), shortened(because)]
  })
}

const SHOWN = 2
const WIDE = 100
/** The document and the page have all of it. */
function shortened(reasons: readonly string[]): string {
  const more = reasons.length - SHOWN
  const shown = reasons.slice(0, SHOWN).map((text) => (text.length > WIDE ? `${text.slice(0, WIDE - 1)}…` : text))
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('\n')
}
