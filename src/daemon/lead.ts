/**
 * A leader at work: the interface, the beacon and the loop, from a lease just acquired until `signal` fires. Whatever
 * happens, all of them are closed and the lease is given back.
 */
import { outlooksOf } from '../controller/foretell.js'
import { asOperatingError, type OperatingError } from '../model/error.js'
import type { Lease, World } from '../model/world.js'
import type { Policy } from '../policy/policy.js'
import { type Beacon, type Beating, lightBeacon } from './beacon.js'
import { eventsFrom, type WatchEvent } from './events.js'
import { type Interface, openInterface } from './http.js'
import { type Metrics, metricsFor } from './metrics.js'
import { recallRehearsals } from './rehearsal-book.js'
import { State } from './state.js'
import { tapped } from './tap.js'
import { watch } from './watch.js'
import { wordsOf } from './watch-run.js'
import { together } from './watcher.js'

export interface Leadership {
  readonly world: World
  readonly policy: Policy
  readonly lease: Lease
  readonly by: string
  readonly host: string
  readonly port: number
  readonly version: string
  readonly signal: AbortSignal
  readonly emit: (event: WatchEvent) => void
  /** A fault of the dashboard or the metrics, which the watch survives. */
  readonly onFault: (thrown: unknown) => void
}

/**
 * Leads until `signal` fires. Throws `OperatingError`: `deposed` when the lease is lost; `conflict`, `denied` or `refused`
 * when the port cannot be had; what the store says when it cannot be read at the start.
 */
export async function lead(leadership: Leadership): Promise<void> {
  const { emit, lease, world } = leadership
  try {
    const shown: Shown = {}
    const page = await openInterface({
      ...{ host: leadership.host, port: leadership.port, version: leadership.version, onError: leadership.onFault },
      ...{ state: () => shown.state, metrics: () => shown.metrics },
    })
    try {
      await watchBehind(page, shown, leadership)
    } finally {
      await page.close()
    }
  } finally {
    await lease.release()
  }
  emit({ at: world.clock.now(), event: 'stopped' })
}

interface Shown {
  state?: State
  metrics?: Metrics
}

async function watchBehind({ url }: Interface, shown: Shown, leadership: Leadership): Promise<void> {
  const { by, emit, lease, onFault, policy, signal, version, world } = leadership
  const { clock } = world
  const leader: Beacon = { by, pid: process.pid, epoch: lease.epoch, url, since: clock.now(), at: clock.now() }
  const state = new State(policy, clock, leader, await world.store.read(), (tick, entries) =>
    outlooksOf(world, tick, entries),
  )
  for (const rehearsal of await recallRehearsals(world.store)) state.onRehearsed(rehearsal)
  const metrics = metricsFor(lease.epoch, version)
  shown.state = state
  shown.metrics = metrics
  const watcher = together([eventsFrom(clock, emit), state, metrics], onFault)
  const deposed = new AbortController()
  const lost: { error?: OperatingError } = {}
  const beacon = await lightBeacon(
    world.store,
    clock,
    { by, pid: process.pid, url, lease },
    {
      onTrouble: watcher.onTrouble,
      onDeposed: (error) => {
        lost.error = error
        deposed.abort()
      },
    },
  )
  emit({ at: clock.now(), event: 'started', by, epoch: lease.epoch, url })
  const stopping = (): void => emit({ at: clock.now(), event: 'stopping' })
  signal.addEventListener('abort', stopping, { once: true })
  try {
    const over = AbortSignal.any([signal, deposed.signal])
    await watch({ ...{ policy, lease, by, watcher }, world: tapped(world, watcher), signal: over })
    if (lost.error) throw lost.error
  } finally {
    signal.removeEventListener('abort', stopping)
    await putOut(beacon, watcher.onTrouble)
  }
}

/** A beacon that cannot be taken away tells by its silence that nobody leads. */
async function putOut(beacon: Beating, onTrouble: (doing: string, message: string) => void): Promise<void> {
  try {
    await beacon.stop()
  } catch (thrown) {
    const doing = 'take the beacon away'
    onTrouble(doing, wordsOf(asOperatingError(thrown, doing)))
  }
}
