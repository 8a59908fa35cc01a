/** `failover report`: an incident as text, Markdown or JSON, from the journal alone. */

import { readRehearsals } from '../../daemon/rehearsal-book.js'
import type { JournalEntry } from '../../model/journal.js'
import { describeMove } from '../../model/move.js'
import type { Rehearsal } from '../../rehearse/rehearsal.js'
import { incidents } from '../../report/incident.js'
import { postMortem } from '../../report/markdown.js'
import { rehearsalsText } from '../../report/rehearsal-text.js'
import { report } from '../../report/report.js'
import { incidentText } from '../../report/text.js'
import { Ending, EXIT } from '../exit.js'
import { open } from '../open.js'
import type { GlobalOptions } from '../options.js'
import type { Output } from '../output.js'
import { paintOf } from '../paint.js'
import { didYouMean } from '../usage.js'

const FORMATS = ['text', 'markdown']

export async function reportCommand(
  output: Output,
  options: GlobalOptions & { readonly format: string; readonly list?: boolean; readonly rehearsals?: boolean },
  id?: string,
): Promise<void> {
  if (!FORMATS.includes(options.format)) {
    const message = `--format ${options.format}: no such format${didYouMean(options.format, FORMATS)}`
    throw new Ending(EXIT.usage, message, `formats are ${FORMATS.join(', ')}`)
  }
  const { world } = await open(options, output, 'looking')
  try {
    if (options.rehearsals) return showRehearsals(await readRehearsals(world.store), output)
    const entries = await world.store.read()
    if (options.list || (id === undefined && incidents(entries).length === 0)) list(entries, output)
    else show(entries, id, options.format, output)
  } finally {
    await world.close()
  }
}

function showRehearsals(rehearsals: readonly Rehearsal[], output: Output): void {
  output.say(rehearsalsText(rehearsals, paintOf(output)))
  output.document({ rehearsals })
}

function list(entries: readonly JournalEntry[], output: Output): void {
  const all = incidents(entries)
  for (const { id, move, state } of all) output.say(`${id}  ${state.padEnd(10)} ${describeMove(move)}`)
  if (all.length === 0) output.say('No incidents on record.')
  output.document({ incidents: all })
}

function show(entries: readonly JournalEntry[], id: string | undefined, format: string, output: Output): void {
  const incident = report(entries, id)
  if (!incident) {
    const known = incidents(entries).map((each) => each.id)
    const message = `no incident ${id} on record${didYouMean(id ?? '', known)}`
    throw new Ending(EXIT.usage, message, `on record: ${known.join(', ') || 'none'}`)
  }
  output.say(format === 'markdown' ? postMortem(incident).trimEnd() : incidentText(incident, paintOf(output)))
  output.document({ incident })
}
