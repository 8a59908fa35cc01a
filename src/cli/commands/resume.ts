/**
 * `failover resume`: takes up the open incident where its journal stands; with `--abandon`, closes it as it stands. Where a
 * watcher leads, it does so for whoever asks.
 */
import { randomUUID } from 'node:crypto'
import { abandon, type Ended, resume as resumeIncident } from '../../controller/carry-out.js'
import { inspectAll, recall } from '../../controller/inventory.js'
import { askLeader, isHalted, LEADER_PATIENCE_MS } from '../../daemon/requests.js'
import { precedentsOf } from '../../decide/precedents.js'
import type { Precedent } from '../../decide/situation.js'
import { describeMove } from '../../model/move.js'
import type { Acquired } from '../../model/world.js'
import { report } from '../../report/report.js'
import { Ending, EXIT } from '../exit.js'
import { type Opened, open } from '../open.js'
import { operatorName } from '../operator.js'
import type { GlobalOptions } from '../options.js'
import type { Output } from '../output.js'
import { showProgress } from '../progress.js'
import { endedEnding, showEnd } from '../show-move.js'

type ResumeOptions = GlobalOptions & { readonly abandon?: boolean; readonly because?: string }
type Held = Extract<Acquired, { is: 'held' }>

export async function resume(output: Output, options: ResumeOptions): Promise<void> {
  const opened = await open(options, output)
  const { world } = opened
  try {
    const { open: incident } = precedentsOf(await world.store.read())
    if (!incident) {
      output.say('Nothing to resume: no incident is open.')
      output.document({ resumed: false })
      return
    }
    const acquired = await world.store.acquire(operatorName())
    if (acquired.is === 'held') return await throughLeader(opened, acquired, incident, options, output)
    const { lease } = acquired
    try {
      if (options.abandon) {
        const because = await abandon({ lease, world }, incident.incident, operatorName(), options.because)
        return sayAbandoned(incident, because, output)
      }
      output.say(`Resuming ${incident.incident}: ${describeMove(incident.move)}`)
      const inspections = await inspectAll(world, await recall(world.store), 3_000)
      const run = { world, policy: opened.policy, lease, by: operatorName() }
      await followed(opened, incident, output, () => resumeIncident(run, incident.incident, inspections))
    } finally {
      await lease.release()
    }
  } finally {
    await world.close()
  }
}

/** Shows progress until it ended, and how; throws `Ending` for everything but done. */
async function followed(
  opened: Opened,
  { incident }: Precedent,
  output: Output,
  work: () => Promise<Ended>,
): Promise<void> {
  const plan = report(await opened.world.store.read(), incident)?.plan
  const progress = showProgress(opened.world, plan, output)
  const ended = await work().finally(() => progress.stop())
  await showEnd(opened, ended, output)
  const ending = endedEnding(ended)
  if (ending) throw ending
}

/** What is halted, the leader resumes or closes when asked; what is under way is its own. */
async function throughLeader(
  opened: Opened,
  { by: leader, epoch }: Held,
  incident: Precedent,
  { abandon: closes = false, because }: ResumeOptions,
  output: Output,
): Promise<void> {
  const { clock, store } = opened.world
  const leads = `${leader} leads (epoch ${epoch})`
  if (!(await isHalted(store, incident.incident))) {
    const says = `${leads}, and has ${incident.incident} (${describeMove(incident.move)}) under way`
    throw new Ending(EXIT.notLeader, says, '"failover status" shows it; "failover halt" stops it before its next step')
  }
  output.remark(`${leads}; asking it to ${closes ? 'close' : 'resume'} ${incident.incident}`)
  const does = closes ? 'abandon' : 'resume'
  const order = { does, incident: incident.incident, by: operatorName(), ...(because ? { because } : {}) } as const
  const ask = () => askLeader(store, clock, { id: randomUUID(), order, epoch }, LEADER_PATIENCE_MS)
  const work = async (): Promise<Ended> => {
    const reply = await ask()
    if (reply.ended) return reply.ended
    throw new Ending(EXIT.held, `the leader answers: ${wordOf(reply)}`, undefined, { ...reply })
  }
  if (!closes) return followed(opened, incident, output, work)
  const reply = await ask()
  const isClosed = reply.decision.kind === 'hold' && reply.decision.reason === 'abandoned'
  if (!isClosed) throw new Ending(EXIT.held, `the leader answers: ${wordOf(reply)}`, undefined, { ...reply })
  sayAbandoned(incident, wordOf(reply), output)
}

const wordOf = ({ decision }: Awaited<ReturnType<typeof askLeader>>): string =>
  decision.kind === 'hold' ? decision.because : 'it acted on something else'

function sayAbandoned({ incident }: Precedent, because: string, output: Output): void {
  output.say(`Abandoned ${incident}: ${because}. What was done stays done; look at it by "failover status".`)
  output.document({ abandoned: incident, because })
}
