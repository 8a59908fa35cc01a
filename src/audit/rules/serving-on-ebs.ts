import { formatPercent } from '../../model/units.js'
import { scoreIn } from '../ebs-score.js'
import type { Rule } from '../finding.js'

/** Serving capacity that stops with the block storage of one zone. */
export const servingOnEbs: Rule = {
  id: 'serving-on-ebs',
  severity: 'warning',
  title: 'serving capacity stands on block storage',
  why: 'An instance whose root hangs keeps answering some probes and serves nothing. In April 2011, October 2012 and August 2019 volumes of a zone were stuck for hours to days while its instances looked well.',
  find: ({ active, estate }, policy) =>
    scoreIn(estate, policy, active).tiers.flatMap(({ resource, region: whole, worstZone, zone }) =>
      zone >= 100
        ? []
        : [
            {
              resource,
              evidence: `of ${resource} in ${active}, ${formatPercent(zone)} serves on when EBS hangs in ${worstZone ?? 'a zone'}, ${formatPercent(whole)} when it hangs in the region`,
              mend: { run: 'failover audit ebs', rest: 'which says what could take its place' },
            },
          ],
    ),
}
