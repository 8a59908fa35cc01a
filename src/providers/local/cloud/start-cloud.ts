/** Starting a local cloud: its supervisor is a process of its own, which outlives this one unless told not to. */
import { type ChildProcess, fork } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { OperatingError } from '../../../model/error.js'
import { claimDir, clearDir, removeDir } from './claim-dir.js'
import { filesIn } from './dir.js'
import { openHarness } from './harness.js'
import { noteProcess } from './leftovers.js'
import type { Harness } from './local-cloud.js'
import { programFile } from './programs.js'
import type { Begin, FromSupervisor, Stay } from './supervisor/messages.js'

export interface StartOptions {
  /** Whether the cloud goes down by itself when this process is gone, however that comes about. */
  readonly lifeline: boolean
  /** Gives up the start and takes down what there is of it. */
  readonly signal?: AbortSignal
}

/**
 * Starts the cloud of a policy in `dir`, and resolves once it is up. Throws `OperatingError`: `conflict` when one runs
 * there already, else what kept it from coming up; nothing is left of it then.
 */
export async function startCloud(
  dir: string,
  policyText: string,
  policyFile: string,
  { lifeline, signal }: StartOptions,
): Promise<Harness> {
  await claimDir(dir)
  const supervisor = forkSupervisor(dir)
  const shared = process.env.FAILOVER_LOCAL_ADDRESSES === 'shared'
  const begin: Begin = { kind: 'begin', dir, policyText, policyFile, shared }
  supervisor.send(begin)
  const heard = await firstWord(supervisor, signal)
  if (heard.kind === 'failed') {
    await gone(supervisor)
    if (supervisor.pid === undefined) await removeDir(dir)
    else await clearDir(dir)
    throw new OperatingError(heard.code, `the local cloud did not come up: ${heard.message}`, heard.next)
  }
  if (!lifeline) await stay(supervisor)
  // The channel is what it notices the end of this process by; it must not keep this process alive.
  supervisor.unref()
  supervisor.channel?.unref()
  return await openHarness(dir)
}

/** In a session of its own, which Ctrl-C at this one's terminal does not reach. */
function forkSupervisor(dir: string): ChildProcess {
  const log = openSync(filesIn(dir).log, 'a', 0o600)
  try {
    const supervisor = fork(programFile('supervisor/main.js'), [], {
      // It must not hold on to where it was started, nor take over a debugger's port.
      cwd: '/',
      execArgv: [],
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
    })
    if (supervisor.pid !== undefined) noteProcess(dir, 'supervisor', supervisor.pid)
    return supervisor
  } finally {
    closeSync(log)
  }
}

const stay = (supervisor: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    supervisor.send({ kind: 'stay' } satisfies Stay, () => {
      supervisor.disconnect()
      resolve()
    })
  })

const DIED = { kind: 'failed', code: 'unreachable', message: 'its supervisor ended as it started' } as const
const GIVEN_UP = { kind: 'failed', code: 'timed-out', message: 'it was given up' } as const

function firstWord(supervisor: ChildProcess, signal: AbortSignal | undefined): Promise<FromSupervisor> {
  return new Promise((resolve) => {
    supervisor.once('message', (message: FromSupervisor) => resolve(message))
    supervisor.once('exit', () => resolve(DIED))
    supervisor.once('error', ({ message }) => resolve({ ...DIED, message }))
    const giveUp = (): void => {
      supervisor.kill('SIGTERM')
      resolve(GIVEN_UP)
    }
    if (signal?.aborted) giveUp()
    signal?.addEventListener('abort', giveUp, { once: true })
  })
}

const gone = (supervisor: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (supervisor.pid === undefined || supervisor.exitCode !== null || supervisor.signalCode !== null) return resolve()
    supervisor.once('exit', () => resolve())
  })
