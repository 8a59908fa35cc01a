/**
 * What the databases are to each other, from what each tells of itself. A writer is out of recovery and takes writes; a
 * fenced one is out of recovery and does not; a replica is in recovery. Pure.
 */
import type { Reading } from '../../model/health.js'
import type { Region } from '../../model/place.js'
import { lsnBytes, type ServerState } from './cloud/database/inspect-sql.js'
import type { Asked } from './driver-context.js'

export type Role = 'writer' | 'fenced' | 'replica'

export interface Sight {
  readonly region: Region
  readonly state: Asked<ServerState>
}

export function roleOf({ inRecovery, isFenced }: ServerState): Role {
  if (inRecovery) return 'replica'
  return isFenced ? 'fenced' : 'writer'
}

/** `a fenced writer`, for people. */
export const ROLE_SAYS: Readonly<Record<Role, string>> = {
  writer: 'a writer',
  fenced: 'a fenced writer',
  replica: 'a replica',
}

/** The regions whose databases take writes; exactly one on a calm day. */
export const writersIn = (sights: readonly Sight[]): readonly Region[] =>
  sights.flatMap(({ region, state }) => (state.is === 'answer' && roleOf(state.answer) === 'writer' ? [region] : []))

/** Whether `replica` has replayed everything that `writer` has written, on the same timeline. */
export function hasAll(replica: ServerState, writer: ServerState): boolean {
  if (!isOf(replica, writer) || replica.lsn === undefined || writer.lsn === undefined) return false
  return lsnBytes(replica.lsn) >= lsnBytes(writer.lsn)
}

/** Whether `replica` stands on the history that `writer` goes on with. */
export const isOf = (replica: ServerState, writer: ServerState): boolean =>
  replica.inRecovery && !writer.inRecovery && replica.timeline === writer.timeline

/**
 * How far the replica is behind, in ms. Nothing when it has all; where it has not, the age of the last transaction it
 * has, since nothing after that is known to have arrived. The age alone would grow while the writer is idle.
 */
export function lagOf(replica: ServerState, writer: ServerState): Reading {
  if (!replica.inRecovery) return { is: 'unknown', because: `it is ${ROLE_SAYS[roleOf(replica)]} and follows nobody` }
  if (!isOf(replica, writer)) {
    const because = `it follows timeline ${replica.timeline}, and the writer writes timeline ${writer.timeline}`
    return { is: 'unknown', because }
  }
  if (hasAll(replica, writer)) return { is: 'known', value: 0 }
  if (replica.replayAgeMs === undefined) return { is: 'unknown', because: 'it has replayed no transaction yet' }
  return { is: 'known', value: Math.max(0, replica.replayAgeMs) }
}
