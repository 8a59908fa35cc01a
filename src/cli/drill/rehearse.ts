/** Runs a drill and judges it: what it expects, and every law that can be seen. */
import { runLocalDrill } from '../../drill/local/run-local.js'
import { CHECKED_IN_SIM, CHECKED_LOCALLY, type Checked } from '../../drill/local/seen-laws.js'
import { runDrill } from '../../drill/run-drill.js'
import type { Drill } from '../../sim/drill.js'
import type { Judged } from '../../sim/expect/judged.js'
import { judge } from '../../sim/expectations.js'
import type { Rehearsed } from '../../sim/figures.js'
import { lawsBroken } from '../../sim/laws.js'
import type { Output } from '../output.js'
import type { ReadDrill } from './drill-files.js'
import { telling } from './local-telling.js'

/** What came of a drill in one of the worlds. */
export interface Replayed extends Rehearsed {
  readonly world: 'sim' | 'local'
  readonly checked: Checked
}

/** In the simulated world. */
export async function rehearse(drill: Drill): Promise<Replayed> {
  const trace = await runDrill(drill)
  return { trace, expectations: judge(trace), broken: lawsBroken(trace), world: 'sim', checked: CHECKED_IN_SIM }
}

/** In a local cloud, in real time; what happens is told as it does. Ctrl-C ends it, and leaves nothing. */
export async function rehearseLocally({ drill, text }: ReadDrill, output: Output): Promise<Replayed> {
  const over = new AbortController()
  let heard: NodeJS.Signals | undefined
  const give = (signal: NodeJS.Signals): void => {
    heard = signal
    over.abort()
  }
  process.once('SIGINT', give).once('SIGTERM', give)
  output.say(output.paint.bold(drill.title))
  try {
    const told = telling(drill.policy, output)
    const { trace, uncounted } = await runLocalDrill(drill, { policy: text.policy, signal: over.signal, ...told })
    const expectations = judge(trace).map((judged, index) => counted(judged, drill, index, uncounted))
    return { trace, expectations, broken: lawsBroken(trace), world: 'local', checked: CHECKED_LOCALLY }
  } finally {
    process.off('SIGINT', give).off('SIGTERM', give)
    // Nothing is left now; whoever sent the signal is to see that it was heeded.
    if (heard !== undefined) process.kill(process.pid, heard)
  }
}

/** Orders that could not be counted are not taken for kept. */
function counted(judged: Judged, { expect }: Drill, index: number, uncounted: string | undefined): Judged {
  if (uncounted === undefined || expect[index]?.kind !== 'lost-writes') return judged
  return { text: judged.text, met: false, saw: `not counted: ${uncounted}` }
}
