/**
 * From what was seen of the local cloud to the scenes that expectations and laws are judged by. Pure.
 *
 * What a look shows may have been so since the look before it, and bears that instant: a law that reads the world at the
 * instant of a journal entry is given the state that the entry may rest on, and is silent where it cannot know.
 */
import type { Region } from '../../model/place.js'
import type { Policy } from '../../policy/policy.js'
import type { CloudLayout } from '../../providers/local/cloud/layout.js'
import type { Scene } from '../../sim/trace.js'
import type { Placed } from './customers.js'
import type { Try } from './order.js'
import type { Sample, ZoneSample } from './sampler.js'

/** Everything seen from wall time `startedAt` on. */
export interface Seen {
  readonly policy: Policy
  readonly layout: Pick<CloudLayout, 'regions'>
  readonly startedAt: number
  readonly samples: readonly Sample[]
  readonly zones: readonly ZoneSample[]
  readonly tries: readonly Placed[]
  /** Acknowledged orders that were not to be found at the end. */
  readonly lost: Scene['lost']
}

/** Of what was asked in this time up to an instant, the share that was answered is what was served then. */
const WINDOW_MS = 750

/** A scene for each look, in order; what was lost shows in the last, as it was counted then. */
export function scenesOf(seen: Seen): readonly Scene[] {
  const { lost, samples, startedAt } = seen
  const from = samples.findLastIndex(({ at }) => at < startedAt)
  const households = [...new Set(seen.tries.map(({ household }) => household))].map((household) =>
    seen.tries.filter((each) => each.household === household).sort((a, b) => a.at - b.at),
  )
  return samples.slice(Math.max(0, from)).map((sample, index, all) => {
    const at = Math.max(startedAt, all[index - 1]?.at ?? startedAt)
    const asked = upTo(at, seen.tries)
    return {
      atMs: Math.round(at - startedAt),
      servedPercent: asked.length === 0 ? 100 : percent(shareOf(asked, ({ acknowledged }) => acknowledged)),
      users: usersIn(households, at, seen),
      answers: answersIn(sample),
      zones: zonesIn(upTo(at, seen.zones)),
      ...databasesIn(sample, seen),
      lost: index === all.length - 1 ? lost : { writes: 0, ms: 0 },
      capacity: capacityIn(sample, seen),
    }
  })
}

const percent = (share: number): number => Math.round(share * 1_000) / 10

const shareOf = <Of>(all: readonly Of[], is: (of: Of) => boolean): number => all.filter(is).length / all.length

const upTo = <Of extends { readonly at: number }>(at: number, all: readonly Of[]): readonly Of[] =>
  all.filter((each) => each.at <= at && each.at > at - WINDOW_MS)

/** Where the next order of each household went, as far as the name led anywhere. */
function usersIn(households: readonly (readonly Placed[])[], at: number, { layout }: Seen): Scene['users'] {
  const sent = households.flatMap((tries) => {
    const led = tries.filter(({ to }) => to !== undefined)
    return (led.find((each) => each.at >= at) ?? led.at(-1))?.to ?? []
  })
  if (sent.length === 0) return {}
  return Object.fromEntries(
    layout.regions.map(({ region, zones }) => {
      const here = new Set(zones.map(({ http }) => `${http.address}:${http.port}`))
      return [region, percent(shareOf(sent, (to) => here.has(to)))]
    }),
  )
}

function answersIn({ status: { name } }: Sample): Scene['answers'] {
  const total = Object.values(name.weights).reduce((sum, weight) => sum + weight, 0)
  return Object.fromEntries(
    Object.entries(name.weights).map(([zone, weight]) => [zone, total > 0 ? percent(weight / total) : 0]),
  )
}

function zonesIn(samples: readonly ZoneSample[]): Scene['zones'] {
  const zones = [...new Set(samples.flatMap((sample) => [...sample.zones.keys()]))]
  return Object.fromEntries(
    zones.map((zone) => {
      const shares = samples.flatMap((sample) => sample.zones.get(zone) ?? [])
      return [zone, percent(shares.reduce((sum, share) => sum + share, 0) / shares.length)]
    }),
  )
}

function databasesIn({ status: { regions } }: Sample, { policy }: Seen): Pick<Scene, 'writers' | 'lagMs'> {
  const databases = policy.plan.resources.filter(({ type }) => type === 'postgres')
  const writers: readonly Region[] = regions.flatMap(({ database, region }) =>
    database.role === 'writer' ? [region] : [],
  )
  const lagMs = Math.round(Math.max(0, ...regions.map(({ database }) => database.lagMs ?? 0)))
  return {
    writers: Object.fromEntries(databases.map(({ name }) => [name, writers])),
    lagMs: Object.fromEntries(databases.map(({ name }) => [name, lagMs])),
  }
}

function capacityIn({ status: { regions } }: Sample, { policy }: Seen): Scene['capacity'] {
  const wanted = policy.plan.resources.find(({ type }) => type === 'app-servers')?.settings.capacity
  const peak = typeof wanted === 'number' ? wanted : 1
  return Object.fromEntries(
    regions.map(({ region, zones }) => {
      const slots = zones.reduce((sum, { isRunning, slots: own }) => sum + (isRunning ? own : 0), 0)
      return [region, Math.round((100 * slots) / peak)]
    }),
  )
}

/** Acknowledged orders that are not among those `stored`, and the time from the last order before them to their last. */
export function lossIn(tries: readonly Try[], stored: ReadonlySet<number>): Scene['lost'] {
  const acknowledged = tries.filter((each) => each.acknowledged).sort((a, b) => a.at - b.at)
  const isLost = ({ number }: Try): boolean => !stored.has(number)
  const last = acknowledged.findLast(isLost)
  if (!last) return { writes: 0, ms: 0 }
  const before = acknowledged[acknowledged.findIndex(isLost) - 1] ?? last
  return { writes: acknowledged.filter(isLost).length, ms: Math.round(last.at - before.at) }
}
