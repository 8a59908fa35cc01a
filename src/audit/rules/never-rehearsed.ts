import { formatMs } from '../../model/units.js'
import type { Rule } from '../finding.js'

/** A switch that nobody tried for a long time. */
export const neverRehearsed: Rule = {
  id: 'never-rehearsed',
  severity: 'warning',
  title: 'the move was not rehearsed for a long time',
  why: 'The failover that nobody ever ran does not work: names, permissions, versions and sizes drift apart from one month to the next.',
  find: ({ active, moved }, { audit, regions }, now) =>
    regions
      .filter(({ region }) => region !== active)
      .flatMap(({ region }) => {
        // Whoever moved from here to there and back again used both ways.
        const last = moved.filter(({ to }) => to === region).at(-1)
        if (last && now - last.at <= audit.rehearsedWithinMs) return []
        const when = last
          ? `the app was last moved to ${region} ${formatMs(now - last.at)} ago`
          : `the app was never moved to ${region}`
        return [
          {
            resource: region,
            evidence: `${when}; the policy asks for once in ${formatMs(audit.rehearsedWithinMs)}`,
            mend: { run: `failover --to ${region} --planned`, rest: 'in a quiet hour, and "failover back" after it' },
          },
        ]
      }),
}
