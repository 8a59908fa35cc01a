/** A world whose observations and journal entries are overheard on their way: nothing is looked at or read twice. */
import type { Observer, Store, World } from '../model/world.js'
import type { Watcher } from './watcher.js'

/** `world` as it is, with `ear` told of what its observers see and what is appended to its journal. */
export function tapped(world: World, ear: Required<Pick<Watcher, 'onSeen' | 'onEntry'>>): World {
  const { clock, drivers, eye, kind, random } = world
  return {
    ...{ clock, drivers, eye, kind, random },
    observers: world.observers.map((observer) => heardObserver(observer, ear)),
    store: heardStore(world.store, ear),
    ...(world.inspectMs === undefined ? {} : { inspectMs: world.inspectMs }),
    ...(world.countLoss ? { countLoss: world.countLoss.bind(world) } : {}),
    ...(world.stragglers ? { stragglers: world.stragglers.bind(world) } : {}),
    close: () => world.close(),
  }
}

function heardObserver(observer: Observer, { onSeen }: Pick<Required<Watcher>, 'onSeen'>): Observer {
  const suspicion = observer.onSuspicion?.bind(observer)
  return {
    name: observer.name,
    look: async (look) => {
      const observations = await observer.look(look)
      onSeen(observations)
      return observations
    },
    ...(suspicion ? { onSuspicion: suspicion } : {}),
    close: () => observer.close(),
  }
}

function heardStore(store: Store, { onEntry }: Pick<Required<Watcher>, 'onEntry'>): Store {
  const changed = store.changed?.bind(store)
  return {
    where: store.where,
    acquire: (holder) => store.acquire(holder),
    append: async (lease, draft) => {
      const entry = await store.append(lease, draft)
      onEntry(entry)
      return entry
    },
    read: () => store.read(),
    get: (key) => store.get(key),
    put: (key, text, expected) => store.put(key, text, expected),
    remove: (key) => store.remove(key),
    ...(changed ? { changed } : {}),
  }
}
