/**
 * Until when whoever looks at the cloud sees what can be seen now, so that looks in between may be left out: not while
 * anything flows that can be seen, is left to luck, or was changed too lately for every report to tell of it.
 */
import type { Region, ZoneId } from '../model/place.js'
import type { Cloud } from './cloud.js'
import { reachedIn } from './sim-sights.js'

/** Reports that are made by the minute tell of a change in the next one, and a look takes them in a moment later. */
const REPORTED_MS = 75_000

/** ms from minute 0; now itself while something may differ at the next look. */
export function stillUntilMs(cloud: Cloud): number {
  const { changedMs, noise, nowMs, timeline } = cloud
  cloud.settle()
  if (!isAtRest(cloud) || !isCertain(cloud)) return nowMs
  if (hasReports(cloud) && nowMs - changedMs < REPORTED_MS) return nowMs
  const nextMs = timeline.nextInCloudMs() ?? Number.POSITIVE_INFINITY
  return noise ? Math.min(nextMs, noise.quietUntilMs(changedMs, nowMs)) : nextMs
}

const isAtRest = ({ databases, nowMs }: Cloud): boolean =>
  [...databases.values()].every((database) => database.isAtRest(nowMs))

const hasReports = ({ drill }: Cloud): boolean =>
  drill.policy.observe.signals.some((signal) => 'watch' in signal && signal.watch !== 'api')

/** Whether every look at the same thing finds the same. */
function isCertain(cloud: Cloud): boolean {
  const { drill, nowMs, planes, releases } = cloud
  if (!planes.isCertain(nowMs) || [...releases.values()].some((bad) => bad > 0 && bad < 1)) return false
  if (planes.areWell || drill.policy.observe.signals.every(({ per }) => per !== 'region')) return true
  return drill.policy.regions.every(({ region }) => isAlike(cloud, region))
}

/** Whoever asks a region is answered by any of its zones that can be reached. */
function isAlike(cloud: Cloud, region: Region): boolean {
  const zones = Object.entries(reachedIn(cloud, region)).filter(([, share]) => share > 0)
  const fares = zones.map(([zone]) => {
    const { gray, silent, slowMs, wrong } = cloud.host(region, zone as ZoneId)
    return [silent, wrong, gray, slowMs].join()
  })
  return new Set(fares).size <= 1
}
