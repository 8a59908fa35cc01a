/** Places compared with each other: what tells a place's trouble from the monitor's, and from a bad release. */
import type { Assessment } from '../model/health.js'
import { nameOf, type Region, regionOf } from '../model/place.js'

/**
 * Whether every zone of every region turned from healthy (or never judged) to failing in the one round between `before`
 * and `after`: then it is the monitor that failed, until proved otherwise (law 7).
 */
export function sawEverythingFailAtOnce(before: readonly Assessment[], after: readonly Assessment[]): boolean {
  const kinds = new Map(before.map(({ measured, of }) => [nameOf(of), measured.kind]))
  const zones = after.filter(({ of }) => of.kind === 'zone')
  return (
    zones.length > 0 &&
    zones.every(({ measured, of }) => {
      const was = kinds.get(nameOf(of)) ?? 'healthy'
      return was === 'healthy' && (measured.kind === 'suspect' || measured.kind === 'impaired')
    })
  )
}

/**
 * The signals that fail, by at least `quorum` votes and a majority, somewhere in both regions: a bad release (law 4).
 * Reports of the world's own are left out: no release fails those.
 */
export function failsSameSignals(
  assessments: readonly Assessment[],
  one: Region,
  other: Region,
  quorum = 1,
): readonly string[] {
  const there = failingIn(assessments, other, quorum)
  return [...failingIn(assessments, one, quorum)].filter((signal) => there.has(signal)).sort()
}

function failingIn(assessments: readonly Assessment[], region: Region, quorum: number): ReadonlySet<string> {
  return new Set(
    assessments
      .filter(({ of }) => regionOf(of) === region)
      .flatMap(({ tallies }) => tallies)
      .filter(({ fail, pass, reported }) => !reported && fail >= quorum && fail > pass)
      .map(({ signal }) => signal),
  )
}
