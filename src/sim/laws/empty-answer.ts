/**
 * L26: the public name always leads somewhere: no change leaves it without an answer, or every region off. Judged by the
 * name as it stands, not by who changed it, as nobody else changes it in a drill.
 *
 * Of a name whose regions are all off, Route 53 answers every one: it leads to two regions at once, which shows where the
 * policy never splits users between them (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-how-route-53-chooses-records.html).
 * Caches of clients are not the name. That a stale plan did not overwrite a newer one is seen by its epoch (L15).
 */
import type { Scene } from '../trace.js'
import type { Checker } from './law.js'
import type { Story } from './story.js'

/** L26: never an empty answer. */
export const neverEmpty: Checker = (story) =>
  story.trace.scenes.flatMap((scene, index) => {
    const what = faultOf(scene, story)
    const before = story.trace.scenes[index - 1]
    return what === undefined || (before && faultOf(before, story) === what) ? [] : [{ atMs: scene.atMs, what }]
  })

function faultOf({ answers }: Scene, { policy }: Story): string | undefined {
  const weights = Object.values(answers)
  if (weights.length > 0 && weights.every((weight) => weight <= 0)) return 'the public name leads nowhere'
  const { stages, tricklePercent } = policy.plan.traffic
  if (stages.length > 1 || tricklePercent > 0) return undefined
  const regions = policy.regions.filter(({ zones }) => zones.some((zone) => (answers[zone] ?? 0) > 0))
  const names = regions.map(({ region }) => region).join(' and ')
  return regions.length > 1 ? `the public name leads to ${names} at once, as when every region is off` : undefined
}
