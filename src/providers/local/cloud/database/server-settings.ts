/**
 * Settings of a PostgreSQL server of the local cloud: a writer or a replica at any time, small enough for a laptop,
 * quick to notice that the other side is gone. Safety is PostgreSQL's own: what it acknowledged is on disk.
 */
export const SERVER_SETTINGS: { readonly [name: string]: string } = {
  unix_socket_directories: '',
  max_connections: '40',
  shared_buffers: '16MB',
  // In the data directory, where it goes when that goes; the system's own place would keep what a killed server left.
  dynamic_shared_memory_type: 'mmap',
  wal_level: 'replica',
  hot_standby: 'on',
  max_wal_senders: '6',
  max_replication_slots: '0',
  // A replica that was away comes back by itself as long as what it missed is kept.
  wal_keep_size: '256MB',
  max_wal_size: '64MB',
  min_wal_size: '16MB',
  wal_sender_timeout: '2s',
  wal_receiver_timeout: '2s',
  wal_receiver_status_interval: '1s',
  wal_retrieve_retry_interval: '200ms',
  // A replica must not fall behind for the sake of somebody's long read.
  max_standby_streaming_delay: '1s',
  password_encryption: 'scram-sha-256',
  log_line_prefix: '%m [%p] ',
  log_checkpoints: 'off',
  log_timezone: 'UTC',
  timezone: 'UTC',
  jit: 'off',
  huge_pages: 'off',
  // Fewer processes.
  io_method: 'sync',
  max_logical_replication_workers: '0',
  max_parallel_workers_per_gather: '0',
}

/** Who may log in: everybody from this machine with a password. There are no sockets but TCP. */
export const HOST_BASED_AUTHENTICATION = `
host all         all 127.0.0.0/8 scram-sha-256
host replication all 127.0.0.0/8 scram-sha-256
`
