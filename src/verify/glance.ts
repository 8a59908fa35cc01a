/** What one glance through the public name says of a move: nothing wrong, or what is. */
import { isAside, type Move, targetOf } from '../model/move.js'
import type { PublicGlance } from '../model/world.js'

/** Why `glance` is not what a user should see after `move`; undefined when it is. */
export function faultIn(move: Move, glance: PublicGlance): string | undefined {
  const trouble = troubleIn(glance)
  if (trouble !== undefined) return trouble
  const { servedBy } = glance
  if (isAside(move)) return undefined
  if (!servedBy) return 'the answer does not say where it came from'
  const target = targetOf(move) ?? ('region' in move ? move.region : undefined)
  if (servedBy.region !== target) return `answered by ${servedBy.region}, not by ${target}`
  if (move.kind !== 'evacuate') return undefined
  if (servedBy.zone === '') return `the answer does not say which zone of ${servedBy.region} it came from`
  return servedBy.zone === move.zone ? `still answered by ${move.zone}` : undefined
}

/** Why a user is not served, wherever the answer came from; undefined when all that was tried passed. */
export function troubleIn({ read, write }: PublicGlance): string | undefined {
  if (read.is !== 'pass') return `a read ${said(read)}`
  return write === undefined || write.is === 'pass' ? undefined : `a write ${said(write)}`
}

const said = (verdict: Exclude<PublicGlance['read'], { is: 'pass' }>): string =>
  verdict.is === 'fail' ? `failed: ${verdict.because}` : `could not be tried: ${verdict.because}`

/** Why nobody could tell anything from `glance`; undefined when it saw something. */
export function blindness({ read, write }: PublicGlance): string | undefined {
  return read.is === 'unknown' && (write === undefined || write.is === 'unknown') ? read.because : undefined
}

/** What users were seen to do in glances without trouble; a write that nobody tried is not claimed. */
export const didIn = (glances: readonly PublicGlance[]): string =>
  glances.some(({ write }) => write === undefined) ? 'read (no write was tried)' : 'read and wrote'
