/**
 * The supervisor: one process that holds the whole cloud. It is told what to build over its channel to the process that
 * starts it, and lives on when that is gone, unless it was told to go down with it. It ends by SIGTERM.
 */
import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { type ServerType, serve } from '@hono/node-server'
import { asOperatingError, OperatingError } from '../../../../model/error.js'
import { load } from '../../../../policy/load.js'
import { resourceTypes } from '../../../registry.js'
import { replaceFile } from '../../../store/files.js'
import { blueprintOf } from '../blueprint.js'
import { removeDir } from '../claim-dir.js'
import { filesIn } from '../dir.js'
import { type Reaper, startReaper } from '../reaper/reaper.js'
import { type Built, build } from './build.js'
import { controlPlane } from './control-plane.js'
import { log } from './log.js'
import type { Begin, FromSupervisor, ToSupervisor } from './messages.js'

let dir: string | undefined
let built: Built | undefined
let server: ServerType | undefined
/** Until it is told to stay, the cloud goes down with the process that starts it. */
let isLifeline = true
let reaper: Reaper | undefined
let ending: Promise<void> | undefined

/** Ends everything and removes the directory, once; what is being started is ended when it is up. */
function end(because: string): Promise<void> {
  ending ??= (async () => {
    log(`going down: ${because}`)
    await building?.catch(() => {})
    if (dir) await rm(filesIn(dir).layout, { force: true })
    server?.close()
    await built?.site.end()
    if (dir) await removeDir(dir)
    await reaper?.dismiss()
    process.exit(0)
  })()
  return ending
}

process.on('SIGTERM', () => void end('it was told to'))
// Ctrl-C at the terminal that started it is not meant for it.
process.on('SIGINT', () => {})
process.on('SIGHUP', () => {})
process.on('disconnect', () => {
  if (isLifeline) void end('the process that started it has ended')
})

let building: Promise<void> | undefined
process.on('message', (message: ToSupervisor) => {
  if (message.kind === 'stay') {
    isLifeline = false
    return
  }
  reaper = startReaper(message.dir)
  building = raise(message)
  void building.then(() => tell({ kind: 'up' })).catch(fail)
})

async function raise(begin: Begin): Promise<void> {
  dir = begin.dir
  const { policyFile, policyText, shared } = begin
  const loaded = load(policyText, policyFile, resourceTypes)
  if (loaded.is !== 'policy') {
    const first = loaded.faults[0]
    throw new OperatingError('unsupported', `${policyFile} is no valid policy: ${first?.message ?? 'no reason given'}`)
  }
  built = await build(dir, blueprintOf(loaded.policy, policyFile), shared)
  const { layout, site } = built
  const { address, port, token } = layout.control
  server = serve({ fetch: controlPlane(site, token).fetch, hostname: address, port })
  await once(server, 'listening')
  await writeFile(filesIn(dir).policy, policyText, { mode: 0o600 })
  // Its presence says that the cloud is up, and so it comes last.
  await replaceFile(filesIn(dir).layout, `${JSON.stringify(layout, null, 2)}\n`)
  log('up')
}

/** Says why it did not come up, and leaves nothing. */
async function fail(thrown: unknown): Promise<void> {
  const { code, message, next } = asOperatingError(thrown, 'start the local cloud')
  const told = new Promise<void>((resolve) => {
    tell({ kind: 'failed', code, message, ...(next === undefined ? {} : { next }) }, resolve)
  })
  await told
  await end(message)
}

function tell(message: FromSupervisor, done: () => void = () => {}): void {
  if (process.connected) process.send?.(message, undefined, {}, () => done())
  else done()
}
