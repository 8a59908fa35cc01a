/** The layout of the cloud that runs in a directory, as its supervisor wrote it down. */
import { readFile } from 'node:fs/promises'
import { OperatingError } from '../../../model/error.js'
import { codeOf } from '../../store/files.js'
import { mustBeOurs, stateOf } from './claim-dir.js'
import { filesIn } from './dir.js'
import type { CloudLayout } from './layout.js'

const UP = '"failover local up" starts one'

/** Throws `OperatingError`: `not-found` when no cloud is there, `unreachable` when it has died. */
export async function readLayout(dir: string): Promise<CloudLayout> {
  try {
    const text = await readFile(filesIn(dir).layout, 'utf8')
    await mustBeOurs(dir)
    if (stateOf(dir) !== 'running') {
      const what = `the local cloud in ${dir} has died; its log is ${filesIn(dir).log}`
      throw new OperatingError('unreachable', what, '"failover local up" cleans up after it and starts a new one')
    }
    const layout = JSON.parse(text) as CloudLayout
    if (layout.version === 1) return layout
    const next = '"failover local down", by the version that started it, ends it'
    throw new OperatingError('unsupported', `the local cloud in ${dir} was started by another version`, next)
  } catch (thrown) {
    if (codeOf(thrown) !== 'ENOENT') throw thrown
    const state = stateOf(dir)
    if (state === 'none' || state === 'dead') throw new OperatingError('not-found', `no local cloud runs in ${dir}`, UP)
    const next = 'wait a moment, or see what it does in its log'
    throw new OperatingError('not-found', `the local cloud in ${dir} is being started or stopped`, next)
  }
}
