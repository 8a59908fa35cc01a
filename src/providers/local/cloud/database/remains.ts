/** What a killed server leaves behind in the system, which it would have cleared away had it been stopped. */
import { execFile } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * Clears away what the killed server of `dataDir` left: the few bytes of shared memory by which it locked its data, and
 * its pid file, whose number may be another process by the next start, which would then refuse.
 */
export async function clearRemains(dataDir: string): Promise<void> {
  const file = path.join(dataDir, 'postmaster.pid')
  const id = await sharedMemoryOf(file)
  // Where there is no such program they stay until the next start, which clears them too.
  if (id !== undefined) await run('ipcrm', ['-m', id]).catch(() => {})
  await rm(file, { force: true })
}

/** Its seventh line is `key id` (src/include/utils/pidfile.h). */
async function sharedMemoryOf(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).split('\n')[6]?.trim().split(/\s+/)[1]
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code === 'ENOENT') return undefined
    throw thrown
  }
}
