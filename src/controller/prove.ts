/** Watches a stage of traffic through the public name, as newcomers see it, until it is known to stand or not (law 17). */
import type { Tools } from '../execute/tools.js'
import type { PublicGlance, World } from '../model/world.js'
import type { Policy } from '../policy/policy.js'
import { verifyStage } from '../verify/stage.js'
import { glanceOnce } from './glance-once.js'

const BETWEEN_GLANCES_MS = 100
/** A settling may last an hour; whoever asks to halt does not wait so long. */
const ASK_EVERY_MS = 2_000

/** The executor's `prove` in `world`, whose users are to be served within the policy's recovery-time objective. */
export function proves(world: World, policy: Policy, haltRequested: Tools['haltRequested']): Tools['prove'] {
  const { clock } = world
  const reliefMs = Math.max(30_000, policy.report.objectives.recoveryTimeMs)
  return async (proof, signal) => {
    const began = clock.monotonic()
    const glances: PublicGlance[] = []
    let asked = began
    for (;;) {
      const glance = await glanceOnce(world, 'newcomer', signal)
      const elapsedMs = clock.monotonic() - began
      glances.push({ ...glance, at: elapsedMs })
      const word = verifyStage(proof, glances, elapsedMs, 2 * proof.settleMs + reliefMs)
      if (word.is !== 'not-yet') return { is: word.is, because: word.because }
      if (clock.monotonic() - asked >= ASK_EVERY_MS) {
        asked = clock.monotonic()
        const halt = await haltRequested()
        if (halt !== undefined) return { is: 'halted', because: halt }
      }
      await clock.sleep(BETWEEN_GLANCES_MS, signal)
      if (signal.aborted) return { is: 'halted', because: 'it was stopped' }
    }
  }
}
