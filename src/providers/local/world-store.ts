/**
 * The store of a local world: the policy's, or the one behind the glass (law 19). Who leads with the main store first
 * merges what was recorded without it; and while someone acts by break glass, nobody leads beside them (law 15).
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { OperatingError } from '../../model/error.js'
import type { Clock, Store } from '../../model/world.js'
import type { Policy } from '../../policy/policy.js'
import { breakGlassDir, breakGlassStore } from '../store/break-glass.js'
import { merging, recordedEpoch } from '../store/merging.js'
import { storeAt } from '../store/store-at.js'
import type { LocalCloud } from './cloud/local-cloud.js'
import { asked } from './driver-context.js'

export interface StorePlace {
  readonly policy: Policy
  readonly breakGlass: boolean
  /** Where the journal is when the policy names no store: in the cloud's own directory. */
  readonly defaultDir: string
  /** The cloud's layout, which is there exactly while it is up. */
  readonly layoutFile: string
  readonly cloud: LocalCloud
  readonly clock: Clock
  readonly env: NodeJS.ProcessEnv
}

export function storeOf(place: StorePlace): Store {
  const { breakGlass, clock, cloud, defaultDir, env, layoutFile, policy } = place
  const glass = breakGlassDir(env, policy.app)
  const epochOfRouting = (): Promise<number> => routingEpoch(cloud, clock)
  if (breakGlass) return breakGlassStore(glass, { clock, epochFloor: epochOfRouting })
  const epochFloor = async (): Promise<number> => {
    const [routing, recorded] = await Promise.all([epochOfRouting(), recordedEpoch(glass)])
    return Math.max(routing, recorded)
  }
  const main = storeAt(policy.store, defaultDir, { clock, epochFloor })
  return merging(policy.store === undefined ? goneWith(layoutFile, main) : main, clock, glass)
}

/** A store in the cloud's own directory goes down with it, lease and all: nobody leads any more, and nothing is made anew. */
function goneWith(layoutFile: string, store: Store): Store {
  const mustBeUp = (): void => {
    if (existsSync(layoutFile)) return
    const what = `the local cloud in ${path.dirname(layoutFile)} is down, and its store with it`
    throw new OperatingError('deposed', what, '"failover local up" starts one')
  }
  const whileUp = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    mustBeUp()
    return await work()
  }
  return {
    where: store.where,
    acquire: (holder) => whileUp(() => store.acquire(holder)),
    append: (lease, draft) => whileUp(() => store.append(lease, draft)),
    read: () => whileUp(() => store.read()),
    get: (key) => whileUp(() => store.get(key)),
    put: (key, text, expected) => whileUp(() => store.put(key, text, expected)),
    remove: (key) => whileUp(() => store.remove(key)),
  }
}

/** The highest epoch under which the name or a fence was changed; what cannot be asked counts as none. */
async function routingEpoch(cloud: LocalCloud, clock: Clock): Promise<number> {
  const never = new AbortController().signal
  const found = await Promise.all([
    asked(clock, 'ask the name for its epoch', never, (stop) => cloud.describeName(stop)),
    asked(clock, 'ask the fences for their epoch', never, (stop) => cloud.describeFences(stop)),
  ])
  return Math.max(0, ...found.map((each) => (each.is === 'answer' ? each.answer.epoch : 0)))
}
