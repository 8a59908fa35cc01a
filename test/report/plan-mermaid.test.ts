import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Plan } from '../../src/model/plan.js'
import { planMermaid } from '../../src/report/plan-mermaid.js'
import { away, home, plan } from './fixtures/journal.js'

/** What of Mermaid's flowchart grammar a plan uses; a label holds no raw mark that could end it or start another. */
const LABEL = /"(?:[^"#%&<>\\`\p{Cc}]|#\d+;)*<br\/>about [0-9a-z., ]+"/u.source
const LINE = new RegExp(`^  (?:s\\d+\\[${LABEL}\\]|s\\d+\\{\\{${LABEL}\\}\\}:::noReturn|s\\d+ --> s\\d+)$`, 'u')

function expectFlowchart(text: string, { steps }: Plan): void {
  const lines = text.split('\n')
  expect([lines[0], ...lines.slice(-2)]).toEqual(['flowchart TD', '  classDef noReturn stroke-width:3px', ''])
  const body = lines.slice(1, -2)
  for (const line of body) expect(line).toMatch(LINE)
  expect(body).toHaveLength(steps.length + steps.flatMap(({ after }) => after).length)
}

describe('a plan as a Mermaid flowchart', () => {
  it('has a node for each step, an arrow for each "after", and hexagons past undoing', () => {
    const text = planMermaid(plan)
    expectFlowchart(text, plan)
    expect(text).toContain('  s2["fence orders in us-east-1 (through its proxy)<br/>about 500 ms"]')
    expect(text).toContain('  s3{{"promote orders in eu-west-1 (pg_promote)<br/>about 500 ms"}}:::noReturn')
    expect(text).toContain('  s2 --> s3')
  })

  it('tells how long a stage of traffic settles', () => {
    const proof = { at: away, from: home, percent: 10, final: false, planned: true, settleMs: 30_000 }
    const staged = {
      ...plan,
      steps: plan.steps.map((step) => (step.id === 'front.traffic' ? { ...step, proof } : step)),
    }
    expectFlowchart(planMermaid(staged), staged)
    expect(planMermaid(staged)).toContain('about 1 s, settles 30 s"]')
  })

  it('shows quotes, entities, tags and directives as they are', () => {
    const [step] = plan.steps
    if (!step) throw new Error('no step')
    const says = 'say "end" #1; <b>&lt; `md` %%{init: {}}%% \\n'
    expect(planMermaid({ ...plan, steps: [{ ...step, says }] })).toContain(
      's1["say #34;end#34; #35;1; #60;b#62;#38;lt; #96;md#96; #37;#37;{init: {}}#37;#37; #92;n<br/>',
    )
  })

  it('is valid whatever a driver says, and with no steps', () => {
    expectFlowchart(planMermaid({ ...plan, steps: [] }), { ...plan, steps: [] })
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (says) => {
        const hostile = { ...plan, steps: plan.steps.map((step) => ({ ...step, says })) }
        expectFlowchart(planMermaid(hostile), hostile)
      }),
    )
  })
})
