import { nameOf } from '../../model/place.js'
import type { Rule } from '../finding.js'

/** Traffic that can be turned only with the help of the region it leaves. */
export const flipLeansOnRegionLeft: Rule = {
  id: 'flip-leans-on-region-left',
  severity: 'error',
  title: 'turning the traffic needs the region it leaves',
  why: 'A switch that asks the failing region for help does not work on the day it is for. Changes of Route 53 records, for one, are all made through us-east-1.',
  tellsAlso: ['switch-in-region-left', 'record-weight-only'],
  find: ({ outlooks }) =>
    outlooks.flatMap(({ move, plan }) =>
      (plan?.steps ?? [])
        .filter(({ end }) => end === 'traffic')
        .flatMap(({ action, needs, tactic }) => {
          const leaning = needs.filter(({ at }) => at.region === move.from)
          if (leaning.length === 0) return []
          return [
            {
              resource: action.resource,
              evidence: `${move.from} → ${move.to}: ${tactic} needs ${[...new Set(leaning.map(nameOf))].join(', ')}`,
              mend: 'put a health-switch (an object in a bucket of the standby) or routing controls before it in "by"',
            },
          ]
        }),
    ),
}
