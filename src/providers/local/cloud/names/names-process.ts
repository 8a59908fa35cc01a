/** The name server's process, as its supervisor holds it. */
import { type ChildProcess, fork } from 'node:child_process'
import { withDeadline } from '../../../../model/deadline.js'
import { OperatingError } from '../../../../model/error.js'
import { invariant } from '../../../../model/invariant.js'
import { systemClock } from '../../../clock.js'
import type { Endpoint } from '../layout.js'
import { programFile } from '../programs.js'
import type { FromNames, Publish } from './messages.js'
import { zoneOf } from './zone.js'
import type { ZoneData } from './zone-data.js'

export interface NamesProcess {
  readonly endpoint: Endpoint
  readonly pid: number
  /**
   * Resolves once every new question is answered from `zone`. Throws `OperatingError`: `refused` when the public name
   * would be left without an answer, `conflict` when a newer serial, or another zone of this one, has been published,
   * `unreachable` when the process has ended, `timed-out` when it does not react; what it has been told it then still
   * carries out once it does.
   */
  publish(zone: ZoneData): Promise<void>
  kill(signal: NodeJS.Signals): void
  /** Resolves when the process has ended, whatever the reason; its port is free then. */
  readonly exited: Promise<void>
  stop(): Promise<void>
}

/** A cold start on a busy machine takes seconds. */
const START_DEADLINE_MS = 30_000
const PUBLISH_DEADLINE_MS = 5_000

/**
 * Starts a name server at `address`:`port`, both UDP and TCP; port 0 chooses one that is free. It fails every question
 * until the first `publish`. Throws `OperatingError` when the address or port cannot be had or the process does not start.
 */
export async function startNames({ address, port }: Endpoint): Promise<NamesProcess> {
  const clock = systemClock()
  const child = fork(programFile('names/main.js'), [address, String(port)], {
    // Options of the parent, such as a debugger's port, are not the child's.
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const exited = endOf(child)
  const stop = (): Promise<void> => {
    // Also ends a process that was stopped by a signal and could heed no other; it has nothing to put away.
    child.kill('SIGKILL')
    return exited
  }
  const where = `${address}${port === 0 ? '' : `:${port}`}`
  try {
    const deadline = { clock, ms: START_DEADLINE_MS, doing: `start the name server at ${where}` }
    const heard = await withDeadline(deadline, () => Promise.race([firstWord(child), exited]))
    if (heard?.kind === 'listening') {
      const { pid } = child
      invariant(pid, 'a process that speaks has a number')
      const endpoint = { address, port: heard.port }
      const publish = publisher(child, endpoint, exited)
      return { endpoint, pid, publish, kill: (signal) => void child.kill(signal), exited, stop }
    }
    if (heard?.kind === 'deaf') throw deafness(heard.code, heard.because, where)
    throw new OperatingError(
      'unsupported',
      `the name server at ${where} ended as it started`,
      'standard error says why',
    )
  } catch (thrown) {
    await stop()
    throw thrown
  }
}

const endOf = (child: ChildProcess): Promise<undefined> =>
  new Promise((resolve) => {
    child.once('exit', () => resolve(undefined))
    // Without a process there is no exit.
    child.once('error', () => child.pid === undefined && resolve(undefined))
    // A word that could not be sent; whoever sent it is told as well.
    child.on('error', () => {})
  })

const firstWord = (child: ChildProcess): Promise<FromNames> =>
  new Promise((resolve) => child.once('message', (message: FromNames) => resolve(message)))

/** Why it cannot listen, by the system's code. */
function deafness(code: string, because: string, where: string): OperatingError {
  const what = `the name server cannot listen on ${where}`
  switch (code) {
    case 'EADDRINUSE':
      return new OperatingError('conflict', `${what}: another program has the port`, 'stop it, or choose another port')
    case 'EADDRNOTAVAIL':
      return new OperatingError('unsupported', `${what}: this machine has no such address`, 'choose one that it has')
    case 'EACCES':
      return new OperatingError('denied', `${what}: permission denied`, 'choose a port above 1023')
    default:
      return new OperatingError('unsupported', `${what}: ${because}`)
  }
}

function publisher(child: ChildProcess, endpoint: Endpoint, exited: Promise<void>): NamesProcess['publish'] {
  const where = `${endpoint.address}:${endpoint.port}`
  const lost = exited.then(() => 'lost' as const)
  const waiting = new Map<number, () => void>()
  child.on('message', (message: FromNames) => {
    if (message.kind === 'published') waiting.get(message.order)?.()
  })
  let orders = 0
  let newest: ZoneData | undefined
  return async (zone) => {
    // Its checks speak here, where the caller hears them.
    zoneOf(zone, endpoint.address)
    if (newest) refuseStale(zone, newest)
    const order = ++orders
    const doing = `publish ${zone.origin}, serial ${zone.serial}, at the name server ${where}`
    const done = new Promise<'published'>((resolve) => waiting.set(order, () => resolve('published')))
    newest = zone
    try {
      const sent = say(child, { kind: 'publish', order, zone })
      const deadline = { clock: systemClock(), ms: PUBLISH_DEADLINE_MS, doing }
      const end = await withDeadline(deadline, () => Promise.race([done, lost, sent]))
      if (end === 'lost') throw new OperatingError('unreachable', `${doing}: its process has ended`, 'start it again')
    } finally {
      waiting.delete(order)
    }
  }
}

/** Never resolves when the message has left; what counts is the answer. */
const say = (child: ChildProcess, message: Publish): Promise<'lost'> =>
  new Promise((resolve) => {
    if (!child.connected) return resolve('lost')
    child.send(message, (failure) => failure && resolve('lost'))
  })

function refuseStale(zone: ZoneData, newest: ZoneData): void {
  const isRepeated = zone.serial === newest.serial && JSON.stringify(zone) === JSON.stringify(newest)
  if (zone.serial > newest.serial || isRepeated) return
  const what = `${zone.origin} with serial ${zone.serial} comes too late: serial ${newest.serial} was published`
  throw new OperatingError('conflict', what, 'publish what is newest, under a serial above it')
}
