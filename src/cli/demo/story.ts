/** What the customer went through, as text: a waterfall from the first failed order, and orders counted, not assumed. */
import type { Objectives } from '../../model/journal.js'
import { formatMs } from '../../model/units.js'
import type { Paint } from '../../report/paint.js'
import { spans } from '../../report/waterfall.js'
import type { Figures } from './figures.js'
import type { Scenario } from './scenarios.js'

/** Lines for a terminal, without a newline at the end. */
export function customerText(scenario: Scenario, figures: Figures, objectives: Objectives, paint: Paint): string {
  const { acknowledged, failedTries, lost, totalMs } = figures
  const lines = [paint.bold('The customer')]
  if (failedTries === 0) lines.push('  never saw an order fail')
  else lines.push(...waterfallOf(figures).map((line) => `  ${line}`), `  ${served(totalMs, objectives, paint)}`)
  lines.push(`  ${acknowledged} orders acknowledged, ${failedTries} tries failed and were made again`)
  const loss = lost === 0 ? paint.good('0 lost') : paint.bad(`${lost} lost`)
  lines.push(`  ${loss}: acknowledged orders that the writer’s database does not have, counted there`)
  if (scenario.expects === 'hold') lines.push('  (the release was taken back at the end; moving would not have helped)')
  return lines.join('\n')
}

function served(totalMs: number | null, { recoveryTimeMs }: Objectives, paint: Paint): string {
  if (totalMs === null) return paint.bad('not served again')
  const met = totalMs <= recoveryTimeMs
  const line = `served again ${formatMs(totalMs)} after the first failed order, objective ${formatMs(recoveryTimeMs)}`
  return met ? paint.good(`${line}: met`) : paint.bad(`${line}: missed`)
}

function waterfallOf({ decideMs, detectMs, flipMs, servedAgainMs }: Figures): readonly string[] {
  const parts = [
    ['detect', detectMs, 'first failed order until judged impaired'],
    ['decide', decideMs, 'until the decision, every guard asked'],
    ['flip', flipMs, 'until the last step held'],
    ['served', servedAgainMs, 'until orders were taken again, TTL included'],
  ] as const
  let fromMs = 0
  return spans(
    parts.flatMap(([name, tookMs, meaning]) => {
      if (tookMs === null) return []
      const span = { name, fromMs, toMs: fromMs + tookMs, meaning }
      fromMs += tookMs
      return [span]
    }),
  )
}
