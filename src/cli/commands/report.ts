/** `failover report`: an incident as text, Markdown or JSON, from the journal alone. */
import { describeMove } from '../../model/move.js'
import { incidents } from '../../report/incident.js'
import { postMortem } from '../../report/markdown.js'
import { report } from '../../report/report.js'
import { incidentText } from '../../report/text.js'
import { Ending, EXIT } from '../exit.js'
import { open } from '../open.js'
import type { GlobalOptions } from '../options.js'
import type { Output } from '../output.js'
import { paintOf } from '../paint.js'

const FORMATS = ['text', 'markdown']

export async function reportCommand(
  output: Output,
  options: GlobalOptions & { readonly format: string; readonly list?: boolean },
  id?: string,
): Promise<void> {
  if (!FORMATS.includes(options.format)) {
    throw new Ending(EXIT.usage, `--format ${options.format}: no such format`, `formats are ${FORMATS.join(', ')}`)
  }
  const { world } = await open(options, output)
  try {
    const entries = await world.store.read()
    const all = incidents(entries)
    if (options.list) {
      for (const incident of all)
        output.say(`${incident.id}  ${incident.state.padEnd(10)} ${describeMove(incident.move)}`)
      if (all.length === 0) output.say('No incidents on record.')
      output.document({ incidents: all })
      return
    }
    const incident = report(entries, id)
    if (!incident) {
      if (id === undefined) throw new Ending(EXIT.done, 'no incidents on record', undefined, { incidents: [] })
      const known = all.map((each) => each.id).join(', ') || 'none'
      throw new Ending(EXIT.usage, `no incident ${id} on record`, `on record: ${known}`)
    }
    output.say(options.format === 'markdown' ? postMortem(incident) : incidentText(incident, paintOf(output)))
    output.document({ incident })
  } finally {
    await world.close()
  }
}
