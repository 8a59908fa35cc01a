/** What one server tells of itself: its role, how far it is, and whom it follows. */
import { z } from 'zod'
import { OperatingError } from '../../../../model/error.js'
import type { Rows } from '../local-cloud.js'

/**
 * One row, on a writer and on a replica alike; for a superuser. A writer's timeline stands in the name of its current WAL
 * file, since the one in the control file is that of the last checkpoint, which may be older than a promotion.
 */
export const INSPECT_SQL = `
SELECT r.in_recovery, r.fenced,
  CASE WHEN r.in_recovery THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END::text AS lsn,
  CASE WHEN r.in_recovery THEN pg_last_wal_receive_lsn() END::text AS received_lsn,
  coalesce(w.status = 'streaming', false) AS streaming,
  CASE WHEN r.in_recovery AND pg_last_xact_replay_timestamp() IS NOT NULL THEN
    greatest(0, extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000)::float8
  END AS replay_age_ms,
  CASE WHEN r.in_recovery THEN coalesce(w.received_tli, (SELECT timeline_id FROM pg_control_checkpoint()))
    ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int
  END AS timeline
FROM (SELECT pg_is_in_recovery() AS in_recovery, current_setting('default_transaction_read_only') = 'on' AS fenced) r
LEFT JOIN pg_stat_wal_receiver w ON true`

export interface ServerState {
  readonly inRecovery: boolean
  /** `default_transaction_read_only` is on. */
  readonly isFenced: boolean
  /** A writer's current position, a replica's replayed one; see `lsnBytes`. Absent before a replica's first record. */
  readonly lsn?: string
  /** Of a replica: what it has received and put on disk since its start; absent while nothing was. */
  readonly receivedLsn?: string
  readonly isStreaming: boolean
  /** Of a replica: time since the transaction replayed last was committed; grows while none come, absent before the first. */
  readonly replayAgeMs?: number
  readonly timeline: number
}

const row = z.object({
  in_recovery: z.boolean(),
  fenced: z.boolean(),
  lsn: z.string().nullable(),
  received_lsn: z.string().nullable(),
  streaming: z.boolean(),
  replay_age_ms: z.number().nullable(),
  timeline: z.number(),
})

/** The answer to `INSPECT_SQL`. */
export function serverState(rows: Rows): ServerState {
  const parsed = row.safeParse(rows[0])
  if (!parsed.success)
    throw new OperatingError('refused', `not an answer of PostgreSQL to an inspection: ${parsed.error.message}`)
  const { in_recovery, fenced, lsn, received_lsn, streaming, replay_age_ms, timeline } = parsed.data
  return {
    ...{ inRecovery: in_recovery, isFenced: fenced, isStreaming: streaming, timeline },
    ...(lsn === null ? {} : { lsn }),
    ...(received_lsn === null ? {} : { receivedLsn: received_lsn }),
    ...(replay_age_ms === null ? {} : { replayAgeMs: replay_age_ms }),
  }
}

/** A position such as `0/3000148` in bytes since the beginning of the timeline's history, to compare and subtract. */
export function lsnBytes(lsn: string): bigint {
  const [high = '', low = ''] = lsn.split('/')
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)
}
