/** `failover resume`: takes up the open incident where its journal stands; with `--abandon`, closes it as it stands. */
import { resume as resumeIncident } from '../../controller/carry-out.js'
import { inspectAll, recall } from '../../controller/inventory.js'
import { precedentsOf } from '../../decide/precedents.js'
import type { JournalEvent } from '../../model/journal.js'
import { describeMove } from '../../model/move.js'
import type { Lease, World } from '../../model/world.js'
import { report } from '../../report/report.js'
import { Ending, EXIT } from '../exit.js'
import { open } from '../open.js'
import { operatorName } from '../operator.js'
import type { GlobalOptions } from '../options.js'
import type { Output } from '../output.js'
import { showProgress } from '../progress.js'
import { endedEnding, showEnd } from '../show-move.js'

export async function resume(
  output: Output,
  options: GlobalOptions & { abandon?: boolean; because?: string },
): Promise<void> {
  const opened = await open(options, output)
  const { policy, world } = opened
  try {
    const entries = await world.store.read()
    const { open: incident } = precedentsOf(entries)
    if (!incident) {
      output.say('Nothing to resume: no incident is open.')
      output.document({ resumed: false })
      return
    }
    const lease = await lead(world)
    try {
      if (options.abandon) return await abandon(world, lease, incident.incident, options.because, output)
      output.say(`Resuming ${incident.incident}: ${describeMove(incident.move)}`)
      const inspections = await inspectAll(world, await recall(world.store), 3_000)
      const progress = showProgress(world, report(entries, incident.incident)?.plan, output)
      const run = { world, policy, lease, by: operatorName() }
      const ended = await resumeIncident(run, incident.incident, inspections).finally(() => progress.stop())
      await showEnd(opened, ended, output)
      const ending = endedEnding(ended)
      if (ending) throw ending
    } finally {
      await lease.release()
    }
  } finally {
    await world.close()
  }
}

async function lead({ store }: World): Promise<Lease> {
  const acquired = await store.acquire(operatorName())
  if (acquired.is === 'granted') return acquired.lease
  const next =
    'it resumes by itself what was cut off, or halted for what passes; what else halted, it leaves to you: stop it, resume, start it again'
  throw new Ending(EXIT.notLeader, `${acquired.by} leads (epoch ${acquired.epoch})`, next)
}

async function abandon(
  world: World,
  lease: Lease,
  incident: string,
  because: string | undefined,
  output: Output,
): Promise<void> {
  const by = operatorName()
  const why = because ?? `closed as it stands by ${by}`
  const { clock, store } = world
  const event: JournalEvent = { kind: 'incident-closed', outcome: 'abandoned', because: why }
  await store.append(lease, { at: clock.now(), incident, by, event })
  await store.remove(`halt-${incident}`)
  output.say(`Abandoned ${incident}: ${why}. What was done stays done; look at it by "failover status".`)
  output.document({ abandoned: incident, because: why })
}
