/**
 * The estate of an app on AWS, for the audit: what its policy names and what carries its tag (`app`), asked of every region
 * of the policy at once. Only describes; what gets no answer is told as unseen, and the rest stands.
 */
import { setMaxListeners } from 'node:events'
import type { Database, Estate } from '../../../audit/estate.js'
import type { Unseen } from '../../../audit/facts.js'
import { asOperatingError } from '../../../model/error.js'
import type { Region } from '../../../model/place.js'
import type { Inspection } from '../../../model/resource.js'
import { alarmsIn } from './alarms.js'
import { databasesIn } from './databases.js'
import type { Gathering, Seen } from './gathering.js'
import { groupsIn } from './groups.js'
import { keysOf, usesOf } from './keys.js'
import { kindsIn } from './kinds.js'
import { listenersIn } from './listeners.js'
import { machinesIn } from './machines.js'
import { quotasIn } from './quotas.js'
import { recordsIn } from './records.js'
import { replicationsIn } from './replications.js'
import { storesIn } from './stores.js'
import { tablesIn } from './tables.js'
import { volumesIn } from './volumes.js'

/** What was found, and what could not be seen. */
export interface Gathered {
  readonly estate: Estate
  readonly unseen: readonly Unseen[]
}

/** Asks for all of it; `inspections` tell what the drivers have seen already. */
export async function gatherEstate(
  parts: Omit<Gathering, 'seen'>,
  inspections: readonly Inspection[],
): Promise<Gathered> {
  setMaxListeners(0, parts.signal)
  const { policy } = parts
  const unseen: Unseen[] = []
  const seen: Seen = async (what, ask) => {
    try {
      return await ask()
    } catch (thrown) {
      unseen.push({ what, because: asOperatingError(thrown, `look at ${what}`).message })
      return []
    }
  }
  const gathering: Gathering = { ...parts, seen }
  const inEach = async <Part>(
    what: string,
    ask: (at: Region, gathering: Gathering) => Promise<readonly Part[]>,
  ): Promise<readonly Part[]> => {
    const each = policy.regions.map(({ region }) => seen(`${what} in ${region}`, () => ask(region, gathering)))
    return (await Promise.all(each)).flat()
  }
  const [machines, groups, databases, tables, volumes, stores, replications, alarms] = await Promise.all([
    inEach('instances', machinesIn),
    inEach('groups', groupsIn),
    inEach('databases', databasesIn),
    inEach('tables', tablesIn),
    inEach('volumes', volumesIn),
    inEach('stores', storesIn),
    inEach('replications', replicationsIn),
    inEach('alarms', alarmsIn),
  ])
  const [kinds, quotas, listeners, keys] = await Promise.all([
    inEach('instance types', (at) => kindsIn(at, machines, groups, gathering)),
    inEach('quotas', (at) => quotasIn(at, groups, gathering)),
    inEach('listeners', (at) => listenersIn(at, groups, gathering)),
    keysOf(usesOf(groups, databases), gathering),
  ])
  return {
    estate: {
      ...{
        machines,
        groups,
        volumes,
        kinds,
        quotas,
        listeners,
        keys,
        stores,
        replications,
        alarms,
        records: recordsIn(policy, inspections),
      },
      databases: [...databases.map((database) => asInspected(database, inspections)), ...tables],
    },
    unseen: unseen.sort((a, b) => (a.what < b.what ? -1 : 1)),
  }
}

/** Which cluster of a global database writes the global database alone tells, and its driver has asked it. */
function asInspected(database: Database, inspections: readonly Inspection[]): Database {
  const seen = inspections.find(({ resource }) => resource === database.resource)
  if (database.on !== 'distributed' || seen?.active === undefined) return database
  return { ...database, role: seen.active === database.region ? 'writer' : 'replica' }
}
