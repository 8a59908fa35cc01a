/**
 * Lets regions in and keeps others out by their switch objects: in before out, so that no moment has every region off
 * (law 26). What someone else put is not taken away, and what a newer epoch put is not touched.
 */
import { z } from 'zod'
import { OperatingError } from '../../../model/error.js'
import type { Leash } from '../../../model/resource.js'
import type { Act } from '../driver-context.js'
import { carriedIn } from '../plan-data.js'
import {
  deleteSwitch,
  putSwitch,
  type Switchboard,
  type SwitchObject,
  type SwitchOwner,
  strangerOf,
  switchObject,
} from './health-switch.js'

/** The verb of its actions. */
export const SET_SWITCHES = 'set-health-switches'

/** Each region of the app; one without a key has no switch, and so is always let in. */
export const switchStates = z
  .array(z.object({ region: z.string(), key: z.string().optional(), lets: z.enum(['in', 'out']) }))
  .min(1)
export type SwitchStates = z.output<typeof switchStates>

interface Keyed {
  readonly region: string
  readonly key: string
  readonly lets: 'in' | 'out'
}

const keyed = (states: SwitchStates): readonly Keyed[] =>
  states.flatMap(({ key, lets, region }) => (key === undefined ? [] : [{ region, key, lets }]))

export const setHealthSwitches = (board: Switchboard, resource: string): Act => {
  const owner: SwitchOwner = { app: board.context.app, resource }
  return {
    holds: async (data, { signal }) => {
      const wanted = keyed(carriedIn(data, 'regions', switchStates))
      const found = await Promise.all(wanted.map(({ key }) => switchObject(board, key, signal)))
      const isSo = ({ lets }: Keyed, index: number): boolean => (found[index]?.is === 'present') === (lets === 'out')
      const because = wanted.map(({ key }, index) => `s3://${board.of.bucket}/${key} is ${found[index]?.is}`).join(', ')
      return { is: wanted.every(isSo) ? 'yes' : 'no', because }
    },
    apply: async (data, leash) => {
      const wanted = carriedIn(data, 'regions', switchStates)
      if (wanted.every(({ lets }) => lets === 'out')) {
        throw new OperatingError(
          'refused',
          `every region would be switched off: ${wanted.map((one) => one.region).join(', ')}`,
        )
      }
      const all = keyed(wanted)
      for (const one of all.filter(({ lets }) => lets === 'in')) await letIn(one, board, owner, leash)
      for (const one of all.filter(({ lets }) => lets === 'out')) await keepOut(one, board, owner, leash)
    },
  }
}

async function letIn(one: Keyed, board: Switchboard, owner: SwitchOwner, leash: Leash): Promise<void> {
  const found = await switchObject(board, one.key, leash.signal)
  if (found.is === 'absent') return
  const stranger = strangerOf(found, owner)
  if (stranger !== undefined) throw notOurs(one, board, stranger)
  refuseWhenNewer(found, one, board, leash)
  await raced(one, board, owner, leash, () => deleteSwitch(board, one.key, found.etag, leash.signal))
}

/** An object of someone else's keeps the region out as well, and stays theirs. */
async function keepOut(one: Keyed, board: Switchboard, owner: SwitchOwner, leash: Leash): Promise<void> {
  const found = await switchObject(board, one.key, leash.signal)
  if (found.is === 'present') {
    if (strangerOf(found, owner) !== undefined) return
    refuseWhenNewer(found, one, board, leash)
    if (found.put?.epoch === leash.epoch) return
  }
  const signed = { ...owner, epoch: leash.epoch }
  await raced(one, board, owner, leash, () => putSwitch(board, one.key, found, signed, leash.signal))
}

/** A condition that failed tells that someone was quicker; looking again tells who. */
async function raced(
  one: Keyed,
  board: Switchboard,
  owner: SwitchOwner,
  leash: Leash,
  write: () => Promise<void>,
): Promise<void> {
  try {
    await write()
  } catch (thrown) {
    if (!(thrown instanceof OperatingError) || thrown.code !== 'conflict') throw thrown
    const found = await switchObject(board, one.key, leash.signal)
    refuseWhenNewer(found, one, board, leash)
    const stranger = found.is === 'present' ? strangerOf(found, owner) : undefined
    if (stranger !== undefined) throw notOurs(one, board, stranger)
    throw thrown
  }
}

function refuseWhenNewer(found: SwitchObject, { key }: Keyed, board: Switchboard, { epoch }: Leash): void {
  if (found.is === 'absent' || found.put === undefined || found.put.epoch <= epoch) return
  const where = `s3://${board.of.bucket}/${key}`
  throw new OperatingError('deposed', `${where} was put under epoch ${found.put.epoch}, and this run has ${epoch}`)
}

function notOurs({ key, region }: Keyed, { of }: Switchboard, stranger: string): OperatingError {
  const what = `s3://${of.bucket}/${key}, which switches ${region} off, was put by ${stranger}`
  return new OperatingError('conflict', what, 'ask whose it is, and have them delete it')
}
