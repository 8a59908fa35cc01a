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

/**
 * A signal that `here` fails by wrong answers alone, and that is answered wrongly now and then in `there` as well: in what is
 * not healthy, or in two that are. A place that is dead or slow gives no such answers.
 */
export function wrongElsewhere(
  here: readonly Assessment[],
  there: readonly Assessment[],
): { readonly signal: string; readonly where: string } | undefined {
  const bad = here.filter(({ measured }) => measured.kind === 'impaired').flatMap(failing)
  for (const signal of new Set(bad.map((tally) => tally.signal))) {
    const modes = bad.filter((tally) => tally.signal === signal).flatMap((tally) => tally.modes)
    if (modes.some((mode) => mode !== 'wrong-answer')) continue
    const asked = there.flatMap(({ measured, of, tallies }) =>
      tallies.filter((tally) => tally.signal === signal && !tally.reported).map((tally) => ({ measured, of, tally })),
    )
    const wrong = asked.filter(({ tally }) => tally.modes.includes('wrong-answer'))
    const found =
      asked.find(
        ({ measured, tally }) =>
          (measured.kind !== 'healthy' && tally.modes.includes('wrong-answer')) ||
          (measured.kind === 'recovering' && tally.fail === 0),
      ) ?? wrong[1]
    if (found) return { signal, where: nameOf(found.of) }
  }
  return undefined
}

const failing = ({ tallies }: Assessment): Assessment['tallies'] =>
  tallies.filter(({ fail, reported }) => !reported && fail > 0)
