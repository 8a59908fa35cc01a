/** `failover halt`: asks the running move, whoever runs it, to stop before its next step. */
import { precedentsOf } from '../../decide/precedents.js'
import { describeMove } from '../../model/move.js'
import { report } from '../../report/report.js'
import { open } from '../open.js'
import { operatorName } from '../operator.js'
import type { GlobalOptions } from '../options.js'
import type { Output } from '../output.js'

export async function halt(output: Output, options: GlobalOptions & { because?: string }): Promise<void> {
  const { world } = await open(options, output, 'looking')
  try {
    const entries = await world.store.read()
    const { open: incident } = precedentsOf(entries)
    if (!incident) {
      output.say('Nothing to halt: no move is under way.')
      output.document({ halted: false })
      return
    }
    if (report(entries, incident.incident)?.state === 'halted') {
      output.say(`${incident.incident} (${describeMove(incident.move)}) is halted already; "failover resume" goes on.`)
      output.document({ halted: incident.incident, because: 'it is halted already' })
      return
    }
    const why = `${operatorName()} asked to halt${options.because ? `: ${options.because}` : ''}`
    const key = `halt-${incident.incident}`
    const before = await world.store.get(key)
    await world.store.put(key, why, before?.version)
    output.say(`Asked ${incident.incident} (${describeMove(incident.move)}) to halt before its next step.`)
    output.say('"failover resume" goes on with it; "failover report" shows where it stopped.')
    output.document({ halted: incident.incident, because: why })
  } finally {
    await world.close()
  }
}
