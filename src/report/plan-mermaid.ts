/** A plan's graph as Mermaid text (https://mermaid.js.org/syntax/flowchart.html), for where Markdown is shown. */
import type { Plan } from '../model/plan.js'
import { about } from './plan-text.js'
import { oneLine } from './printable.js'

/** Steps that cannot be undone are drawn as hexagons of the class `noReturn`. */
export function planMermaid({ steps }: Plan): string {
  const node = new Map(steps.map(({ id }, index) => [id, `s${index + 1}`]))
  const name = (id: string): string => node.get(id) ?? 'missing'
  const nodes = steps.map((step) => {
    const { id, says, undo } = step
    const label = `"${quoted(says)}<br/>about ${about(step)}"`
    return undo.kind === 'impossible' ? `  ${name(id)}{{${label}}}:::noReturn` : `  ${name(id)}[${label}]`
  })
  const edges = steps.flatMap(({ after, id }) => after.map((before) => `  ${name(before)} --> ${name(id)}`))
  return ['flowchart TD', ...nodes, ...edges, '  classDef noReturn stroke-width:3px', ''].join('\n')
}

/** Inside a quoted label, what ends it or means something to Mermaid, Markdown or HTML needs its entity code. */
const quoted = (text: string): string => oneLine(text).replace(/["#%&<>\\`]/g, (mark) => `#${mark.charCodeAt(0)};`)
