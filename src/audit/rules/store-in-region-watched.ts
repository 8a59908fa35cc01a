import type { Rule } from '../finding.js'

/** A journal that falls with the region it tells of. */
export const storeOnRegionWatched: Rule = {
  id: 'store-in-region-watched',
  severity: 'error',
  title: 'the store stands in the region that may fail',
  why: 'Without its store a watcher may not act, and a command must be made with --break-glass.',
  find: ({ active, controller: { region, store } }) => {
    const isOnHost = store.startsWith('file:') || !/^[a-z0-9]+:\/\//.test(store)
    const isThere = isOnHost ? region === active : store.includes(active)
    if (!isThere) return []
    const evidence = isOnHost
      ? `the journal is the file ${store} on this machine, which runs in ${active}, where the app stands`
      : `${store} stands in ${active}, where the app stands`
    return [{ resource: 'store', evidence, mend: 'name a place outside the regions that may fail under "store"' }]
  },
}
