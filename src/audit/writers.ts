/** The databases whose data would be missed: what takes writes and is no cache. */
import type { Database, Estate } from './estate.js'

/** Writers that keep what is written. */
export const writersIn = ({ databases }: Pick<Estate, 'databases'>): readonly Database[] =>
  databases.filter(({ on, role }) => role === 'writer' && on !== 'memory')

/** The policy's name of a thing, else its own. */
export const nameOf = ({ id, resource }: Pick<Database, 'id' | 'resource'>): string => resource ?? id
