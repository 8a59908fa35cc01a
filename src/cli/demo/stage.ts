/** What a demo plays on: a local cloud of its own, the watcher and a customer, all gone when it is over. */
import { mkdtemp, readFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Region } from '../../model/place.js'
import type { World } from '../../model/world.js'
import type { Policy } from '../../policy/policy.js'
import { openCloud } from '../../providers/local/cloud/client.js'
import { filesIn, localDir } from '../../providers/local/cloud/dir.js'
import type { Harness } from '../../providers/local/cloud/local-cloud.js'
import { startCloud } from '../../providers/local/cloud/start-cloud.js'
import { resolver } from '../../providers/local/resolve.js'
import { openLocalWorld } from '../../providers/local/world.js'
import { LOCAL_POLICY } from '../local-policy.js'
import { readPolicy } from '../open.js'
import type { DemoOptions } from '../options.js'
import type { Output } from '../output.js'
import { goShopping, type Shopper } from './shopper.js'
import { startWatcher } from './watcher.js'

export interface Stage {
  readonly dir: string
  readonly policy: Policy
  readonly policyFile: string
  /** Opened for reading: the demo looks, the watcher acts. */
  readonly world: World
  readonly harness: Harness
  readonly shopper: Shopper
  /** The numbers of the orders that the database of the region which writes now has. */
  stored(): Promise<ReadonlySet<number>>
  /** Ends it; with `--stay`, the cloud alone is left. */
  strike(): Promise<void>
}

/** Sets it up: everything runs, and the watcher has looked at all of it, when it resolves. */
export async function setStage({ stay }: DemoOptions, output: Output): Promise<Stage> {
  // A cloud that stays is the one other commands find; one that goes gets a directory of its own.
  const dir = stay ? localDir(process.env) : await mkdtemp(path.join(os.tmpdir(), 'failover-demo-'))
  const ends: (() => Promise<void>)[] = []
  const strike = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end()
  }
  const interrupted = (): void => {
    void strike().finally(() => process.exit(130))
  }
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted)
  try {
    const stage = await raise(dir, stay === true, ends, output)
    return { ...stage, strike }
  } catch (thrown) {
    await strike()
    throw thrown
  }
}

async function raise(
  dir: string,
  stay: boolean,
  ends: (() => Promise<void>)[],
  output: Output,
): Promise<Omit<Stage, 'strike'>> {
  const text = await readFile(LOCAL_POLICY, 'utf8')
  const harness = await startCloud(dir, text, LOCAL_POLICY, { lifeline: !stay })
  if (!stay) ends.push(() => harness.down())
  const policyFile = filesIn(dir).policy
  const policy = readPolicy(policyFile)
  const { layout } = harness
  const places = policy.regions.map(({ region, role, zones }) => `${region} (${role}, ${zones.length} zones)`)
  output.say(`  cloud     ${places.join(', ')}; PostgreSQL in each, the standby’s a streaming replica`)
  output.say(`  name      dig @${layout.dns.address} -p ${layout.dns.port} ${layout.publicName} +short`)
  const world = await openLocalWorld(policy, { breakGlass: false, mayChange: false, dir })
  ends.push(() => world.close())
  const watcher = await startWatcher(dir, policyFile, world.store, world.clock)
  ends.push(() => watcher.stop())
  output.say(`  watcher   looks every second from ${policy.observe.vantages.length} vantages; log ${watcher.log}`)
  const cloud = await openCloud(dir, { mayChange: false })
  ends.push(() => cloud.close())
  const http = layout.regions[0]?.zones[0]?.http.port
  const names = resolver(layout.dns, {
    clock: world.clock,
    addresses: layout.addresses,
    ...(http === undefined ? {} : { httpPort: http }),
  })
  ends.push(() => names.close())
  const shopper = goShopping(layout.publicName, names, world.clock)
  ends.push(() => shopper.stop())
  const stored = async (): Promise<ReadonlySet<number>> => {
    const { regions } = await harness.status()
    const writer = regions.find(({ database }) => database.role === 'writer')
    return writer ? numbersIn(writer.region) : new Set()
  }
  const numbersIn = async (region: Region): Promise<ReadonlySet<number>> => {
    const rows = await cloud.query(region, 'SELECT number FROM orders', [], AbortSignal.timeout(10_000))
    return new Set(rows.map(({ number }) => Number(number)))
  }
  return { dir, policy, policyFile, world, harness, shopper, stored }
}
