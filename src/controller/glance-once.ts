/** One look through the public name that always comes to an answer. */
import { withDeadline } from '../model/deadline.js'
import { asOperatingError } from '../model/error.js'
import type { PublicGlance, World } from '../model/world.js'

const GLANCE_MS = 2_000

/** A look that fails or hangs says that nobody could look. */
export async function glanceOnce(
  { clock, eye }: World,
  as: 'regular' | 'newcomer' = 'regular',
  stop?: AbortSignal,
): Promise<PublicGlance> {
  const doing = 'look through the public name'
  try {
    const deadline = { clock, ms: GLANCE_MS, doing, ...(stop ? { stop } : {}) }
    return await withDeadline(deadline, (signal) => eye.glance(signal, as))
  } catch (thrown) {
    const blind = { is: 'unknown', because: asOperatingError(thrown, doing).message } as const
    return { at: clock.now(), answers: [], read: blind, write: blind }
  }
}
