/** `failover plan`: the plan of a move as it would be drawn now, whatever the guards say of making it. */
import { prospectsOf } from '../../controller/foretell.js'
import { survey } from '../../controller/survey.js'
import { planFor } from '../../controller/tick.js'
import { rankStandbys } from '../../decide/rank.js'
import type { Move } from '../../model/move.js'
import { planMermaid } from '../../report/plan-mermaid.js'
import { planText } from '../../report/plan-text.js'
import { Ending, EXIT } from '../exit.js'
import { findPolicy, open, readPolicy } from '../open.js'
import type { PlanOptions } from '../options.js'
import { type Output, outputFor } from '../output.js'
import { paintOf } from '../paint.js'
import { prospectsText } from '../prospects-text.js'
import { didYouMean } from '../usage.js'
import { regionOrAuto } from './to.js'

const FORMATS = ['text', 'json', 'mermaid']

/** Prints it as `--format` says; `json` is what `--json` prints. */
export async function plan(output: Output, options: PlanOptions): Promise<void> {
  if (!FORMATS.includes(options.format)) {
    const message = `--format ${options.format}: no such format${didYouMean(options.format, FORMATS)}`
    throw new Ending(EXIT.usage, message, `formats are ${FORMATS.join(', ')}`)
  }
  const file = findPolicy(options, output)
  const asked = regionOrAuto(readPolicy(file), options.to)
  const { policy, world } = await open({ ...options, policy: file }, output, 'looking')
  try {
    const found = await survey(world, policy)
    const { memory, situation } = found
    const from = situation.standing.active
    const to = asked === 'auto' ? (rankStandbys(situation)[0]?.region ?? from) : asked
    if (to === from) throw new Ending(EXIT.usage, `${to} serves already: there is nothing to plan`)
    const move: Move = { kind: options.planned ? 'switchover' : 'failover', from, to }
    const drawn = planFor(world, situation, memory.inspections, { move })
    if (drawn.is === 'refused') {
      const why = drawn.objections.map(({ detail, step, tactic }) => `  ${step} by ${tactic}: ${detail}`).join('\n')
      throw new Ending(EXIT.held, `no plan stands:\n${why}`, undefined, { move, objections: drawn.objections })
    }
    const answer = options.format === 'json' ? outputFor(true) : output
    if (options.format === 'mermaid') answer.say(planMermaid(drawn.plan))
    else {
      const prospects = prospectsOf(found, drawn.plan, await world.store.read())
      answer.say(`${planText(drawn.plan, paintOf(output))}\n\n${prospectsText(prospects, policy, paintOf(output))}`)
      answer.document({ plan: drawn.plan, ...prospects })
    }
  } finally {
    await world.close()
  }
}
