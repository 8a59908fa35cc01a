/** Everything that Route 53 says of a name, asking what seldom changes seldom: an account has five requests a second. */
import type { AwsContext } from '../driver-context.js'
import { keptFor } from '../kept.js'
import type { Checks } from './route53-health.js'
import { foreignMarkerNames } from './route53-marker.js'
import { fullName, type Settings } from './route53-record.js'
import type { RecordSet } from './route53-sets.js'
import { checksOf, type NameSeen, readName, textsAt, turnable, zoneId } from './route53-zone.js'

/** A zone's id stays; how checks are set and who else marks the name changes on calm days alone, and slowly. */
const ZONE_KEPT_MS = 86_400_000
const CHECKS_KEPT_MS = 60_000
const TEXTS_KEPT_MS = 600_000

interface Parts {
  readonly settings: Settings
  readonly context: AwsContext
}

/** What was read of the name. */
export interface RecordsSeen {
  readonly name: NameSeen
  /** Those that are turned. */
  readonly sets: readonly RecordSet[]
  readonly checks: Checks
  /** TXT records beside the name, where other controllers leave their marks. */
  readonly texts: readonly RecordSet[]
}

/** Reads what Route 53 says of the name, asking what seldom changes seldom. */
export function recordsReader({ context, settings }: Parts): (signal: AbortSignal) => Promise<RecordsSeen> {
  const zones = keptFor<string>(ZONE_KEPT_MS, context.clock)
  const checked = keptFor<Checks>(CHECKS_KEPT_MS, context.clock)
  const marked = keptFor<readonly RecordSet[]>(TEXTS_KEPT_MS, context.clock)
  return async (signal) => {
    const reading = { settings, context, signal }
    const zone = await zones('', () => zoneId(reading))
    const name = await readName(zone, reading)
    const sets = turnable(name.all, settings)
    const beside = foreignMarkerNames(fullName(settings), [...new Set(sets.map(({ Type }) => Type))])
    const ids = sets.map(({ HealthCheckId = '' }) => HealthCheckId).join()
    const [checks, texts] = await Promise.all([
      checked(ids, () => checksOf(sets, reading)),
      marked(beside.join(), () => textsAt(beside, zone, reading)),
    ])
    return { name, sets, checks, texts }
  }
}
