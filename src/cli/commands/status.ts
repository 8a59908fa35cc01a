/** `failover status`: where things stand now, from a look of its own at everything, the journal, and who leads. */
import { outlooksOf } from '../../controller/foretell.js'
import { survey } from '../../controller/survey.js'
import { readBeacon } from '../../daemon/beacon.js'
import { recallGameDay } from '../../daemon/game-day-note.js'
import { recallRehearsals } from '../../daemon/rehearsal-book.js'
import { Sightings } from '../../daemon/sightings.js'
import { statusOf } from '../../daemon/status.js'
import { tapped } from '../../daemon/tap.js'
import { open } from '../open.js'
import type { GlobalOptions } from '../options.js'
import type { Output } from '../output.js'
import { statusText } from '../status-text.js'

export async function status(output: Output, options: GlobalOptions): Promise<void> {
  const { policy, world } = await open(options, output, 'looking')
  try {
    const sightings = new Sightings()
    const heard = tapped(world, { onSeen: (observations) => sightings.note(observations), onEntry: () => {} })
    const tick = await survey(heard, policy)
    const beacon = await readBeacon(world.store)
    const entries = await world.store.read()
    const gameDay = await recallGameDay(world.store, tick.situation.standing.active)
    const document = statusOf({
      ...{ policy, tick, entries, at: world.clock.now(), outlooks: outlooksOf(world, tick, entries) },
      rehearsals: await recallRehearsals(world.store),
      seen: (of) => sightings.of(of),
      ...(gameDay ? { gameDay } : {}),
      ...(beacon ? { leader: beacon } : {}),
    })
    output.say(statusText(document, output))
    output.document(document)
  } finally {
    await world.close()
  }
}
