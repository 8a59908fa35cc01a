/**
 * What a local drill is played on: a cloud of its own in a directory of its own, the watchers, the customers, and somebody
 * who looks. All of it is gone when the stage is struck, and when this process ends, however that comes about: each
 * process has a lifeline to it.
 */
import { mkdtemp, open } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { WatchEvent } from '../../daemon/events.js'
import { OperatingError } from '../../model/error.js'
import type { World } from '../../model/world.js'
import { openCloud } from '../../providers/local/cloud/client.js'
import { filesIn } from '../../providers/local/cloud/dir.js'
import type { Harness, LocalCloud } from '../../providers/local/cloud/local-cloud.js'
import { startCloud } from '../../providers/local/cloud/start-cloud.js'
import { resolver } from '../../providers/local/resolve.js'
import { openLocalWorld } from '../../providers/local/world.js'
import type { Drill } from '../../sim/drill.js'
import { type Customers, letIn } from './customers.js'
import { Operators } from './operators.js'
import { type Sampler, sampling } from './sampler.js'
import { Watchers } from './watchers.js'

export interface Stage {
  /** Opened for reading: the drill looks, the watchers act. */
  readonly world: World
  readonly cloud: LocalCloud
  readonly harness: Harness
  readonly watchers: Watchers
  readonly operators: Operators
  readonly customers: Customers
  readonly sampler: Sampler
}

export interface StageParts {
  readonly drill: Drill
  readonly policy: { readonly file: string; readonly text: string }
  readonly signal: AbortSignal
  readonly onEvent: (host: string, event: WatchEvent) => void
  readonly onAnswer: (by: string, says: string) => void
}

/** So many users' answers are kept apart. */
const RESOLVERS = 12

/** Ends what was begun, the last first. */
export type Ends = (() => Promise<void>)[]

/** Sets it up, and puts into `ends` how each part of it ends. Throws `OperatingError` for what does not come up. */
export async function setStage(parts: StageParts, ends: Ends): Promise<Stage> {
  const { drill, onAnswer, onEvent, policy, signal } = parts
  const dir = await mkdtemp(path.join(os.tmpdir(), 'failover-drill-'))
  const harness = await startCloud(dir, policy.text, policy.file, { lifeline: true, signal })
  ends.push(() => harness.down())
  const world = await openLocalWorld(drill.policy, { breakGlass: false, mayChange: false, dir })
  ends.push(() => world.close())
  const cloud = await openCloud(dir, { mayChange: false })
  ends.push(() => cloud.close())
  const log = await open(path.join(dir, 'drill.log'), 'a', 0o600)
  ends.push(() => log.close())
  const common = { ...{ dir, policy: filesIn(dir).policy, log: log.fd, clock: world.clock } }
  const hosts = Array.from({ length: drill.world.controllers }, (_, index) => `host-${index + 1}`)
  const watchers = new Watchers({ ...common, hosts, onEvent })
  ends.push(() => watchers.stop())
  const operators = new Operators({ ...common, onAnswer })
  ends.push(() => operators.stop())
  const { layout } = harness
  const http = layout.regions[0]?.zones[0]?.http.port
  const names = Array.from({ length: RESOLVERS }, () =>
    resolver(layout.dns, {
      ...{ clock: world.clock, addresses: layout.addresses },
      ...(http === undefined ? {} : { httpPort: http }),
    }),
  )
  ends.push(async () => void (await Promise.all(names.map((each) => each.close()))))
  const customers = letIn(layout.publicName, names, world.clock)
  ends.push(() => customers.stop())
  const sampler = sampling(harness, world.clock)
  ends.push(() => sampler.stop())
  const stage = { world, cloud, harness, watchers, operators, customers, sampler }
  await untilCalm(stage, drill, signal)
  return stage
}

const PATIENCE_MS = 45_000
const LOOK_MS = 50
/** Orders in a row that count as being served. */
const SERVED = 20

/** A watcher has looked at everything and finds it well, and customers are served. */
async function untilCalm({ customers, watchers, world }: Stage, { policy }: Drill, signal: AbortSignal): Promise<void> {
  const { clock, store } = world
  const isCalm = async (): Promise<boolean> => {
    const lately = customers.tries.slice(-SERVED)
    const mind = watchers.minds.at(-1)
    return (
      lately.length === SERVED &&
      lately.every(({ acknowledged }) => acknowledged) &&
      mind?.assessments.every(({ measured }) => measured.kind === 'healthy') === true &&
      (await store.get('inventory')) !== undefined
    )
  }
  const began = clock.monotonic()
  while (!(await isCalm())) {
    if (signal.aborted) throw new OperatingError('timed-out', 'the drill was given up')
    if (clock.monotonic() - began > PATIENCE_MS) {
      throw new OperatingError('timed-out', `the app ${policy.app} was not up and well before anything was broken`)
    }
    await clock.sleep(LOOK_MS, signal)
  }
}
