/**
 * How things truly are in the local cloud, looked at several times a second past every controller: the name as it stands,
 * which databases take writes, asked of each of them, and what each zone's server answers.
 */
import type { ZoneId } from '../../model/place.js'
import type { Clock } from '../../model/world.js'
import type { Endpoint } from '../../providers/local/cloud/layout.js'
import type { Harness, HarnessStatus } from '../../providers/local/cloud/local-cloud.js'

/** `at` is wall time when a look was complete. */
export interface Sample {
  readonly at: number
  readonly status: Pick<HarnessStatus, 'name' | 'regions'>
}

/** Of a few requests made of each zone, the share that was answered rightly; from 0 to 1. */
export interface ZoneSample {
  readonly at: number
  readonly zones: ReadonlyMap<ZoneId, number>
}

export interface Sampler {
  readonly samples: readonly Sample[]
  readonly zones: readonly ZoneSample[]
  /** A last look, and no more. */
  stop(): Promise<void>
}

const PAUSE_MS = 100
const ZONES_PAUSE_MS = 250
const REQUESTS = 4
const REQUEST_MS = 800

/** Looks from now on. */
export function sampling(harness: Harness, clock: Clock): Sampler {
  const over = new AbortController()
  const samples: Sample[] = []
  const zones: ZoneSample[] = []
  const again = async (look: () => Promise<void>, pauseMs: number): Promise<void> => {
    while (!over.signal.aborted) {
      await look()
      await clock.sleep(pauseMs, over.signal)
    }
    await look()
  }
  const looking = Promise.all([
    again(async () => void samples.push({ status: await statusOf(harness), at: clock.now() }), PAUSE_MS),
    again(async () => void zones.push({ zones: await sharesOf(harness), at: clock.now() }), ZONES_PAUSE_MS),
  ])
  // What went wrong is thrown by `stop`; nobody waits for it before.
  looking.catch(() => {})
  return {
    ...{ samples, zones },
    stop: async () => {
      over.abort()
      await looking
    },
  }
}

/**
 * One look asks each database at an instant of its own. Two that answer as writers are asked again: only who was one at
 * both times was one while the other was.
 */
async function statusOf(harness: Harness): Promise<Sample['status']> {
  const first = await harness.status()
  const writers = first.regions.filter(({ database }) => database.role === 'writer')
  if (writers.length < 2) return first
  return { name: first.name, regions: (await harness.status()).regions }
}

async function sharesOf({ layout }: Harness): Promise<ZoneSample['zones']> {
  const all = layout.regions.flatMap(({ zones }) => zones)
  return new Map(await Promise.all(all.map(async ({ http, zone }) => [zone, await shareOf(http)] as const)))
}

async function shareOf(at: Endpoint): Promise<number> {
  const answers = await Promise.all(Array.from({ length: REQUESTS }, () => isAnswered(at)))
  return answers.filter(Boolean).length / REQUESTS
}

async function isAnswered({ address, port }: Endpoint): Promise<boolean> {
  try {
    const response = await fetch(`http://${address}:${port}/`, {
      headers: { connection: 'close' },
      signal: AbortSignal.timeout(REQUEST_MS),
    })
    await response.arrayBuffer()
    return response.ok
  } catch {
    // Refused, silent or late: whichever it is, no user was served.
    return false
  }
}
