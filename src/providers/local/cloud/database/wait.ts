/** Waiting for a condition of another process, which nobody announces. */
import { setTimeout as sleep } from 'node:timers/promises'
import { OperatingError } from '../../../../model/error.js'
import { formatMs } from '../../../../model/units.js'

const EVERY_MS = 20

/** Resolves once `holds` says so; `OperatingError` (`timed-out`) naming `what` when `deadlineMs` have passed. */
export async function until(what: string, deadlineMs: number, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + deadlineMs
  while (!(await holds())) {
    if (performance.now() >= end) {
      throw new OperatingError('timed-out', `${what}: not within ${formatMs(deadlineMs)}`)
    }
    await sleep(EVERY_MS)
  }
}
