/** AWS as a `World`: drivers and signals over the SDK, users seen through the public name, the store of the policy. */
import { invariant } from '../../model/invariant.js'
import type { Region } from '../../model/place.js'
import type { World } from '../../model/world.js'
import type { Policy } from '../../policy/policy.js'
import { systemClock } from '../clock.js'
import { awsCaller } from './call/caller.js'
import type { Access } from './call/client-settings.js'
import type { AwsContext } from './driver-context.js'
import { driversOf } from './drivers.js'
import { fullName, type Settings as RecordSettings } from './route53/route53-record.js'
import { addressBook } from './users/address-book.js'
import { awsEye } from './users/eye.js'
import { nameServersOf } from './users/name-servers.js'
import { stragglersOf } from './users/stragglers.js'
import { awsObservers } from './watch/observers.js'
import { storeOf } from './world-store.js'

export interface AwsWorldOptions {
  /** Acts without the policy's store, recorded on this machine. */
  readonly breakGlass: boolean
  /** False for a dry run and for commands that only look: nothing but readings leaves this process (law 18). */
  readonly mayChange: boolean
  /** A profile that goes before the policy's. */
  readonly profile?: string
  /** This build's version, for the user agent. */
  readonly version: string
  readonly env?: NodeJS.ProcessEnv
}

const INSPECT_MS = 10_000

/** Opens AWS for `policy`. Asks AWS nothing yet: what cannot be reached shows where it is needed. */
export async function openAwsWorld(policy: Policy, options: AwsWorldOptions): Promise<World> {
  const { breakGlass, env = process.env } = options
  const clock = systemClock()
  const random = Math.random
  const context = contextFor(policy, options, clock)
  const drivers = await driversOf(policy.plan.resources, context)
  const { observers } = awsObservers(policy, context)
  const { verify } = policy
  const url = verify.url ?? publicUrl(policy)
  const host = url === undefined ? undefined : new URL(url).hostname
  const book = addressBook(policy, verify.resolvers, clock)
  const names = { host: host ?? '', named: verify.nameServers, resolvers: verify.resolvers, clock, random }
  const nameServers = nameServersOf(names)
  const eye = awsEye({ clock, random, verify, url, book, nameServers })
  return {
    // The first look loads SDKs, finds credentials and waits its turn at Route 53.
    inspectMs: INSPECT_MS,
    ...{ kind: 'aws', clock, random, eye, drivers },
    observers,
    store: storeOf({ policy, breakGlass, clock, env, drivers }),
    stragglers: (move, signal) => stragglersOf(move, { host, verify, context, book, nameServers }, signal),
    close: async () => {
      await Promise.all(observers.map((observer) => observer.close()))
      context.aws.close()
    },
  }
}

/** What drivers and checks of `policy` are made with; also without a world, as `validate --live` and `init` need it. */
export function contextFor(
  policy: Pick<Policy, 'app' | 'aws' | 'regions'> & { readonly observe?: Pick<Policy['observe'], 'vantageFunction'> },
  { mayChange, profile, version }: Pick<AwsWorldOptions, 'mayChange' | 'profile' | 'version'>,
  clock = systemClock(),
): AwsContext {
  const named = profile ?? policy.aws.profile
  const access: Access = {
    ...policy.aws,
    ...(named === undefined ? {} : { profile: named }),
    ...{ home: homeOf(policy.regions), version },
  }
  const { vantageFunction: probeFunction } = policy.observe ?? {}
  const probe = probeFunction === undefined ? {} : { probeFunction }
  const aws = awsCaller({ access, clock, random: Math.random, mayChange, ...probe })
  return { aws, clock, random: Math.random, app: policy.app, regions: policy.regions }
}

/** A standby: the region that is not the one most likely to be left. */
function homeOf(regions: Policy['regions']): Region {
  const home = regions.find(({ role }) => role === 'standby') ?? regions[0]
  invariant(home, 'a policy has at least one region')
  return home.region
}

/** The first record managed, as a user types it; a wildcard is no name that anybody types. */
function publicUrl({ plan }: Policy): string | undefined {
  const record = plan.resources.find(({ type }) => type === 'route53-record')
  if (!record) return undefined
  const name = fullName(record.settings as unknown as RecordSettings)
  return name.includes('*') ? undefined : `https://${name}/`
}
