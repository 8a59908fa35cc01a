/**
 * `failover watch`: the controller. It leads until it is told to stop: by SIGINT or SIGTERM, once to stop safely and
 * twice to stop at once; or, for who started it as a part of something larger, by the end of its standard input.
 */

import { readBeacon } from '../../daemon/beacon.js'
import type { WatchEvent } from '../../daemon/events.js'
import { lead } from '../../daemon/lead.js'
import { LOG_LEVELS, type Log, logEvent, openLog } from '../../daemon/log.js'
import { OperatingError } from '../../model/error.js'
import type { Acquired, Store } from '../../model/world.js'
import { stamp } from '../../report/clock.js'
import { Ending, EXIT } from '../exit.js'
import { type Opened, open } from '../open.js'
import { operatorName } from '../operator.js'
import type { WatchOptions } from '../options.js'
import type { Output } from '../output.js'
import { version } from '../version.js'

/** The exit code of a process ended by SIGINT, as shells count it. */
const ENDED_AT_ONCE = 130

/** With `--json`, each event but the calm ticks is one line of JSON on standard output, as `WatchEvent` has it. */
export async function watchCommand(output: Output, options: WatchOptions): Promise<void> {
  const port = portOf(options.port)
  const log = await openLog(process.stderr, levelOf(process.env.FAILOVER_LOG))
  const opened = await open(options, output)
  try {
    await leadUntilStopped(opened, port, options, output, log)
  } finally {
    await opened.world.close()
  }
}

async function leadUntilStopped(
  { policy, world }: Opened,
  port: number,
  options: WatchOptions,
  output: Output,
  log: Log,
): Promise<void> {
  const by = `watcher of ${operatorName()}`
  const acquired = await world.store.acquire(by)
  if (acquired.is === 'held') throw await notLeader(world.store, acquired)
  const over = new AbortController()
  const unhook = onStop(over)
  const emit = (event: WatchEvent): void => {
    logEvent(log, event)
    if (output.json && event.event !== 'tick') process.stdout.write(`${JSON.stringify(event)}\n`)
    if (event.event === 'started') output.say(event.url)
  }
  try {
    await lead({
      ...{ world, policy, lease: acquired.lease, by, host: options.host, port, version: version() },
      ...{
        signal: over.signal,
        emit,
        onFault: (thrown: unknown) => log.error({ err: thrown }, 'the page has a fault'),
      },
    })
  } catch (thrown) {
    throw endingOf(thrown)
  } finally {
    unhook()
  }
}

/** A port that cannot be had is bad usage; the rest ends as any command does. */
function endingOf(thrown: unknown): unknown {
  const isUsage = thrown instanceof OperatingError && PORT_CODES.has(thrown.code)
  return isUsage ? new Ending(EXIT.usage, thrown.message, thrown.next) : thrown
}

const PORT_CODES: ReadonlySet<string> = new Set(['conflict', 'denied', 'refused'])

async function notLeader(store: Store, { by, epoch, since }: Extract<Acquired, { is: 'held' }>): Promise<Ending> {
  const beacon = await readBeacon(store)
  const page = beacon?.epoch === epoch ? `; its page is ${beacon.url}` : ''
  return new Ending(
    EXIT.notLeader,
    `${by} leads since ${stamp(since)} (epoch ${epoch})${page}`,
    '"failover status" says how it stands; stop that one to lead from here, or leave it: one is enough',
    { leader: { by, epoch, since } },
  )
}

/** Fires at the first signal, or when the lifeline is cut; a second signal ends the process at once. */
function onStop(over: AbortController): () => void {
  const stop = (): void => {
    if (over.signal.aborted) process.exit(ENDED_AT_ONCE)
    over.abort()
  }
  const cut = (): void => over.abort()
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  const isTied = process.env.FAILOVER_LIFELINE === 'stdin'
  if (isTied) {
    process.stdin.on('end', cut)
    process.stdin.on('error', cut)
    process.stdin.resume()
  }
  return () => {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
    if (!isTied) return
    process.stdin.off('end', cut)
    process.stdin.off('error', cut)
    process.stdin.destroy()
  }
}

function portOf(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new Ending(EXIT.usage, `--port ${text}: no such port`, 'ports are 1 to 65535, or 0 for any free one')
}

function levelOf(named: string | undefined): string {
  if (named === undefined || named === '') return 'info'
  if (LOG_LEVELS.includes(named)) return named
  throw new Ending(EXIT.usage, `$FAILOVER_LOG is ${named}: no such level`, `levels are ${LOG_LEVELS.join(', ')}`)
}
