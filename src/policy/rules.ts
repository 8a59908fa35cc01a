/** Rules between fields, which no field's own shape can say. Each finds all it can, and knows when it cannot judge. */

import { standsIn } from './resources.js'
import { atValue, type Finding, type Judged, mayJudge, type Rule } from './rule.js'
import { drillRules } from './rules-drills.js'
import { observeRules } from './rules-observe.js'
import { regionRules } from './rules-regions.js'
import { trafficRules } from './rules-traffic.js'
import { watchRules } from './rules-watches.js'
import { smallestRegion } from './shape.js'
import type { Path } from './spot.js'
import { wrong } from './wording.js'

const impairedZones: Rule = {
  whole: [
    ['regions', '*', 'zones'],
    ['decide', 'region_impaired_when', 'zones'],
  ],
  find: ({ file }) => {
    const wanted = file.decide.region_impaired_when.zones ?? 0
    const most = smallestRegion(file.regions)
    if (wanted <= most) return []
    const allowed = `1 to ${most}, the zones of the smallest region`
    return [atValue(['decide', 'region_impaired_when', 'zones'], wrong('zones', wanted, allowed))]
  },
}

const spans: Rule = {
  whole: [['decide', 'freeze_windows']],
  find: ({ file }) =>
    file.decide.freeze_windows.flatMap((window, index): readonly Finding[] => {
      if (window.kind === 'schedule' || window.from < window.to) return []
      return [
        atValue(
          ['decide', 'freeze_windows', index, 'to'],
          'to: found no later than "from", allowed: an instant after it',
        ),
      ]
    }),
}

const worlds: Rule = {
  whole: [['world']],
  find: ({ file, types }) =>
    Object.entries(file.plan.resources).flatMap(([name, { type }]): readonly Finding[] => {
      const world = types.get(type)?.world
      if (world === undefined || standsIn(world, file.world)) return []
      const here = [...types].filter((entry) => standsIn(entry[1].world, file.world)).map(([known]) => known)
      const what = `found "${type}", which is for the world ${world}, in a policy for ${file.world}`
      return [atValue(['plan', 'resources', name, 'type'], `type: ${what}, allowed: ${here.join(', ')}`)]
    }),
}

const RULES: readonly Rule[] = [
  ...regionRules,
  ...observeRules,
  ...watchRules,
  ...trafficRules,
  ...drillRules,
  impairedZones,
  spans,
  worlds,
]

/** What every rule finds that may judge although `cut` was cut out. */
export const findingsOf = (judged: Judged, cut: readonly Path[]): readonly Finding[] =>
  RULES.filter((rule) => mayJudge(rule, cut)).flatMap(({ find }) => find(judged))
