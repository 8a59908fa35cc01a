/**
 * The end of a freeze or a thaw. It takes nobody's traffic anywhere, so that nothing is looked at through the public name;
 * and it is closed at once, whatever of it could not be done, so that no evacuation or failover waits for it. What is
 * missing, whose turn it is and when it is tried again is said on record (laws 24, 25).
 */
import { AGAIN_MS, frozenIn } from '../decide/frozen.js'
import { progressOf } from '../execute/progress.js'
import { record, type Tools } from '../execute/tools.js'
import type { Freeze, Thaw } from '../model/move.js'
import type { Region } from '../model/place.js'
import type { Plan, Step } from '../model/plan.js'
import { formatMs } from '../model/units.js'

export type AsideEnded =
  | { readonly is: 'done'; readonly incident: string; readonly because: string }
  /** A thaw of which something failed: its region stays frozen. */
  | { readonly is: 'halted'; readonly incident: string; readonly because: string; readonly next: string }

/** Closes the incident of `plan`, a freeze or a thaw, of which everything was tried that is going to be. */
export async function closeAside(move: Freeze | Thaw, { steps }: Plan, tools: Tools): Promise<AsideEnded> {
  const { incident, store } = tools
  const entries = await store.read()
  const { done, skipped } = progressOf(entries, incident)
  const made = saysOf(steps.filter(({ id }) => done.has(id)))
  const unmade = saysOf(steps.filter(({ id }) => !done.has(id)))
  if (move.kind === 'thaw' && unmade.length > 0) {
    const next = `"failover thaw ${move.region}" tries it again; what was frozen by itself is tried again in ${formatMs(AGAIN_MS)}`
    const because = `${move.region} stays frozen, for want of: ${unmade.join('; ')}; ${next}`
    await record(tools, { kind: 'incident-closed', outcome: 'abandoned', because })
    return { is: 'halted', incident, because, next }
  }
  const { byItself, pending = [] } = frozenIn(entries).find(({ region }) => region === move.region) ?? {}
  const missing = [
    ...pending.map(({ because, resource }) => `${resource} (${because})`),
    ...saysOf(steps.filter(({ id }) => !done.has(id) && !skipped.has(id))).map((says) => `${says} (not begun)`),
  ]
  const because =
    move.kind === 'thaw' ? thawed(move.region, made) : frozen(move.region, made, missing, byItself === true)
  await record(tools, { kind: 'incident-closed', outcome: 'done', because })
  return { is: 'done', incident, because }
}

const saysOf = (steps: readonly Step[]): readonly string[] => steps.map(({ says }) => says)

const thawed = (region: Region, made: readonly string[]): string =>
  `${region} is no longer frozen: ${made.join('; ') || 'nothing was suspended there'}`

function frozen(region: Region, made: readonly string[], missing: readonly string[], byItself: boolean): string {
  const byUs = `${region} is frozen: failover changes nothing there but what an evacuation or a failover must`
  const byHand = `"failover freeze ${region}" tries it again at any time`
  const when = `failover does once that is well, and no sooner than in ${formatMs(AGAIN_MS)}`
  const again = byItself ? `${byHand}, and ${when}` : byHand
  const rest = missing.length > 0 ? [`not suspended: ${missing.join('; ')}; ${again}`] : []
  return [byUs, ...made, ...rest].join('; ')
}
