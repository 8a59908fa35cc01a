/** Building the cloud: addresses, databases, servers, the name; everything that can start beside another does. */
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { invariant } from '../../../../model/invariant.js'
import { type Region, region as regionNamed, type ZoneId } from '../../../../model/place.js'
import { startOf } from '../../../store/process-start.js'
import { type Blueprint, spread } from '../blueprint.js'
import { Database } from '../database/database.js'
import { findInstallation } from '../database/installation.js'
import { filesIn } from '../dir.js'
import type { CloudLayout } from '../layout.js'
import { noteProcess } from '../leftovers.js'
import { type Allotment, allot } from './allot.js'
import { effectsOn } from './effects.js'
import { type Link, openLink } from './link.js'
import { NamePlane } from './name-plane.js'
import { RegionSite } from './region-site.js'
import { ServerProcess } from './server-process.js'
import { Site } from './site.js'

const SUPERUSER = 'operator'
const APP = 'shop'

export interface Built {
  readonly site: Site
  readonly layout: CloudLayout
}

/** Builds it in `dir`; `shared` asks for 127.0.0.1 alone. What was started is noted at once, also when this fails. */
export async function build(dir: string, blueprint: Blueprint, shared: boolean): Promise<Built> {
  const allotment = await allot(blueprint, shared)
  const secret = (): string => randomBytes(24).toString('base64url')
  const superuser = { user: SUPERUSER, password: secret() }
  const app = { user: APP, password: secret() }
  const { addresses, control, dns, regions, vantages } = allotment
  const layout: CloudLayout = {
    ...{ version: 1, startedAt: Date.now(), supervisor: { pid: process.pid, started: startOf(process.pid) ?? '' } },
    control: { ...control, token: secret() },
    ...{ addresses, publicName: blueprint.publicName, dns, vantages, regions },
    database: { name: blueprint.database, ...superuser },
  }
  const onStart = (pid: number): void => noteProcess(dir, 'child', pid)
  const installation = await findInstallation(dir)
  const databases = new Map(
    blueprint.regions.map(({ region }) => {
      const at = path.join(filesIn(dir).databases, region)
      const endpoint = postgresOf(allotment, region)
      return [
        region,
        new Database({ region, installation, dir: at, endpoint, name: blueprint.database, superuser, app }),
      ]
    }),
  )
  const sites = new Map<Region, RegionSite>()
  for (const plan of blueprint.regions) {
    const database = databases.get(plan.region)
    invariant(database, `${plan.region} has a database`)
    const servers = serversOf(layout, allotment, plan, app, onStart)
    const parts = {
      ...{ region: plan.region, servers, slotsMax: plan.slotsMax, database, onStart },
      gate: await openLink(endpointOf(layout, plan.region), postgresOf(allotment, plan.region)),
      links: await linksOf(allotment, plan.region),
    }
    sites.set(plan.region, new RegionSite(parts, slotsOf(plan), effectsOn(plan.region, [], layout)))
  }
  const places = regions.flatMap(({ zones }) => zones.map(({ http, zone }) => ({ zone, ...http })))
  const names = new NamePlane({ blueprint, endpoint: dns, places, onStart })
  const site = new Site({ dir, layout, regions: sites, names })
  try {
    const servers = [...sites.values()].flatMap(({ parts }) => [...parts.servers.values()])
    const started = servers.map((server) => server.become('running'))
    await Promise.all([raiseDatabases([...sites.values()]), names.become('running'), ...started])
    await Promise.all([...sites.values()].map((each) => each.settle(each.effects, false)))
  } catch (thrown) {
    await site.end()
    throw thrown
  }
  return { site, layout }
}

/** The first region's begins as the writer, and the others follow it. */
async function raiseDatabases([first, ...others]: readonly RegionSite[]): Promise<void> {
  invariant(first, 'a cloud has at least one region')
  const writer = first.parts.database
  await writer.init()
  await first.writer.start(false)
  await writer.createSchema()
  for (const site of others) {
    const link = site.parts.links.get(first.region)
    invariant(link, `${site.region} has a way to ${first.region}`)
    await site.parts.database.seedFrom(writer, link.endpoint)
    await site.writer.start(false)
    site.replicaOf = first.region
  }
}

function postgresOf({ postgres }: Allotment, at: Region): { readonly address: string; readonly port: number } {
  const found = postgres.get(at)
  invariant(found, `${at} has a place for PostgreSQL`)
  return found
}

function endpointOf({ regions }: CloudLayout, at: Region) {
  const found = regions.find(({ region }) => region === at)
  invariant(found, `${at} is in the layout`)
  return found.database
}

async function linksOf(allotment: Allotment, at: Region): Promise<ReadonlyMap<Region, Link>> {
  const { address } = postgresOf(allotment, at)
  const others = [...allotment.postgres.keys()].filter((other) => other !== at)
  const opened = others.map(
    async (other) => [other, await openLink({ address, port: 0 }, postgresOf(allotment, other))] as const,
  )
  return new Map(await Promise.all(opened))
}

function serversOf(
  layout: CloudLayout,
  allotment: Allotment,
  { region, slots, zones }: Blueprint['regions'][number],
  app: { readonly user: string; readonly password: string },
  onStart: (pid: number) => void,
): ReadonlyMap<ZoneId | 'canary', ServerProcess> {
  const laid = layout.regions.find((each) => each.region === region)
  invariant(laid, `${region} is in the layout`)
  const database = { ...postgresOf(allotment, region), name: layout.database.name, ...app }
  const counts = slotsOf({ region, slots, zones })
  const server = (zone: ZoneId | 'canary', http: { readonly address: string; readonly port: number }) => {
    const behaviour = {
      slots: zone === 'canary' ? 0 : (counts.get(zone) ?? 0),
      ...{ delayMs: 0, errorPercent: 0, silentTo: [], isFenceOrdered: false },
    }
    return new ServerProcess({ region: regionNamed(region), zone, http, database }, behaviour, onStart)
  }
  return new Map<ZoneId | 'canary', ServerProcess>([
    ...laid.zones.map(({ http, zone }): [ZoneId, ServerProcess] => [zone, server(zone, http)]),
    ['canary', server('canary', laid.canary)],
  ])
}

/** Slots over the zones, as even as whole numbers go. */
function slotsOf({ slots, zones }: Pick<Blueprint['regions'][number], 'region' | 'slots' | 'zones'>) {
  const shares = spread(slots, zones.length)
  return new Map(zones.map((zone, index): [ZoneId, number] => [zone, shares[index] ?? 0]))
}
