import type { Rule, Spotted } from '../finding.js'

/** Five minutes and an hour are what law 5 asks for before a writer is promoted and before anybody returns. */
const MINUTE_MS = 60_000

/** A controller that moves by itself with a guard taken away. */
export const automaticWithoutGuard: Rule = {
  id: 'automatic-without-guard',
  severity: 'error',
  title: 'the controller moves by itself, and a guard of that is off',
  why: 'A guard that allows everything protects nobody: a partition of a minute promotes a second writer, a standby without capacity is overrun, a flapping signal moves the app back and forth.',
  find: ({ world }, { decide }) => {
    if (world !== 'aws' || !decide.automatic.includes('failover')) return []
    const { cooldownMs, directionMs, disturbanceMs, partitionMs, replicaLagMs, standbyCapacityPercent } = decide.guards
    const off: readonly (readonly [boolean, string, string])[] = [
      [standbyCapacityPercent === 0, 'standby_capacity is 0 %', 'standby_capacity: 80%'],
      [replicaLagMs > 60 * MINUTE_MS, 'replica_lag allows the loss of more than an hour', 'replica_lag: 30s'],
      [cooldownMs === 0 && directionMs === 0, 'cooldown and direction are 0', 'cooldown: 30m'],
      [partitionMs < MINUTE_MS, 'partition is less than a minute', 'partition: 5m'],
      [disturbanceMs === 0, 'disturbance is 0', 'disturbance: 1m'],
    ]
    return off
      .filter(([isOff]) => isOff)
      .map(
        ([, evidence, mend]): Spotted => ({
          ...{ resource: 'decide', evidence: `decide.automatic has failover, and ${evidence}` },
          mend: `set decide.guards.${mend}, or take failover out of decide.automatic`,
        }),
      )
  },
}
