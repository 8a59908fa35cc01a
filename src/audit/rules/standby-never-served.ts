import type { Rule } from '../finding.js'

/** A standby that never had users. */
export const standbyNeverServed: Rule = {
  id: 'standby-never-served',
  severity: 'note',
  title: 'the standby has never served users',
  why: 'Caches, pools and limits that hold for probes may not hold for everybody. A small share of users that stays at the standby proves every day that it works.',
  find: ({ active, moved }, { plan, regions }) =>
    plan.traffic.tricklePercent > 0
      ? []
      : regions
          .filter(({ region }) => region !== active && !moved.some(({ to }) => to === region))
          .map(({ region }) => ({
            resource: region,
            evidence: `the journal tells of no move to ${region}, and no share of the users is kept there`,
            mend: 'switch over once in earnest, and keep a share there: plan.traffic.trickle: 5%',
          })),
}
