/** Rules of staged traffic: every stage sends more users than the one before, from a trickle to all but a trickle. */
import { formatPercent } from '../model/units.js'
import { atValue, type Finding, type Rule } from './rule.js'
import type { Path } from './spot.js'

const STAGES: Path = ['plan', 'traffic', 'stages']

const stages: Rule = {
  whole: [STAGES],
  find: ({ file }) => {
    const { stages: all } = file.plan.traffic
    const growing = all.flatMap((share, index): readonly Finding[] => {
      const before = all[index - 1]
      if (before === undefined || share > before) return []
      return [found([...STAGES, index], share, `more than the stage before, ${formatPercent(before)}`)]
    })
    const last = all.at(-1)
    if (last === undefined || last === 100) return growing
    return [...growing, found([...STAGES, all.length - 1], last, '100%, since the last stage sends everybody')]
  },
}

/** A first stage within the trickle, or one before the last beyond all but the trickle, would send users back. */
const trickle: Rule = {
  whole: [STAGES, ['plan', 'traffic', 'trickle']],
  find: ({ file }) => {
    const { stages: all, trickle: share } = file.plan.traffic
    if (share === 0) return []
    const within = `more than the trickle, ${formatPercent(share)}, and, but for the last, less than ${formatPercent(100 - share)}`
    return all.flatMap((stage, index): readonly Finding[] => {
      const fits = stage > share && (index === all.length - 1 || stage < 100 - share)
      return fits ? [] : [found([...STAGES, index], stage, within)]
    })
  },
}

const found = (path: Path, share: number, allowed: string): Finding =>
  atValue(path, `stages: found ${formatPercent(share)}, allowed: ${allowed}`)

export const trafficRules: readonly Rule[] = [stages, trickle]
