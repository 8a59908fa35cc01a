/**
 * Making a region's database a replica of another's. What its old data holds that the new writer never got is kept for a
 * person before anything of it is wiped out (law 20). Each part waits its turn at the region's database.
 */
import { writeFile } from 'node:fs/promises'
import { OperatingError } from '../../../../model/error.js'
import type { Region } from '../../../../model/place.js'
import type { Database } from '../database/database.js'
import { until } from '../database/wait.js'
import type { DatabaseState, Rows } from '../local-cloud.js'
import type { RegionSite } from './region-site.js'

const STREAMING_DEADLINE_MS = 30_000

export interface Rebuild {
  readonly site: RegionSite
  /** Whose database is to be followed. */
  readonly of: RegionSite
  /** Whether the register of fences has it now. */
  readonly isFenced: () => boolean
  /** A file for writes that were never replicated; made only when there are any. */
  readonly keepIn: string
  /** The region's data is another's now: its fence means nothing any more. */
  readonly onRemade: () => void
}

/** Rebuilds it; throws `OperatingError` with what stands in the way, and is safe to repeat. */
export async function rebuild({ isFenced, keepIn, of, onRemade, site }: Rebuild): Promise<void> {
  const { database, links } = site.parts
  const link = links.get(of.region)
  if (!link) throw new OperatingError('refused', `${site.region} has no way to ${of.region}`)
  await site.databaseLane.run(async () => {
    mustBeUp(site)
    mustBeUp(of)
    if (!database.isRunning) await site.writer.start(isFenced())
    if (await follows(database, site, of.region)) return
    await mustBeSpare(site, of, isFenced())
    const unreplicated = await keepUnreplicated(site, of.parts.database, keepIn)
    await database.stop()
    try {
      await database.seedFrom(of.parts.database, link.endpoint)
      site.unreplicated = unreplicated
      site.madeAnew(of.region)
      onRemade()
    } finally {
      // As it was, where it could not be made anew; what broke meanwhile is settled after this.
      await site.writer.start(isFenced())
    }
  })
  const streaming = async (): Promise<boolean> => (await database.inspect()).isStreaming
  await until(`the database of ${site.region} to follow ${of.region}`, STREAMING_DEADLINE_MS, streaming)
}

function mustBeUp({ effects, region }: RegionSite): void {
  if (effects.database === 'running' && effects.control === 'answers') return
  throw new OperatingError('unreachable', `the database of ${region} is not to be reached`, `heal ${region} first`)
}

/** A writer that is not fenced may be the one that serves: its data is not thrown away. */
async function mustBeSpare(site: RegionSite, of: RegionSite, isFenced: boolean): Promise<void> {
  const [own, other] = await Promise.all([site.parts.database.inspect(), of.parts.database.inspect()])
  if (other.inRecovery) {
    const what = `the database of ${of.region} is a replica itself`
    throw new OperatingError('conflict', what, 'name the region of the writer')
  }
  if (own.inRecovery || isFenced) return
  const what = `the database of ${site.region} takes writes, and would lose them`
  throw new OperatingError('conflict', what, `fence ${site.region} first`)
}

async function follows(database: Database, { replicaOf }: RegionSite, of: Region): Promise<boolean> {
  if (replicaOf !== of) return false
  const { inRecovery, isStreaming } = await database.inspect()
  return inRecovery && isStreaming
}

/** Orders in the old data that the new writer lacks; a replica's data holds nothing of its own. */
async function keepUnreplicated(
  { parts: { database }, region }: RegionSite,
  newer: Database,
  file: string,
): Promise<DatabaseState['unreplicated']> {
  if ((await database.inspect()).inRecovery) return undefined
  const theirs = new Set((await ordersOf(newer, 'SELECT number FROM orders')).map(({ number }) => String(number)))
  const mine = await ordersOf(database, 'SELECT number, item, zone, region, placed_at FROM orders ORDER BY number')
  const orders = mine.filter(({ number }) => !theirs.has(String(number)))
  if (orders.length === 0) return undefined
  await writeFile(file, `${JSON.stringify({ region, orders }, null, 2)}\n`, { mode: 0o600 })
  return { writes: orders.length, keptIn: file }
}

const ordersOf = (database: Database, sql: string): Promise<Rows> => database.ask(sql)
