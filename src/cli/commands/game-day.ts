/**
 * `failover drill --live`: a game day. A real switchover to the standby, some time there, and the return, within a window;
 * whatever goes wrong there sends everything home at once. One hand holds the lease from the first step to the last, so
 * that nobody else moves the app meanwhile. Killed in between, it leaves what `failover resume` and `back` bring home.
 */
import { foretoldOf } from '../../controller/foretell.js'
import { survey } from '../../controller/survey.js'
import { planFor, type Tick } from '../../controller/tick.js'
import { forgetGameDay, noteGameDay } from '../../daemon/game-day-note.js'
import { type GuardName, type Move, type OperatorRequest, sourceOf } from '../../model/move.js'
import { formatMs } from '../../model/units.js'
import type { Lease } from '../../model/world.js'
import { stamp } from '../../report/clock.js'
import { timeForecast } from '../../report/forecast-text.js'
import { type GameDay, gameDayText } from '../../report/game-day-text.js'
import { planText } from '../../report/plan-text.js'
import { confirmed } from '../confirm.js'
import { Ending, EXIT } from '../exit.js'
import { type Hand, type Leg, walk } from '../game-day/leg.js'
import { allOrNobody, sharing } from '../game-day/share.js'
import { type Stayed, stay } from '../game-day/stay.js'
import { type LiveOptions, type Terms, termsOf } from '../game-day/terms.js'
import { findPolicy, type Opened, open, readPolicy } from '../open.js'
import { guardsNamed, operatorName } from '../operator.js'
import type { Output } from '../output.js'
import { paintOf } from '../paint.js'
import { decisionDocument, showGuards } from '../show-move.js'
import { regionOrAuto } from './to.js'

/** Pauses between moves hold no return that was agreed on with the way out: whoever confirmed that wants both. */
const PAUSES: readonly GuardName[] = ['cooldown', 'direction', 'hold-down']
const ENDED_AT_ONCE = 130
const CUT_OFF =
  'Ctrl-C goes home. If this process dies: "failover resume" where an incident is open, then "failover back"; "failover status" says so.'

export async function gameDay(output: Output, options: LiveOptions): Promise<void> {
  const file = findPolicy(options, output)
  const to = regionOrAuto(readPolicy(file), options.to ?? 'auto')
  const opened = await open({ ...options, policy: file }, output)
  const { policy, world } = opened
  try {
    const terms = termsOf(options, world.clock.now())
    const { sharePercent } = terms
    const out = sharePercent === undefined ? opened : { ...opened, policy: sharing(policy, sharePercent) }
    const by = operatorName()
    const because = options.because ?? 'a game day'
    const request: OperatorRequest = {
      ...{ by, because, waives: guardsNamed(options.waive ?? []) },
      ask: { kind: 'move-to', to, planned: true },
    }
    if (options.dryRun) return await rehearse(opened, await survey(world, out.policy, request), terms, output)
    const lease = await lead(opened, by)
    try {
      const found = await survey(world, out.policy, request)
      await show(opened, found, terms, output)
      const question = `${describe(found)}, and home again by ${stamp(terms.endsAt)}?`
      if (!(await confirmed(question, options, output))) {
        throw new Ending(EXIT.held, 'not confirmed; nothing was changed')
      }
      await noteGameDay(world.store, {
        by,
        home: found.situation.standing.active,
        begunAt: world.clock.now(),
        endsAt: terms.endsAt,
      })
      output.remark(CUT_OFF)
      const day = await play({ opened, lease, by, output }, out, found, terms, because)
      if (day.is === 'home') await forgetGameDay(world.store)
      end(day, output)
    } finally {
      await lease.release()
    }
  } finally {
    await world.close()
  }
}

/** With another leader at work two hands would move the app; it is for a person to say which. */
async function lead({ world: { store } }: Opened, by: string): Promise<Lease> {
  const acquired = await store.acquire(by)
  if (acquired.is === 'granted') return acquired.lease
  const next = 'stop it for the game day, which watches for itself while it lasts, and start it again after it'
  throw new Ending(EXIT.notLeader, `${acquired.by} leads (epoch ${acquired.epoch}); nothing was changed`, next)
}

async function rehearse(opened: Opened, found: Tick, terms: Terms, output: Output): Promise<void> {
  output.say(output.paint.bold('Dry run: everything is read and checked, nothing is changed.'))
  const back = await show(opened, found, terms, output)
  output.document({ ...decisionDocument(found), back, endsAt: terms.endsAt, stayMs: terms.stayMs, dryRun: true })
}

/** Both plans, and whether the day fits its window; ends the command where it may not begin. */
async function show({ policy, world }: Opened, found: Tick, terms: Terms, output: Output) {
  showGuards(found, output)
  const { decision, plan, situation } = found
  const document = decisionDocument(found)
  if (decision.kind === 'hold') throw new Ending(EXIT.held, `held: ${decision.because}`, undefined, document)
  const { frozen, standing } = situation
  const home = policy.regions.find(({ role }) => role === 'primary')?.region
  if (standing.active !== home) {
    const next = '"failover back" first: a game day ends where it began'
    throw new Ending(EXIT.held, `the app is not at home: it stands in ${standing.active}`, next, document)
  }
  if (frozen.length > 0) {
    const next = '"failover thaw" when the control planes are well'
    throw new Ending(EXIT.held, `${frozen.map(({ region }) => region).join(', ')} is frozen`, next, document)
  }
  if (!plan) {
    const why = (found.objections ?? []).map(({ detail }) => detail).join('; ')
    throw new Ending(EXIT.held, `no plan stands for the way out: ${why}`, undefined, document)
  }
  const everybody = terms.sharePercent === undefined ? undefined : allOrNobody(world, found, terms.sharePercent)
  if (everybody !== undefined) {
    const next = 'without --share, or put a way that can send some first under "by"'
    throw new Ending(EXIT.held, `${everybody}; nothing was changed`, next, document)
  }
  const paint = paintOf(output)
  const { move } = decision
  const back: Move = { kind: 'switchover', from: 'to' in move ? move.to : standing.active, to: sourceOf(move) }
  // Home again everybody goes, but for the policy's own trickle.
  const drawn = planFor(world, { ...situation, policy }, found.memory.inspections, { move: back })
  const told = foretoldOf(found, plan, await world.store.read(), world.clock.now())
  output.say(
    `\n${planText(plan, paint)}\n\nThe way out: ${timeForecast(told)}. The way home, as it would be drawn now (it is drawn anew there):`,
  )
  output.say(
    drawn.is === 'plan'
      ? `\n${planText(drawn.plan, paint)}\n`
      : `  ${drawn.objections.map(({ detail }) => detail).join('; ')}\n`,
  )
  const wantedMs = 2 * told.total.p90Ms + terms.stayMs
  const leftMs = terms.endsAt - world.clock.now()
  if (wantedMs > leftMs) {
    const says = `both ways and ${formatMs(terms.stayMs)} there take up to ${formatMs(wantedMs)}, and the window ends in ${formatMs(leftMs)}`
    throw new Ending(EXIT.held, `${says}; nothing was changed`, 'a shorter --stay, or a later end', document)
  }
  return drawn.is === 'plan' ? { plan: drawn.plan } : { objections: drawn.objections }
}

const describe = ({ decision }: Tick): string =>
  decision.kind === 'act' && 'to' in decision.move ? `A real switchover to ${decision.move.to}` : 'A real switchover'

/** `way` is how the way out goes: with the share that was agreed on. The way home goes as every other move. */
async function play(hand: Hand, way: Opened, found: Tick, terms: Terms, because: string): Promise<GameDay> {
  const { opened, output } = hand
  const { world } = opened
  const person = onStop(output)
  const home: OperatorRequest = {
    ask: { kind: 'back' },
    by: hand.by,
    waives: PAUSES,
    because: `${because}: the way home`,
  }
  try {
    const out = await walk({ ...hand, opened: way }, found)
    if (out.ended.is === 'went-back') return { is: 'home', aborted: out.ended.because, out: out.incident }
    if (out.ended.is === 'halted') return { is: 'away', aborted: out.ended.because, out: out.incident }
    const leaveAt = Math.min(world.clock.now() + terms.stayMs, terms.endsAt - (out.incident.recovery.timeMs ?? 0) * 2)
    const stayed = await stay(opened, out, { ...terms, leaveAt }, home, person.signal)
    return await goHome(hand, dayOf(out, stayed), home)
  } finally {
    person.unhook()
  }
}

async function goHome(hand: Hand, day: GameDay, home: OperatorRequest): Promise<GameDay> {
  const { policy, world } = hand.opened
  const wayHome = await survey(world, policy, home)
  const { decision, objections = [], plan } = wayHome
  const isBrokenOff = (why: string): GameDay => ({ ...day, aborted: [day.aborted, why].filter(Boolean).join('; ') })
  if (decision.kind === 'hold') return isBrokenOff(`no way home: ${decision.because}`)
  if (!plan) return isBrokenOff(`no way home: ${objections.map(({ detail }) => detail).join('; ')}`)
  const { ended, incident: back } = await walk(hand, wayHome)
  if (ended.is === 'recovered') return { ...day, is: 'home', back }
  return { ...isBrokenOff(`the way home: ${ended.because}`), back }
}

const dayOf = (out: Leg, { aborted, atHome, blind, forMs, looks: { bad, of: looks } }: Stayed): GameDay => ({
  ...{ is: 'away', out: out.incident, away: { forMs, looks, bad, blind, atHome } },
  ...(aborted === undefined ? {} : { aborted }),
})

function end(day: GameDay, output: Output): void {
  output.say(`\n${gameDayText(day, paintOf(output))}`)
  output.document({ gameDay: day })
  const { aborted, is } = day
  if (is === 'away') {
    const next =
      '"failover status" says where things stand; "failover resume" where an incident is open, then "failover back"'
    throw new Ending(EXIT.halted, `the app is not home: ${aborted ?? 'see the report'}`, next, undefined, true)
  }
  if (aborted !== undefined) {
    throw new Ending(EXIT.failed, `the game day was broken off: ${aborted}`, undefined, undefined, true)
  }
}

/** The first signal goes home; the second ends the process where it stands. */
function onStop(output: Output): { readonly signal: AbortSignal; unhook(): void } {
  const over = new AbortController()
  const stop = (): void => {
    if (over.signal.aborted) process.exit(ENDED_AT_ONCE)
    output.remark('going home; a move under way ends first; another signal ends at once and leaves it as it stands')
    over.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return {
    signal: over.signal,
    unhook: () => {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
    },
  }
}
