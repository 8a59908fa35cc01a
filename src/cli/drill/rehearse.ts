/** Runs a drill and judges it: what it expects, and every law. */
import { runDrill } from '../../drill/run-drill.js'
import type { Drill } from '../../sim/drill.js'
import { judge } from '../../sim/expectations.js'
import type { Rehearsed } from '../../sim/figures.js'
import { lawsBroken } from '../../sim/laws.js'

export async function rehearse(drill: Drill): Promise<Rehearsed> {
  const trace = await runDrill(drill)
  return { trace, expectations: judge(trace), broken: lawsBroken(trace) }
}
