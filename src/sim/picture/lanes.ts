/** The lanes of a run from top to bottom: users first, then each place, the decision, the steps, and the data. */
import { formatPercent } from '../../model/units.js'
import type { Trace } from '../trace.js'
import type { Lane } from './lane.js'
import { dataLanes } from './lanes-data.js'
import { decisionLanes } from './lanes-decision.js'
import { placeLanes } from './lanes-places.js'
import { seriesOf } from './series.js'

/** Every lane that has something to show in this run. */
export const lanesOf = (trace: Trace): readonly Lane[] => [
  {
    kind: 'area',
    title: 'Users served',
    sub: 'requests answered rightly',
    inOverview: true,
    heightPx: 64,
    top: 100,
    series: [seriesOf('users served', trace.scenes, ({ servedPercent }) => servedPercent)],
    words: formatPercent,
    tells: 'least',
    lackIsTrouble: true,
  },
  ...placeLanes(trace),
  ...decisionLanes(trace),
  ...dataLanes(trace),
]
