/** Rules of scheduled rehearsals: they lead to the policy's own regions, each under a name of its own. */
import { nameOf } from './drills.js'
import { atValue, type Finding, type Rule } from './rule.js'
import { notAmong, shown } from './wording.js'

const places: Rule = {
  whole: [['regions'], ['drills']],
  find: ({ file }) => {
    const regions = Object.keys(file.regions)
    return file.drills.flatMap(({ to }, index): readonly Finding[] =>
      regions.includes(to) ? [] : [atValue(['drills', index, 'to'], notAmong('to', to, regions))],
    )
  },
}

/** Reports of two drills under one name could not be told apart. */
const namedOnce: Rule = {
  whole: [['drills']],
  find: ({ file }) => {
    const names = file.drills.map(nameOf)
    return file.drills.flatMap((each, index): readonly Finding[] => {
      const found = names[index] ?? ''
      if (names.indexOf(found) === index) return []
      const path = ['drills', index, each.name === undefined ? 'to' : 'name']
      return [atValue(path, `name: found ${shown(found)} a second time, allowed: a name of its own for each drill`)]
    })
  },
}

export const drillRules: readonly Rule[] = [places, namedOnce]
