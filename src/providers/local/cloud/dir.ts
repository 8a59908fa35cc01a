/** Where the running local cloud keeps itself: one directory, gone when it is down. */
import os from 'node:os'
import path from 'node:path'

/**
 * `$FAILOVER_LOCAL_DIR`, else one per user under the system's place for temporary files. PostgreSQL drops to another user
 * when started by root, so it must be able to reach it, which a home directory would not allow.
 */
export function localDir(env: NodeJS.ProcessEnv): string {
  const named = env.FAILOVER_LOCAL_DIR
  return named ? path.resolve(named) : path.join(os.tmpdir(), `failover-local-${process.getuid?.() ?? 'user'}`)
}

/** The files in it that more than one process reads. */
export const filesIn = (dir: string) => ({
  /** `CloudLayout` as JSON, readable by its owner alone; there exactly while the cloud is up. */
  layout: path.join(dir, 'cloud.json'),
  policy: path.join(dir, 'policy.yaml'),
  /** The default store of a local policy. */
  journal: path.join(dir, 'journal'),
  log: path.join(dir, 'cloud.log'),
  databases: path.join(dir, 'databases'),
  /** Every process of the cloud, a note each (`leftovers.ts`); the first file there, and what tells the directory is ours. */
  processes: path.join(dir, 'processes'),
})
