/** The door for a controller: the running cloud's control planes and databases, each asked where it stands. */
import { OperatingError } from '../../../model/error.js'
import type { Region } from '../../../model/place.js'
import { type Call, ControlCalls } from './control-call.js'
import { withSession } from './database/connect.js'
import type { FenceState, LocalCloud, NameState, RegionState, Rows } from './local-cloud.js'
import { readLayout } from './read-layout.js'

/** A statement that hangs is given up by the caller's signal; this is for a signal that never fires. */
const PATIENCE = { connectMs: 30_000, statementMs: 30_000 }

/**
 * Opens the cloud that runs in `dir`; with `mayChange: false` every change is refused where requests leave, as
 * `interlocked`. Throws `OperatingError`: `not-found` when none runs there, `unreachable` when it has died.
 */
export async function openCloud(dir: string, { mayChange }: { readonly mayChange: boolean }): Promise<LocalCloud> {
  const layout = await readLayout(dir)
  const calls = new ControlCalls(layout, mayChange)

  const put = async <Answer>(path: string, body: object, doing: string, signal: AbortSignal): Promise<Answer> =>
    calls.call<Answer>({ method: 'PUT', path, body, doing }, signal)
  const get = <Answer>(path: string, doing: string, signal: AbortSignal): Promise<Answer> =>
    calls.call<Answer>({ method: 'GET', path, doing } satisfies Call, signal)

  const sql = async (
    changes: boolean,
    at: Region,
    text: string,
    values: readonly unknown[],
    signal: AbortSignal,
  ): Promise<Rows> => {
    const doing = `${changes ? 'command' : 'ask'} the database of ${at}`
    calls.mustBeAllowed(changes, doing)
    const found = layout.regions.find(({ region }) => region === at)
    if (!found) throw new OperatingError('not-found', `${doing}: this cloud has no such region`)
    const { name, password, user } = layout.database
    const target = { at: found.database, database: name, user, password }
    return withSession(target, { ...PATIENCE, signal }, doing, async (ask) => {
      if (changes) return ask(text, values)
      await ask('begin read only')
      const rows = await ask(text, values)
      await ask('commit')
      return rows
    })
  }

  const controlOf = (at: Region): string => `the control plane of ${at}`
  return {
    layout,
    describeRegion: (at, signal) => get<RegionState>(`/regions/${at}`, `ask ${controlOf(at)}`, signal),
    setSlots: async (at, slots, epoch, signal) => {
      await put(`/regions/${at}/slots`, { slots, epoch }, `set slots at ${controlOf(at)}`, signal)
    },
    rebuildDatabase: async (at, of, epoch, signal) => {
      await put(`/regions/${at}/rebuild`, { of, epoch }, `rebuild the database of ${at} from ${of}`, signal)
    },
    describeName: (signal) => get<NameState>('/name', 'ask the name’s control plane', signal),
    changeName: (change, signal) => put<NameState>('/name', change, 'change the name', signal),
    describeFences: (signal) => get<FenceState>('/fences', 'ask the register of fences', signal),
    setFence: async (at, fenced, epoch, signal) => {
      await put(`/fences/${at}`, { fenced, epoch }, `${fenced ? 'fence' : 'lift the fence of'} ${at}`, signal)
    },
    query: (at, text, values, signal) => sql(false, at, text, values, signal),
    command: (at, text, values, signal) => sql(true, at, text, values, signal),
    close: () => calls.close(),
  }
}
