/** The last word of each vantage on each signal of each place: what the votes behind a judgement were, with latencies. */
import type { Check, Observation } from '../model/health.js'
import { nameOf, type Subject } from '../model/place.js'

export class Sightings {
  readonly #last = new Map<string, Map<string, Check>>()

  note(observations: readonly Observation[]): void {
    for (const observation of observations) {
      if (observation.kind !== 'check') continue
      const place = nameOf(observation.of)
      const own = this.#last.get(place) ?? new Map<string, Check>()
      this.#last.set(place, own.set(`${observation.signal}|${observation.from}`, observation))
    }
  }

  /** In the order in which they were first heard. */
  of(subject: Subject): readonly Check[] {
    return [...(this.#last.get(nameOf(subject))?.values() ?? [])]
  }
}
