/** The demo's watcher: `failover watch` as a process of its own, as an operator would run it, that dies with the demo. */
import { spawn } from 'node:child_process'
import { open, readFile } from 'node:fs/promises'
import path from 'node:path'
import { COMMAND, endProcess, hasEnded } from '../../drill/local/command.js'
import { OperatingError } from '../../model/error.js'
import type { Clock, Store } from '../../model/world.js'

export interface DemoWatcher {
  readonly log: string
  stop(): Promise<void>
}

const PATIENCE_MS = 20_000

/**
 * Starts it for the cloud in `dir`, and resolves once it has looked at everything and kept what it saw; its log is in
 * `dir`. Throws `OperatingError` with its last words when it ends before.
 */
export async function startWatcher(dir: string, policy: string, store: Store, clock: Clock): Promise<DemoWatcher> {
  const log = path.join(dir, 'watch.log')
  const file = await open(log, 'a', 0o600)
  // Standard input is its lifeline: it closes when this process is gone, however that comes about.
  const watcher = spawn(process.execPath, [COMMAND, 'watch', '--policy', policy, '--port', '0'], {
    env: { ...process.env, FAILOVER_LOCAL_DIR: dir, FAILOVER_LIFELINE: 'stdin' },
    stdio: ['pipe', file.fd, file.fd],
  })
  await file.close()
  const began = clock.monotonic()
  while ((await store.get('inventory')) === undefined) {
    if (hasEnded(watcher) || clock.monotonic() - began > PATIENCE_MS) {
      await endProcess(watcher)
      const words = (await readFile(log, 'utf8')).trimEnd().split('\n').slice(-5).join('\n')
      throw new OperatingError('unreachable', `the watcher did not come up:\n${words}`)
    }
    await clock.sleep(50)
  }
  return { log, stop: () => endProcess(watcher) }
}
