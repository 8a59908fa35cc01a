/** The whole cloud in its supervisor's hands: regions, the public name, the register of fences, and what is broken. */
import path from 'node:path'
import { asOperatingError, OperatingError } from '../../../../model/error.js'
import type { Region, ZoneId } from '../../../../model/place.js'
import { lsnBytes, type ServerState } from '../database/inspect-sql.js'
import type { CloudLayout } from '../layout.js'
import type { Breakage, FenceState, HarnessStatus } from '../local-cloud.js'
import { added, checked, healed } from './breakages.js'
import { effectsOn, lifeOfNames } from './effects.js'
import { Epochs } from './epochs.js'
import { Lane } from './lane.js'
import type { NamePlane } from './name-plane.js'
import { rebuild } from './rebuild.js'
import type { RegionSite } from './region-site.js'

export interface SiteParts {
  readonly dir: string
  readonly layout: CloudLayout
  readonly regions: ReadonlyMap<Region, RegionSite>
  readonly names: NamePlane
}

/** A look at a database for `status` does not wait for one that hangs. */
const LOOK = { connectMs: 1_000, statementMs: 1_000 }

export class Site {
  readonly epochs = new Epochs()
  readonly #parts: SiteParts
  readonly #fenced = new Set<Region>()
  #fenceEpoch = 0
  #broken: readonly Breakage[] = []
  /** Breaking, healing and fencing, one at a time: each brings parts to what it found, which must not change under it. */
  readonly #lane = new Lane()

  constructor(parts: SiteParts) {
    this.#parts = parts
  }

  get names(): NamePlane {
    return this.#parts.names
  }

  get broken(): readonly Breakage[] {
    return this.#broken
  }

  get fences(): FenceState {
    return { fenced: [...this.#fenced], epoch: this.#fenceEpoch }
  }

  /** Throws `not-found` for a region this cloud does not have. */
  at(name: string): RegionSite {
    const found = [...this.#parts.regions.values()].find(({ region }) => region === name)
    if (found) return found
    const known = [...this.#parts.regions.keys()].join(', ')
    throw new OperatingError('not-found', `there is no region "${name}" in this cloud`, `there are ${known}`)
  }

  /** The fence is on record at once; a database that can hear obeys before this resolves, and one that cannot is left. */
  async setFence(site: RegionSite, isFenced: boolean, epoch: number): Promise<void> {
    if (isFenced) this.#fenced.add(site.region)
    else this.#fenced.delete(site.region)
    this.#fenceEpoch = Math.max(this.#fenceEpoch, epoch)
    await this.#lane.run(() => site.settle(site.effects, this.#fenced.has(site.region)))
  }

  /** Begins a rebuild, unless one is under way. */
  beginRebuild(site: RegionSite, of: RegionSite): void {
    if (site.rebuild.is === 'under-way') return
    const stamp = new Date().toISOString().replace(/[-:]/g, '').slice(0, 15)
    const keepIn = path.join(this.#parts.dir, `unreplicated-${site.region}-${stamp}.json`)
    site.rebuild = { is: 'under-way' }
    const isFenced = (): boolean => this.#fenced.has(site.region)
    void rebuild({ site, of, keepIn, isFenced, onRemade: () => this.#fenced.delete(site.region) }).then(
      () => {
        site.rebuild = { is: 'none' }
      },
      (thrown: unknown) => {
        site.rebuild = { is: 'failed', because: asOperatingError(thrown, `rebuild ${site.region}`).message }
      },
    )
  }

  async break(breakage: Breakage): Promise<void> {
    const { layout } = this.#parts
    const next = checked(breakage, layout)
    await this.#lane.run(() => this.#become(added(this.#broken, next)))
  }

  async heal(target: string | undefined): Promise<void> {
    await this.#lane.run(() => this.#become(healed(this.#broken, target, this.#parts.layout)))
  }

  async #become(broken: readonly Breakage[]): Promise<void> {
    this.#broken = broken
    const { layout, names, regions } = this.#parts
    await Promise.all([
      names.become(lifeOfNames(broken)),
      ...[...regions.values()].map((site) =>
        site.settle(effectsOn(site.region, broken, layout), this.#fenced.has(site.region)),
      ),
    ])
  }

  async status(): Promise<HarnessStatus> {
    const { names, regions } = this.#parts
    const sites = [...regions.values()]
    // Before the databases are asked, which takes its time: they are no older than the name that leads to them.
    const name = names.state
    const seen = new Map(await Promise.all(sites.map(async (site) => [site.region, await look(site)] as const)))
    const writer = [...seen.values()].find((state) => state && !state.inRecovery && !state.isFenced)
    return {
      broken: this.#broken,
      name,
      fenced: [...this.#fenced],
      dns: { isRunning: names.isRunning, ...pidOf(names.pid) },
      regions: sites.map((site) => statusOf(site, seen.get(site.region), writer)),
    }
  }

  async end(): Promise<void> {
    const { names, regions } = this.#parts
    // Replicas first, so that a writer need not wait for one to take its last word.
    for (const site of [...regions.values()].reverse()) await site.end()
    await names.become('dead')
  }
}

const pidOf = (pid: number | undefined): { readonly pid?: number } => (pid === undefined ? {} : { pid })

async function look({ parts: { database } }: RegionSite): Promise<ServerState | undefined> {
  if (!database.isRunning || database.isFrozen) return undefined
  try {
    return await database.inspect(LOOK)
  } catch (thrown) {
    asOperatingError(thrown, 'look at a database')
    return undefined
  }
}

function statusOf(
  site: RegionSite,
  seen: ServerState | undefined,
  writer: ServerState | undefined,
): HarnessStatus['regions'][number] {
  const { parts } = site
  const described = site.describe()
  const pidIn = (name: ZoneId | 'canary') => pidOf(parts.servers.get(name)?.pid)
  const lagMs = seen?.inRecovery && writer ? lagOf(seen, writer) : undefined
  return {
    region: site.region,
    zones: described.zones.map((zone) => ({ ...zone, ...pidIn(zone.zone) })),
    canary: { isRunning: parts.servers.get('canary')?.isRunning === true, ...pidIn('canary') },
    database: {
      ...described.database,
      ...pidOf(parts.database.pid),
      role: !seen ? 'unknown' : seen.inRecovery ? 'replica' : seen.isFenced ? 'fenced' : 'writer',
      ...(lagMs === undefined ? {} : { lagMs }),
    },
  }
}

/** Nothing when it has replayed all there is; else how old what it replayed last is. */
function lagOf(replica: ServerState, writer: ServerState): number | undefined {
  if (replica.lsn === undefined || writer.lsn === undefined) return undefined
  return lsnBytes(replica.lsn) >= lsnBytes(writer.lsn) ? 0 : replica.replayAgeMs
}
