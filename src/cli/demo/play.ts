/** One scenario played: calm first, then what it breaks or asks for, then waiting for what the watcher makes of it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readBeacon } from '../../daemon/beacon.js'
import { COMMAND } from '../../drill/local/command.js'
import type { JournalEntry } from '../../model/journal.js'
import type { Decision } from '../../model/move.js'
import { formatMs } from '../../model/units.js'
import { Ending, EXIT } from '../exit.js'
import type { Output } from '../output.js'
import { showProgress } from '../progress.js'
import type { Scenario } from './scenarios.js'
import type { Stage } from './stage.js'

export interface Outcome {
  readonly decision: Decision
  /** The incident it opened; none for a hold. */
  readonly incident?: string
}

/** Orders in a row that count as being served. */
const SERVED = 20
const CALM_MS = 20_000
const MOVE_MS = 45_000
/** How long a hold is watched: long enough for a watcher with this policy to have moved many times over. */
const HOLD_MS = 8_000

export async function play(stage: Stage, scenario: Scenario, output: Output): Promise<Outcome> {
  await untilServed(stage, CALM_MS, 'the customer was never served, before anything was broken')
  const by = new Set(stage.shopper.tries.map((tried) => tried.by))
  output.say(`  customer  is served by ${[...by].sort().join(', ')}\n`)
  const progress = showProgress(stage.world, undefined, output)
  try {
    const began = performance.now()
    await strike(stage, scenario, output)
    if (scenario.expects === 'hold') return await watchHold(stage, scenario, output)
    const outcome = await untilClosed(stage)
    await untilServed(stage, MOVE_MS, 'the customer is not served again')
    output.say(`\n  the customer is served again; ${formatMs(performance.now() - began)} since it began`)
    return outcome
  } finally {
    await progress.stop()
    await stage.shopper.stop()
  }
}

/** What the scenario does to the cloud, or has an operator do. */
async function strike(stage: Stage, { breaks, expects }: Scenario, output: Output): Promise<void> {
  for (const { target, kind } of breaks) {
    output.say(output.paint.red(`  failover local break ${target} ${kind}`))
    await stage.harness.break({ target, kind })
  }
  if (expects === 'switchover') await askToSwitch(stage, output)
}

/** As an operator would, by the command; the leader carries it out. */
async function askToSwitch({ dir, policy, policyFile }: Stage, output: Output): Promise<void> {
  const standby = policy.regions.find(({ role }) => role === 'standby')?.region ?? 'auto'
  const words = ['--to', standby, '--planned', '--yes']
  output.say(output.paint.bold(`  failover ${words.join(' ')}`))
  const asking = spawn(process.execPath, [COMMAND, ...words, '--policy', policyFile, '--json'], {
    env: { ...process.env, FAILOVER_LOCAL_DIR: dir },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  asking.stderr.setEncoding('utf8').on('data', (text) => {
    said += text
  })
  const [code] = await once(asking, 'exit')
  if (code !== 0) throw new Ending(EXIT.failed, `the switch ended with exit code ${code}: ${said.trim()}`)
}

async function untilClosed({ world }: Stage): Promise<Outcome> {
  const closed = ({ event }: JournalEntry): boolean => event.kind === 'incident-closed' || event.kind === 'halted'
  const entries = await until(
    async () => {
      const all = await world.store.read()
      return all.some(closed) ? all : undefined
    },
    MOVE_MS,
    'the watcher finished no move',
  )
  const opened = entries.find(({ event }) => event.kind === 'incident-opened')
  if (opened?.event.kind !== 'incident-opened') throw new Ending(EXIT.bug, 'an incident was closed that never opened')
  return { decision: opened.event.decision, incident: opened.incident }
}

/** A hold is an answer: the watcher must have weighed a move, and then made none. */
async function watchHold(stage: Stage, { breaks }: Scenario, output: Output): Promise<Outcome> {
  const decision = await until(() => heldDecision(stage), MOVE_MS, 'the watcher weighed no move')
  output.say(output.paint.yellow(`  held: ${decision.because}`))
  output.say(`  watching for another ${formatMs(HOLD_MS)} that nothing moves`)
  await stage.world.clock.sleep(HOLD_MS)
  const opened = (await stage.world.store.read()).find(({ event }) => event.kind === 'incident-opened')
  if (opened?.event.kind === 'incident-opened') return { decision: opened.event.decision, incident: opened.incident }
  for (const { target } of breaks) await stage.harness.heal(target)
  await untilServed(stage, MOVE_MS, 'the release was taken back, and the customer is not served again')
  output.say('  the release is taken back; the customer is served again')
  return { decision }
}

/** The watcher's present decision, from its own page, when it holds back a move it has weighed. */
async function heldDecision({ world }: Stage): Promise<Decision | undefined> {
  const beacon = await readBeacon(world.store)
  if (!beacon) return undefined
  const response = await fetch(new URL('/api/status', beacon.url), { signal: AbortSignal.timeout(2_000) })
  const { decision } = (await response.json()) as { readonly decision?: Decision }
  return decision?.kind === 'hold' && decision.considered.length > 0 ? decision : undefined
}

async function untilServed(stage: Stage, patienceMs: number, otherwise: string): Promise<void> {
  const already = stage.shopper.tries.length
  await until(
    async () => {
      const lately = stage.shopper.tries.slice(already).slice(-SERVED)
      return (lately.length === SERVED && lately.every((tried) => tried.acknowledged)) || undefined
    },
    patienceMs,
    otherwise,
  )
}

/** What `look` gives, once it gives anything; `otherwise` is what went wrong when it does not in time. */
async function until<Found>(
  look: () => Promise<Found | undefined>,
  patienceMs: number,
  otherwise: string,
): Promise<Found> {
  const began = performance.now()
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (performance.now() - began > patienceMs) {
      throw new Ending(EXIT.failed, `${otherwise} (waited ${formatMs(patienceMs)})`)
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
