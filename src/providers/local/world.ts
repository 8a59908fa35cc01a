/** The running local cloud as a `World`: real processes, a real name server, real databases. */
import { atZone, type FaultDomain, nameOf } from '../../model/place.js'
import type { World } from '../../model/world.js'
import { prober } from '../../observe/prober.js'
import { type Places, targetsOf } from '../../observe/targets.js'
import type { Policy } from '../../policy/policy.js'
import { systemClock } from '../clock.js'
import { openCloud } from './cloud/client.js'
import { filesIn, localDir } from './cloud/dir.js'
import type { CloudLayout, Endpoint } from './cloud/layout.js'
import { localEye } from './eye.js'
import { countLoss } from './loss.js'
import { resolver } from './resolve.js'
import { driversOf, matchOrThrow } from './world-drivers.js'
import { storeOf } from './world-store.js'

export interface LocalWorldOptions {
  /** Acts without the policy's store, recorded on this machine. */
  readonly breakGlass: boolean
  /** False for a dry run and for commands that only look: whatever would change the cloud is refused (law 18). */
  readonly mayChange: boolean
  /** The cloud's directory; by default `$FAILOVER_LOCAL_DIR` or this user's. */
  readonly dir?: string
  readonly env?: NodeJS.ProcessEnv
}

/** Opens the running local cloud for `policy`; throws `OperatingError` when none runs or it is another than the policy's. */
export async function openLocalWorld(policy: Policy, options: LocalWorldOptions): Promise<World> {
  const { breakGlass, env = process.env, mayChange } = options
  const dir = options.dir ?? localDir(env)
  const clock = systemClock()
  const cloud = await openCloud(dir, { mayChange })
  const { layout } = cloud
  try {
    matchOrThrow(policy, layout)
    const store = storeOf({
      policy,
      breakGlass,
      clock,
      cloud,
      env,
      defaultDir: filesIn(dir).journal,
      layoutFile: filesIn(dir).layout,
    })
    const context = { cloud, clock, regions: policy.regions }
    const random = Math.random
    const observer = prober(targetsOf(policy, placesOf(layout)), { clock, random })
    const names = resolver(layout.dns, { clock, addresses: layout.addresses, ...httpPortOf(layout) })
    return {
      ...{ kind: 'local', clock, random, store, observers: [observer] },
      drivers: driversOf(policy, context, mayChange),
      eye: localEye({ clock, random, names, layout }),
      countLoss: (move, _inspections, signal) => countLoss(move, context, signal),
      close: async () => {
        await Promise.all([observer.close(), names.close(), cloud.close()])
      },
    }
  } catch (thrown) {
    await cloud.close()
    throw thrown
  }
}

/** A zone is asked at its shop, a region at its canary. */
function placesOf({ regions, vantages }: CloudLayout): Places {
  const endpoints = new Map(
    regions.flatMap(({ canary, region, zones }): readonly [string, Endpoint][] => [
      [region, canary],
      ...zones.map(({ http, zone }): [string, Endpoint] => [nameOf(atZone(region, zone)), http]),
    ]),
  )
  return {
    endpointOf: (of: FaultDomain) => {
      const found = endpoints.get(nameOf(of))
      return found && `${found.address}:${found.port}`
    },
    sourceOf: (from) => vantages.find(({ vantage }) => vantage === from)?.address,
  }
}

/** With addresses of their own, all shops share one port. */
function httpPortOf({ regions }: CloudLayout): { readonly httpPort?: number } {
  const port = regions[0]?.zones[0]?.http.port
  return port === undefined ? {} : { httpPort: port }
}
