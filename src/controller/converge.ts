/**
 * After users are seen served: waits until no more than the policy's share of them is still at the region that was left,
 * and no server of names leads there any more, and puts on record what it saw (law 17). What cannot be told is said and
 * not waited for. A trickle that the policy leaves there is no straggler.
 */
import { record, type Tools } from '../execute/tools.js'
import { withDeadline } from '../model/deadline.js'
import { asOperatingError } from '../model/error.js'
import { type Move, sourceOf } from '../model/move.js'
import { formatMs } from '../model/units.js'
import type { NameAnswer, Stragglers, World } from '../model/world.js'
import type { Policy } from '../policy/policy.js'

const ASK_MS = 10_000
/** Balancers count by the minute; asking more often tells nothing new. */
const BETWEEN_MS = 15_000
/** Whoever asks to halt does not wait so long. */
const HALT_EVERY_MS = 3_000

/** Resolves when few enough are left, when it cannot be told, when asked to halt, or when patience is over. */
export async function converge(
  world: World,
  move: Move,
  { plan, verify }: Pick<Policy, 'plan' | 'verify'>,
  tools: Tools,
): Promise<void> {
  if (!world.stragglers || (move.kind !== 'failover' && move.kind !== 'switchover')) return
  const tricklePercent = move.kind === 'switchover' ? plan.traffic.tricklePercent : 0
  const note = (text: string): Promise<void> => record(tools, { kind: 'note', by: tools.by, text })
  const began = world.clock.monotonic()
  let said = ''
  for (;;) {
    const found = await ask(world, move)
    const text = tell(move, found, tricklePercent)
    if (text !== said) await note(text)
    said = text
    const waitedMs = world.clock.monotonic() - began
    if (isOver(found, verify.stragglersPercent, tricklePercent)) return
    if (waitedMs + BETWEEN_MS > verify.stragglerPatienceMs)
      return note(`waited ${formatMs(waitedMs)} for the users still at ${sourceOf(move)}, and no longer`)
    const halt = await rest(world, tools)
    if (halt !== undefined) return note(`waits no longer for the users still at ${sourceOf(move)}: ${halt}`)
  }
}

function isOver({ answers, share }: Stragglers, fewPercent: number, tricklePercent: number): boolean {
  const isFew = share.is === 'unknown' || share.percent <= fewPercent + tricklePercent
  return isFew && (tricklePercent > 0 || answers.every(({ leadsBack }) => leadsBack !== true))
}

/** Why to stop, if someone asked to. */
async function rest({ clock }: World, tools: Tools): Promise<string | undefined> {
  for (let restedMs = 0; restedMs < BETWEEN_MS; restedMs += HALT_EVERY_MS) {
    const halt = await tools.haltRequested()
    if (halt !== undefined) return halt
    await clock.sleep(HALT_EVERY_MS)
  }
  return undefined
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

function tell(move: Move, { answers, share }: Stragglers, tricklePercent: number): string {
  const from = sourceOf(move)
  const trickle = tricklePercent > 0 ? `, of which the trickle is ${tricklePercent} %` : ''
  const users =
    share.is === 'known'
      ? `${Math.round(share.percent)} % of requests still reach ${from}${trickle}`
      : `the share of users still at ${from} is unknown: ${share.because}`
  return [users, ...names(from, answers)].join('; ')
}

/** The zone's own servers and the resolvers of users, each in a phrase that stays the same while nothing changes. */
function names(from: string, answers: readonly NameAnswer[]): readonly string[] {
  const own = answers.filter(({ isAuthoritative }) => isAuthoritative)
  const users = answers.filter(({ isAuthoritative }) => !isAuthoritative)
  const each = (some: readonly NameAnswer[], who: string): readonly string[] => {
    const back = some.filter(({ leadsBack }) => leadsBack === true)
    const silent = some.filter(({ says }) => says.length === 0)
    const unclear = some.filter(({ leadsBack, says }) => leadsBack === undefined && says.length > 0)
    const away = some.length - back.length - silent.length - unclear.length
    return [
      ...(away > 0 ? [`${away} of ${some.length} ${who} lead away from ${from}`] : []),
      ...back.map(({ resolver, says }) => `${resolver} (of the ${who}) still leads to ${from}: ${says.join(', ')}`),
      ...unclear.map(
        ({ resolver, says }) => `${resolver} answers ${[...says].sort().join(', ')}, whose region is not known`,
      ),
      ...silent.map(({ because = 'no address', resolver }) => `${resolver} answers nothing: ${because}`),
    ]
  }
  return [...each(own, 'name servers of the zone'), ...each(users, 'resolvers')]
}
