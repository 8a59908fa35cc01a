/** What changes seldom is asked seldom: an answer is kept for a while, a failure to get one is not. */
import type { Clock } from '../../model/world.js'

/** `ask`, or what it last answered for the same key where that is younger than `ms`. */
export function keptFor<Answer>(ms: number, clock: Clock) {
  const answers = new Map<string, { readonly at: number; readonly answer: Answer }>()
  return async (key: string, ask: () => Promise<Answer>): Promise<Answer> => {
    const known = answers.get(key)
    if (known && clock.monotonic() - known.at < ms) return known.answer
    const answer = await ask()
    answers.set(key, { at: clock.monotonic(), answer })
    return answer
  }
}
