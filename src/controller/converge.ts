/**
 * After users are seen served: waits until no more than the policy's share of them is still at the region that was left,
 * and puts on record what it saw (law 17). What cannot be told is said and not waited for.
 */
import { record, type Tools } from '../execute/tools.js'
import { withDeadline } from '../model/deadline.js'
import { asOperatingError } from '../model/error.js'
import { type Move, sourceOf } from '../model/move.js'
import type { Stragglers, World } from '../model/world.js'
import type { VerifyPolicy } from '../policy/policy.js'

const ASK_MS = 10_000
/** Balancers count by the minute; asking more often tells nothing new. */
const BETWEEN_MS = 15_000

/** Resolves when few enough are left, when it cannot be told, or when the policy's patience is over. */
export async function converge(world: World, move: Move, verify: VerifyPolicy, tools: Tools): Promise<void> {
  if (!world.stragglers || (move.kind !== 'failover' && move.kind !== 'switchover')) return
  const { clock } = world
  const began = clock.monotonic()
  let said = ''
  for (;;) {
    const found = await ask(world, move)
    const text = tell(move, found)
    if (text !== said) await record(tools, { kind: 'note', by: tools.by, text })
    said = text
    const few = found.share.is === 'unknown' || found.share.percent <= verify.stragglersPercent
    if (few || (await tools.haltRequested()) !== undefined) return
    if (clock.monotonic() - began + BETWEEN_MS > verify.stragglerPatienceMs) return
    await clock.sleep(BETWEEN_MS)
  }
}

async function ask(world: World, move: Move): Promise<Stragglers> {
  const doing = 'ask who is still at the region left'
  try {
    const unasked: Stragglers = { share: { is: 'unknown', because: 'this world cannot tell' }, answers: [] }
    return await withDeadline({ clock: world.clock, ms: ASK_MS, doing }, async (signal) =>
      world.stragglers ? world.stragglers(move, signal) : unasked,
    )
  } catch (thrown) {
    return { share: { is: 'unknown', because: asOperatingError(thrown, doing).message }, answers: [] }
  }
}

function tell(move: Move, { answers, share }: Stragglers): string {
  const from = sourceOf(move)
  const users =
    share.is === 'known'
      ? `${Math.round(share.percent)} % of requests still reach ${from}`
      : `the share of users still at ${from} is unknown: ${share.because}`
  const names = answers.map(
    ({ because, resolver, says }) => `${resolver} answers ${says.join(', ') || `nothing (${because})`}`,
  )
  return [users, ...names].join('; ')
}
