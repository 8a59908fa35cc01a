import type { SegmentForecast } from '../../model/forecast.js'
import { formatMs } from '../../model/units.js'
import { spanText } from '../../report/forecast-text.js'
import type { Rule } from '../finding.js'

/** A failover that is foretold to take longer, or to lose more, than the policy's objectives allow. */
export const objectiveOutOfReach: Rule = {
  id: 'objective-out-of-reach',
  severity: 'warning',
  title: 'a failover is foretold to miss an objective',
  why: 'An objective that half of all failovers would miss is a promise to customers that nobody can keep.',
  find: ({ outlooks }, { report: { objectives } }) =>
    outlooks.flatMap(({ move, prospects }) => {
      if (!prospects) return []
      const { forecast, loss, time } = prospects
      const { segments, total } = forecast
      const longest = [...segments].sort((a, b) => b.p50Ms - a.p50Ms)[0]
      return [
        ...(time === 'not'
          ? [
              {
                resource: 'report.objectives',
                evidence: `${move.from} → ${move.to} takes ${spanText(total)}, the objective is ${formatMs(objectives.recoveryTimeMs)}${longest ? `; most of it, ${formatMs(longest.p50Ms)}, goes by ${PARTS[longest.name]}` : ''}`,
                mend: '"failover plan" shows what each part rests on; shorten the longest, or set report.objectives.recovery_time to what is agreed',
              },
            ]
          : []),
        ...(loss === 'not'
          ? [
              {
                resource: 'report.objectives',
                evidence: `${move.from} → ${move.to} loses what the replica lags: more than ${formatMs(objectives.recoveryPointMs)} in half of what was seen`,
                mend: 'see that the replica keeps up, or set report.objectives.recovery_point to what is agreed',
              },
            ]
          : []),
      ]
    }),
}

const PARTS: Readonly<Record<SegmentForecast['name'], string>> = {
  noticed: 'until it is noticed',
  decided: 'until it is decided',
  executed: 'in the steps',
  converged: 'until users have followed',
}
