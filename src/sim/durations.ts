/**
 * How long things take in the simulated cloud, ms. A drill overrides any of them by name under `world.latencies`. Where AWS
 * publishes a figure it stands here with its page; the others are ours, on the slow side.
 */
export const DURATIONS = {
  /** A call of an API that answers. */
  'api-call': 200,
  /** "reboots; several minutes or longer, depending on size" (RDS User Guide, "Promoting a read replica"). */
  'promote-replica': 300_000,
  /** pg_promote() by itself. */
  'promote-postgres': 3_000,
  /** "within a few minutes" (Aurora User Guide, "Using switchover or failover in an Aurora global database"). */
  'aurora-failover': 120_000,
  /** Beyond the replication lag, which a switchover waits out (same page). */
  'aurora-switchover': 60_000,
  /** The old primary is rebuilt "in minutes to several hours" (same page). */
  'aurora-rejoin': 1_800_000,
  /** 60–120 s (RDS User Guide, "Failing over a Multi-AZ DB instance"). */
  'multi-az-failover': 120_000,
  /** Typically under 30 s within a region (Aurora User Guide, "High availability for Amazon Aurora"). */
  'aurora-zone-failover': 30_000,
  /** A snapshot, copied and filled in: ours. */
  'build-replica': 3_600_000,
  /** 90 GiB, as the driver of AWS reckons: 20 min and 12 s for each. */
  'restore-backup': 2_280_000,
  /** From the call to an instance that a probe passes through the balancer: ours. */
  'launch-instance': 120_000,
  'launch-task': 60_000,
  /** PENDING to INSYNC "generally within 60 seconds" (Route 53 API, ChangeResourceRecordSets). */
  'records-insync': 60_000,
  /** Three failures of a health check of 10 s, and the way to the name servers. */
  'health-check': 35_000,
  /** A routing control and its health check, and the way to the name servers: ours. */
  'routing-control': 15_000,
  /** Started at once; connections under way take "up to a few minutes" (ARC Developer Guide, zonal shift). */
  'zonal-shift': 5_000,
  'deregister-targets': 30_000,
  'stop-instance': 240_000,
  'scale-to-zero': 60_000,
} as const
export type DurationName = keyof typeof DURATIONS

/** The drill's own figure where it has one, else the table's. */
export const durationIn = (latencies: { readonly [what: string]: number }, name: DurationName): number =>
  latencies[name] ?? DURATIONS[name]
