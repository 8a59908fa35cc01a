/** Who gives the order, and the guards they waive. */
import os from 'node:os'
import { GUARDS, type GuardName } from '../model/move.js'
import { Ending, EXIT } from './exit.js'
import { didYouMean } from './usage.js'

/** The person at the keyboard, for the record: `$FAILOVER_OPERATOR`, else the system's user at this host. */
export function operatorName(): string {
  return process.env.FAILOVER_OPERATOR || `${userName()}@${os.hostname()}`
}

function userName(): string {
  try {
    return os.userInfo().username
  } catch (thrown) {
    // A user id without an entry in the user database, as in many containers.
    return thrown instanceof Error ? `uid ${process.getuid?.() ?? '?'}` : '?'
  }
}

/** `names` as guards; an unknown one ends the command and names those there are. */
export function guardsNamed(names: readonly string[]): readonly GuardName[] {
  return names.map((name) => {
    const guard = GUARDS.find((known) => known === name)
    if (guard) return guard
    const message = `--waive ${name}: no such guard${didYouMean(name, GUARDS)}`
    throw new Ending(EXIT.usage, message, `guards are ${GUARDS.join(', ')}`)
  })
}
