/** `self-managed-postgres`: moves the writer between PostgreSQL servers that you run yourselves. */
import { driverOf, type MakeDriver } from '../driver-context.js'
import { fencesOf, type Settings } from './self-managed-postgres.js'
import { postgresActs } from './self-managed-postgres-acts.js'
import { inspectPostgres } from './self-managed-postgres-inspect.js'
import { postgresTactics } from './self-managed-postgres-tactics.js'

export { check } from './self-managed-postgres-check.js'

/** The driver of one database and its replicas. */
export const make: MakeDriver = (resource, context) => {
  const settings = resource.settings as Settings
  return driverOf(resource, context, {
    inspect: (signal) => inspectPostgres(resource.name, settings, context, signal),
    tactics: (end, seen) => postgresTactics(resource.name, fencesOf(settings), end, seen),
    acts: postgresActs(settings, context),
  })
}
