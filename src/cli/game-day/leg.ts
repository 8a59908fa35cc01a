/** One way of a game day, out or home: a switchover by the path of every other move, to its end. */
import { carryOut, type Ended, resume } from '../../controller/carry-out.js'
import type { Tick } from '../../controller/tick.js'
import type { Lease, World } from '../../model/world.js'
import type { Incident } from '../../report/incident.js'
import { report } from '../../report/report.js'
import { Ending, EXIT } from '../exit.js'
import type { Opened } from '../open.js'
import type { Output } from '../output.js'
import { showProgress } from '../progress.js'

export interface Leg {
  readonly ended: Ended
  readonly incident: Incident
}

export interface Hand {
  readonly opened: Opened
  readonly lease: Lease
  readonly by: string
  readonly output: Output
}

/** Carries out what was found; what halts for something that passes is tried once more. */
export async function walk({ by, lease, opened, output }: Hand, found: Tick): Promise<Leg> {
  const { policy, world } = opened
  const run = { world, policy, lease, by }
  const progress = showProgress(world, found.plan, output)
  try {
    let ended = await carryOut(run, found)
    if (ended.is === 'halted' && (await passes(world, ended.incident)))
      ended = await resume(run, ended.incident, found.memory.inspections)
    const incident = report(await world.store.read(), ended.incident)
    if (!incident) throw new Ending(EXIT.bug, `incident ${ended.incident} is not in the journal`)
    return { ended, incident }
  } finally {
    await progress.stop()
  }
}

/** A halt that a person asked for, or that somebody must mend, is left to them. */
async function passes({ store }: World, incident: string): Promise<boolean> {
  const events = (await store.read()).filter((entry) => entry.incident === incident).map(({ event }) => event)
  return events.findLast((event) => event.kind === 'halted')?.passes === true
}
