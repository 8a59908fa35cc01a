/**
 * `validate --live` asks the `holds` of each step as a move to each region would, so that one that cannot answer is found on a
 * calm day. It is a reading by declaration, as it is in a dry run.
 */
import type { End } from '../../model/plan.js'
import type { Driver } from '../../model/resource.js'
import type { RegionPolicy, ResourcePolicy } from '../../policy/policy.js'
import type { Finding } from '../aws/live-check.js'
import type { ActionSettings } from './action-settings.js'

/** What was found of the step that `driver` drives. */
export async function rehearse(
  { name, settings }: ResourcePolicy,
  driver: Driver,
  regions: readonly RegionPolicy[],
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const step = settings as unknown as ActionSettings
  const seen = await driver.inspect(signal)
  const unmet = Object.entries(seen.facts).flatMap(([fact, { because, is }]): readonly Finding[] => {
    const next = 'put it there, or mend the policy'
    return is === 'unmet'
      ? [{ rule: 'step-not-ready', severity: 'error', resource: name, says: `${fact}: ${because}`, next }]
      : []
  })
  if (unmet.length > 0 || settings.holds === undefined) return unmet
  const asked = endsOf(step, regions)
    .flatMap((end) => driver.tactics(end, seen))
    .map(async ({ action, says }) => {
      const { because, is } = await driver.holds(action, { epoch: 0, signal })
      const next = 'its "holds" must say yes or no: a run waits for that'
      const finding: Finding = {
        rule: 'step-mute',
        severity: 'error',
        resource: name,
        says: `${says}: ${because}`,
        next,
      }
      return is === 'unknown' ? [finding] : []
    })
  return (await Promise.all(asked)).flat()
}

/** The ends at which a step is taken, one for each way a move may go. */
export function endsOf(
  { at, only }: Pick<ActionSettings, 'at' | 'only'>,
  regions: readonly RegionPolicy[],
): readonly End[] {
  const planned = only === 'planned'
  const ways = regions.flatMap(({ region: to }) =>
    regions.flatMap(({ region: from }) => (from === to ? [] : [{ from, to }])),
  )
  switch (at) {
    case 'zone-left':
    case 'zone-restored':
      return regions.flatMap(({ region, zones }) => zones.slice(0, 1).map((zone): End => ({ kind: at, region, zone })))
    case 'frozen':
      return regions.map(({ region }): End => ({ kind: at, region }))
    case 'replica':
      return ways.map(({ from, to }): End => ({ kind: at, at: to, of: from }))
    case 'caught-up':
      return ways.map(({ from, to }): End => ({ kind: at, at: to, of: from, planned }))
    case 'capacity':
      return ways.map(({ from, to }): End => ({ kind: at, at: to, from, planned }))
    case 'fenced':
      return ways.map(({ from, to }): End => ({ kind: at, at: from, successor: to, planned }))
    case 'traffic': {
      const all = { without: [], percent: 100, final: true }
      return ways.map(({ from, to }): End => ({ kind: at, at: to, from, planned, ...all }))
    }
  }
}
