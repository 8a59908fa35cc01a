/** What one glance through the public name says of a move: nothing wrong, or what is. */
import { type Move, targetOf } from '../model/move.js'
import type { PublicGlance } from '../model/world.js'

/** Why `glance` is not what a user should see after `move`; undefined when it is. */
export function faultIn(move: Move, { read, servedBy, write }: PublicGlance): string | undefined {
  if (read.is !== 'pass') return `a read ${said(read)}`
  if (write.is !== 'pass') return `a write ${said(write)}`
  if (move.kind === 'freeze') return undefined
  if (!servedBy) return 'the answer does not say where it came from'
  const target = targetOf(move) ?? ('region' in move ? move.region : undefined)
  if (servedBy.region !== target) return `answered by ${servedBy.region}, not by ${target}`
  if (move.kind === 'evacuate' && servedBy.zone === move.zone) return `still answered by ${move.zone}`
  return undefined
}

const said = (verdict: Exclude<PublicGlance['read'], { is: 'pass' }>): string =>
  verdict.is === 'fail' ? `failed: ${verdict.because}` : `could not be tried: ${verdict.because}`

/** Why nobody could tell anything from `glance`; undefined when it saw something. */
export function blindness({ read, write }: PublicGlance): string | undefined {
  return read.is === 'unknown' && write.is === 'unknown' ? read.because : undefined
}
