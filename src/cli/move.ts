/**
 * The switch: every command that moves something walks this one path. Survey, decide, plan, show, confirm, carry out (or
 * ask the leader to), verify, report. A dry run is the same path up to the confirmation.
 */
import { randomUUID } from 'node:crypto'
import { carryOut, type Ended } from '../controller/carry-out.js'
import { survey } from '../controller/survey.js'
import type { Tick } from '../controller/tick.js'
import { askLeader, LEADER_PATIENCE_MS } from '../daemon/requests.js'
import { precedentsOf } from '../decide/precedents.js'
import { asOperatingError, OperatingError } from '../model/error.js'
import type { Forecast } from '../model/forecast.js'
import { type Ask, describeMove, type OperatorRequest } from '../model/move.js'
import type { Acquired } from '../model/world.js'
import { confirmed } from './confirm.js'
import { Ending, EXIT } from './exit.js'
import { type Opened, open } from './open.js'
import { guardsNamed, operatorName } from './operator.js'
import type { MoveOptions } from './options.js'
import type { Output } from './output.js'
import { showProgress } from './progress.js'
import { decisionDocument, endedEnding, showEnd, showForecast, showFound } from './show-move.js'

/** Runs an operator's request to its end; throws `Ending` for everything but done. */
export async function move(ask: Ask, options: MoveOptions, output: Output): Promise<void> {
  const request: OperatorRequest = {
    ask,
    by: operatorName(),
    waives: guardsNamed(options.waive ?? []),
    ...(options.because ? { because: options.because } : {}),
  }
  const opened = await open(options, output)
  try {
    const found = await survey(opened.world, opened.policy, request)
    showFound(found, options.dryRun === true, output)
    const forecast = await showForecast(opened, found, output)
    stopUnlessActing(found, forecast, options, output)
    if (options.dryRun) return
    if (!(await confirmed(`${describeMove(actingMove(found))}?`, options, output))) {
      throw new Ending(EXIT.held, 'not confirmed; nothing was changed')
    }
    const ended = await act(opened, found, request, options, output)
    await showEnd(opened, ended, output)
    const ending = endedEnding(ended)
    if (ending) throw ending
  } finally {
    await opened.world.close()
  }
}

/** A hold, a refused plan or another plan than the one named ends the command here. */
function stopUnlessActing(found: Tick, forecast: Forecast | undefined, options: MoveOptions, output: Output): void {
  const { decision, objections, plan } = found
  const document = decisionDocument(found)
  if (decision.kind === 'hold') {
    if (decision.reason === 'nothing-to-do') {
      output.say(`Nothing to do: ${decision.because}.`)
      output.document(document)
      throw new Ending(EXIT.done, '')
    }
    const next = `mend it, or overrule that one guard on record by --waive ${decision.reason}`
    const waivable = found.decision.considered.length > 0
    throw new Ending(EXIT.held, `held: ${decision.because}`, waivable ? next : undefined, document)
  }
  if (!plan) {
    const why = (objections ?? []).map(({ detail, step, tactic }) => `  ${step} by ${tactic}: ${detail}`).join('\n')
    throw new Ending(EXIT.held, `no plan stands for ${describeMove(decision.move)}:\n${why}`, undefined, document)
  }
  if (options.plan !== undefined && options.plan !== plan.hash) {
    const next = `look at the new plan, then name it by --plan ${plan.hash}`
    throw new Ending(
      EXIT.held,
      `the plan is ${plan.hash} now, not ${options.plan}; nothing was changed`,
      next,
      document,
    )
  }
  if (options.dryRun) output.document({ ...document, ...(forecast ? { forecast } : {}), dryRun: true })
}

function actingMove({ decision }: Tick) {
  if (decision.kind === 'act') return decision.move
  throw new Ending(EXIT.bug, 'a move that is held was about to be carried out')
}

/** Carries it out under a lease of its own, or through the leader that holds it. */
async function act(
  opened: Opened,
  found: Tick,
  request: OperatorRequest,
  options: MoveOptions,
  output: Output,
): Promise<Ended> {
  const { policy, world } = opened
  const acquired = await world.store.acquire(request.by)
  if (acquired.is === 'held') return throughLeader(opened, acquired, found, request, options, output)
  const progress = showProgress(world, found.plan, output)
  try {
    return await carryOut({ world, policy, lease: acquired.lease, by: request.by }, found)
  } catch (thrown) {
    throw await cutOff(thrown, opened)
  } finally {
    await progress.stop()
    await acquired.lease.release()
  }
}

/** A run that lost its store after it had begun is half done: a halt. One that lost its lease leaves the rest to the new leader. */
async function cutOff(thrown: unknown, { world }: Opened): Promise<unknown> {
  if (!(thrown instanceof OperatingError) || thrown.code === 'deposed') return thrown
  try {
    if (precedentsOf(await world.store.read()).open === undefined) return thrown
  } catch (unreadable) {
    asOperatingError(unreadable, 'read the journal')
  }
  const next = [thrown.next, 'then "failover resume" goes on from where the journal stands'].filter(Boolean).join('; ')
  return new Ending(EXIT.halted, `halted part-way: ${thrown.message}`, next)
}

async function throughLeader(
  { world }: Opened,
  held: Extract<Acquired, { is: 'held' }>,
  { plan }: Tick,
  request: OperatorRequest,
  options: MoveOptions,
  output: Output,
): Promise<Ended> {
  output.remark(`${held.by} leads (epoch ${held.epoch}); asking it to act`)
  const progress = showProgress(world, undefined, output)
  try {
    const id = randomUUID()
    // What was confirmed is what may be done; who said --yes has left the plan to whoever draws it.
    const planHash = options.plan ?? (options.yes ? undefined : plan?.hash)
    const asked = { id, request, epoch: held.epoch, ...(planHash === undefined ? {} : { planHash }) }
    const reply = await askLeader(world.store, world.clock, asked, LEADER_PATIENCE_MS)
    if (reply.ended) return reply.ended
    const because = reply.decision.kind === 'hold' ? reply.decision.because : 'the leader drew another plan, or none'
    throw new Ending(EXIT.held, `the leader holds: ${because}`, undefined, { ...reply })
  } finally {
    await progress.stop()
  }
}
