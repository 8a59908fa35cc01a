/**
 * `failover demo`: a real failover on this machine, end to end. A local cloud, a watcher and a customer are started; a
 * place is broken (or an operator asks); what the controller does about it is shown as it happens, and then counted.
 */
import type { Decision } from '../../model/move.js'
import { report } from '../../report/report.js'
import { incidentText } from '../../report/text.js'
import { type Figures, figures } from '../demo/figures.js'
import { type Outcome, play } from '../demo/play.js'
import { SCENARIOS, type Scenario } from '../demo/scenarios.js'
import { type Stage, setStage } from '../demo/stage.js'
import { customerText } from '../demo/story.js'
import { Ending, EXIT } from '../exit.js'
import type { DemoOptions } from '../options.js'
import type { Output } from '../output.js'
import { paintOf } from '../paint.js'

export async function demo(output: Output, options: DemoOptions): Promise<void> {
  const scenario = scenarioNamed(options.scenario)
  const began = performance.now()
  output.say(output.paint.bold(`failover demo: ${scenario.name}`))
  output.say(`${capital(scenario.says)}.\n`)
  const stage = await setStage(options, output)
  try {
    const outcome = await play(stage, scenario, output)
    const counted = await count(stage, outcome)
    show(stage, scenario, outcome, counted, output)
    document(scenario, outcome, counted, performance.now() - began, output)
    judge(scenario, outcome, counted)
  } finally {
    await stage.strike()
  }
}

function scenarioNamed(name: string): Scenario {
  const found = SCENARIOS.find((scenario) => scenario.name === name)
  if (found) return found
  const names = SCENARIOS.map((scenario) => scenario.name).join(', ')
  throw new Ending(EXIT.usage, `--scenario ${name}: no such scenario`, `scenarios are ${names}`)
}

interface Counted extends Figures {
  readonly incident: ReturnType<typeof report>
}

/** Nothing assumed: the orders are asked of the database that writes now. */
async function count({ shopper, stored, world }: Stage, { incident: id }: Outcome): Promise<Counted> {
  const incident = id === undefined ? undefined : report(await world.store.read(), id)
  return { ...figures(shopper.tries, await stored(), incident), incident }
}

function show(stage: Stage, scenario: Scenario, { decision }: Outcome, counted: Counted, output: Output): void {
  const { incident, ...numbers } = counted
  output.say('')
  if (incident) output.say(`${incidentText(incident, paintOf(output))}\n`)
  output.say(customerText(scenario, numbers, stage.policy.report.objectives, paintOf(output)))
  if (!incident) output.say(`\nNo move was made: ${decision.because}.`)
  output.say(`\n${output.paint.dim(`Why this is right: ${scenario.rightly}.`)}`)
}

function document(scenario: Scenario, outcome: Outcome, counted: Counted, tookMs: number, output: Output): void {
  const { incident, ...numbers } = counted
  output.document({
    scenario: scenario.name,
    ...numbers,
    decision: outcome.decision,
    plan: incident?.plan ?? null,
    incident: incident ?? null,
    tookMs: Math.round(tookMs),
  })
}

/** What came of it against what a good controller does; a demo that went wrong says so, and fails. */
function judge(scenario: Scenario, { decision }: Outcome, { incident, lost }: Counted): void {
  const did = moved(decision)
  if (did !== scenario.expects) {
    const next = 'the watcher’s log and "failover report" tell more; run it again with --stay to look around'
    throw failed(`expected ${scenario.expects}, saw ${did}: ${decision.because}`, next)
  }
  if (scenario.expects === 'hold') return
  if (incident?.state !== 'recovered') throw failed(`the incident is ${incident?.state ?? 'not on record'}`)
  const mustKeepAll = scenario.expects !== 'failover'
  if (mustKeepAll && lost > 0) throw failed(`${lost} acknowledged orders were lost, where none may be`)
}

const failed = (message: string, next?: string): Ending => new Ending(EXIT.failed, message, next, undefined, true)
const moved = (decision: Decision): string => (decision.kind === 'act' ? decision.move.kind : 'hold')
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
