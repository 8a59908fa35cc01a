import { formatMs } from '../../model/units.js'
import type { Rule } from '../finding.js'

/** A replica that a guard would refuse. */
export const replicaBehind: Rule = {
  id: 'replica-behind',
  severity: 'error',
  title: 'a replica is further behind than the policy allows, or its lag is unknown',
  why: 'What the replica does not have is lost by a failover. The guard replica-lag holds every failover that would lose more than the policy allows, and one whose loss nobody knows.',
  find: ({ active, inspections }, { decide }) =>
    inspections
      .flatMap(({ gauges }) => gauges)
      .filter((gauge) => gauge.name === 'replica-lag-ms' && gauge.in !== active)
      .flatMap(({ in: at, reading, resource }) => {
        const limit = decide.guards.replicaLagMs
        const mend = 'see that replication runs, and that the replica has the class and the network to keep up'
        if (reading.is === 'unknown') {
          return [{ resource, evidence: `the lag in ${at} is unknown: ${reading.because}`, mend }]
        }
        if (reading.value <= limit) return []
        const evidence = `the replica in ${at} is ${formatMs(reading.value)} behind; the limit is ${formatMs(limit)}`
        return [{ resource, evidence, mend }]
      }),
}
