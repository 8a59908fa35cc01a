/** Taking a cloud down, whatever state it is in: by its supervisor where it lives, by our own hand where it does not. */
import { existsSync } from 'node:fs'
import { startOf } from '../../store/process-start.js'
import { clearDir, mustBeOurs, settled, stateOf } from './claim-dir.js'
import { send } from './database/process-table.js'
import { until } from './database/wait.js'
import { livingIn } from './leftovers.js'

/** Databases write down what they hold before they end. */
const DOWN_DEADLINE_MS = 60_000

/** Ends every process of the cloud in `dir` and removes it; says whether there was one. Safe to repeat. */
export async function takeDown(dir: string): Promise<boolean> {
  if (!existsSync(dir)) return false
  await mustBeOurs(dir)
  await settled(dir)
  const state = stateOf(dir)
  if (state === 'none') return false
  const supervisor = livingIn(dir).find(({ part }) => part === 'supervisor')
  if (supervisor) {
    const { pid, started } = supervisor
    send(pid, 'SIGTERM')
    await until(`the end of the local cloud in ${dir}`, DOWN_DEADLINE_MS, () => startOf(pid) !== started)
  }
  // Nothing is left by a supervisor that came to its end.
  await clearDir(dir)
  return true
}
