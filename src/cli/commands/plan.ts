/** `failover plan`: the plan of a move as it would be drawn now, whatever the guards say of making it. */
import { survey } from '../../controller/survey.js'
import { planFor } from '../../controller/tick.js'
import { rankStandbys } from '../../decide/rank.js'
import type { Move } from '../../model/move.js'
import { planMermaid } from '../../report/plan-mermaid.js'
import { planText } from '../../report/plan-text.js'
import { Ending, EXIT } from '../exit.js'
import { open } from '../open.js'
import type { PlanOptions } from '../options.js'
import type { Output } from '../output.js'
import { paintOf } from '../paint.js'
import { regionOrAuto } from './to.js'

const FORMATS = ['text', 'json', 'mermaid']

export async function plan(output: Output, options: PlanOptions): Promise<void> {
  if (!FORMATS.includes(options.format)) {
    throw new Ending(EXIT.usage, `--format ${options.format}: no such format`, `formats are ${FORMATS.join(', ')}`)
  }
  const asked = regionOrAuto(output, {}, options.to)
  const { policy, world } = await open(options, output)
  try {
    const { memory, situation } = await survey(world, policy)
    const from = situation.standing.active
    const to = asked === 'auto' ? (rankStandbys(situation)[0]?.region ?? from) : asked
    if (to === from) throw new Ending(EXIT.usage, `${to} serves already: there is nothing to plan`)
    const move: Move = { kind: options.planned ? 'switchover' : 'failover', from, to }
    const drawn = planFor(world, situation, memory.inspections, { move })
    if (drawn.is === 'refused') {
      const why = drawn.objections.map(({ detail, step, tactic }) => `  ${step} by ${tactic}: ${detail}`).join('\n')
      throw new Ending(EXIT.held, `no plan stands:\n${why}`, undefined, { move, objections: drawn.objections })
    }
    if (options.format === 'json') process.stdout.write(`${JSON.stringify(drawn.plan, null, 2)}\n`)
    else {
      output.say(options.format === 'mermaid' ? planMermaid(drawn.plan) : planText(drawn.plan, paintOf(output)))
      output.document({ plan: drawn.plan })
    }
  } finally {
    await world.close()
  }
}
