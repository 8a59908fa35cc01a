/**
 * L26: the public name always leads somewhere: no change leaves it without an answer, or every region off. Judged by the
 * name as it stands, not by who changed it, as nobody else changes it in a drill.
 *
 * Caches of clients are not the name. That a stale plan did not overwrite a newer one is seen by its epoch (L15).
 */
import type { Scene } from '../trace.js'
import type { Checker } from './law.js'

/** L26: never an empty answer. */
export const neverEmpty: Checker = ({ trace }) =>
  trace.scenes
    .filter((scene, index) => isEmpty(scene) && !isEmpty(trace.scenes[index - 1]))
    .map(({ atMs }) => ({ atMs, what: 'the public name leads nowhere' }))

function isEmpty(scene: Scene | undefined): boolean {
  const weights = Object.values(scene?.answers ?? {})
  return weights.length > 0 && weights.every((weight) => weight <= 0)
}
