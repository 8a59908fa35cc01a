/** What the breakages of a cloud mean for each of its parts. Pure. */
import type { Region, ZoneId } from '../../../../model/place.js'
import type { CloudLayout } from '../layout.js'
import type { Breakage, BreakageKind } from '../local-cloud.js'
import type { Behaviour } from '../shop/messages.js'
import type { Life } from './server-process.js'

export type ServerEffects = { readonly life: Life } & Omit<Behaviour, 'slots' | 'isFenceOrdered'>

/** How a control plane answers: as ever, by closing the connection, or not at all. */
export type Voice = 'answers' | 'refuses' | 'silent'

export interface RegionEffects {
  readonly servers: ReadonlyMap<ZoneId | 'canary', ServerEffects>
  readonly database: Life
  readonly control: Voice
  /** Nobody outside reaches anything in it. */
  readonly isCutOff: boolean
  /** Regions to and from which nothing passes. */
  readonly cutFrom: readonly Region[]
  /** Whether the register of fences reaches its database. */
  readonly hears: boolean
}

const VOICES: Readonly<Record<Life, Voice>> = { running: 'answers', stopped: 'silent', dead: 'refuses' }

/** What `broken` means for `region`. */
export function effectsOn(
  region: Region,
  broken: readonly Breakage[],
  layout: Pick<CloudLayout, 'regions' | 'vantages'>,
): RegionEffects {
  const at = broken.filter(({ target }) => target === region)
  const partitions = at.filter(({ kind }) => kind === 'partition')
  const isCutOff = partitions.some((each) => each.with === 'everyone')
  const life = lifeOf(at)
  const database = has(at, 'db-stuck') && life === 'running' ? 'stopped' : life
  const silentTo = isCutOff
    ? ('everyone' as const)
    : layout.vantages
        .filter(({ vantage }) => partitions.some((each) => each.with === vantage))
        .map(({ address }) => address)
  const zones = layout.regions.find((each) => each.region === region)?.zones ?? []
  const server = (own: readonly Breakage[]): ServerEffects => {
    const all = [...at, ...own]
    return {
      life: lifeOf(all),
      delayMs: Math.max(0, ...all.map(({ delayMs = 0 }) => delayMs)),
      errorPercent: Math.max(0, ...all.map(({ percent = 0 }) => percent)),
      silentTo,
    }
  }
  return {
    servers: new Map<ZoneId | 'canary', ServerEffects>([
      ...zones.map(({ zone }): [ZoneId, ServerEffects] => [
        zone,
        server(broken.filter(({ target }) => target === zone)),
      ]),
      ['canary', server([])],
    ]),
    database,
    control: isCutOff && life !== 'dead' ? 'silent' : VOICES[life],
    isCutOff,
    cutFrom: layout.regions
      .map((each) => each.region)
      .filter((other) => other !== region && isCut(region, other, broken, layout)),
    hears: database === 'running' && !isCutOff,
  }
}

/** The name server's life; its control plane goes with it. */
export const lifeOfNames = (broken: readonly Breakage[]): Life =>
  lifeOf(broken.filter(({ target }) => target === 'dns'))
export const voiceOf = (life: Life): Voice => VOICES[life]

function lifeOf(broken: readonly Breakage[]): Life {
  if (has(broken, 'kill')) return 'dead'
  return has(broken, 'hang') ? 'stopped' : 'running'
}

const has = (broken: readonly Breakage[], kind: BreakageKind): boolean => broken.some((each) => each.kind === kind)

/** A partition lies between two places, whichever of them it was asked of. */
function isCut(a: Region, b: Region, broken: readonly Breakage[], { regions }: Pick<CloudLayout, 'regions'>): boolean {
  const cuts = (from: Region, to: Region): boolean =>
    broken.some(
      ({ kind, target, with: other }) =>
        kind === 'partition' &&
        target === from &&
        // Named for no one, it cuts the region from every other region; for a vantage, from none.
        (other === undefined || other === 'everyone' || other === to),
    )
  return regions.length > 1 && (cuts(a, b) || cuts(b, a))
}
