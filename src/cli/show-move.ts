/** What a person sees of a move: the decision with every guard's word and the plan before, the end and the way on after. */
import type { Ended } from '../controller/carry-out.js'
import { foretoldOf } from '../controller/foretell.js'
import type { Tick } from '../controller/tick.js'
import type { Forecast } from '../model/forecast.js'
import { describeMove, type GuardVerdict, isAside } from '../model/move.js'
import { lossForecast, timeForecast } from '../report/forecast-text.js'
import { planText } from '../report/plan-text.js'
import { report } from '../report/report.js'
import { incidentText } from '../report/text.js'
import { Ending, EXIT } from './exit.js'
import type { Opened } from './open.js'
import type { Output } from './output.js'
import { paintOf } from './paint.js'

/** The decision and the plan as `--json` prints them. */
export function decisionDocument({ decision, objections, plan, situation }: Tick): object {
  const { standing } = situation
  return { standing, decision, ...(plan ? { plan } : {}), ...(objections ? { objections } : {}) }
}

export function showFound(found: Tick, dryRun: boolean, output: Output): void {
  if (dryRun) output.say(output.paint.bold('Dry run: everything is read and checked, nothing is changed.'))
  showGuards(found, output)
  if (found.plan) output.say(`\n${planText(found.plan, paintOf(output))}\n`)
}

/** What is foretold of the plan, in a line. */
export async function showForecast({ world }: Opened, found: Tick, output: Output): Promise<Forecast | undefined> {
  if (!found.plan || isAside(found.plan.move)) return undefined
  const told = foretoldOf(found, found.plan, await world.store.read(), world.clock.now())
  output.say(`Forecast: ${timeForecast(told)}; ${lossForecast(told.loss)}.\n`)
  return told
}

/** Each candidate with what every guard said. */
export function showGuards({ decision }: Tick, output: Output): void {
  for (const { guards, move } of decision.considered) {
    output.say(`${output.paint.bold(describeMove(move))}: ${decision.because}`)
    const width = Math.max(...guards.map(({ guard }) => guard.length))
    for (const verdict of guards)
      output.say(`  ${mark(verdict, output)} ${verdict.guard.padEnd(width)}  ${verdict.because}`)
  }
}

function mark({ is }: GuardVerdict, { paint }: Output): string {
  switch (is) {
    case 'allow':
      return paint.green('allow  ')
    case 'waived':
      return paint.yellow('waived ')
    case 'block':
      return paint.red('block  ')
    case 'unknown':
      return paint.red('unknown')
  }
}

/** The incident's report, on standard output for people, or as the document. */
export async function showEnd({ world }: Opened, ended: Ended, output: Output): Promise<void> {
  const incident = report(await world.store.read(), ended.incident)
  if (!incident) throw new Ending(EXIT.bug, `incident ${ended.incident} is not in the journal`)
  output.say(`\n${incidentText(incident, paintOf(output))}`)
  output.document({ ended, incident })
}

/** How the command ends, when not done. The document has been printed already. */
export function endedEnding(ended: Ended): Ending | undefined {
  if (ended.is === 'recovered' || ended.is === 'done') return undefined
  if (ended.is === 'went-back') {
    return new Ending(EXIT.halted, `went back to where it began: ${ended.because}`, undefined, undefined, true)
  }
  return new Ending(EXIT.halted, `halted part-way: ${ended.because}`, ended.next, undefined, true)
}
