/** `failover local`: the local cloud to play with. Each command is one call to its harness. */
import { readFile } from 'node:fs/promises'
import { OperatingError } from '../../model/error.js'
import { filesIn, localDir } from '../../providers/local/cloud/dir.js'
import { openHarness } from '../../providers/local/cloud/harness.js'
import type { CloudLayout } from '../../providers/local/cloud/layout.js'
import {
  BREAKAGE_KINDS,
  type Breakage,
  type BreakageKind,
  type Harness,
} from '../../providers/local/cloud/local-cloud.js'
import { startCloud } from '../../providers/local/cloud/start-cloud.js'
import { takeDown } from '../../providers/local/cloud/take-down.js'
import { Ending, EXIT } from '../exit.js'
import { LOCAL_POLICY } from '../local-policy.js'
import { localLayoutText, localStatusText } from '../local-text.js'
import { readPolicy } from '../open.js'
import type { GlobalOptions } from '../options.js'
import type { Output } from '../output.js'
import { didYouMean } from '../usage.js'

export type LocalUpOptions = GlobalOptions

export interface LocalBreakOptions extends GlobalOptions {
  readonly with?: string
  readonly percent: string
  readonly delay: string
}

/** Starts it, unless it runs already, and says where everything is. Ctrl-C before it is up leaves nothing. */
export async function up(output: Output, { policy = LOCAL_POLICY }: LocalUpOptions): Promise<void> {
  const dir = localDir(process.env)
  const running = await runningIn(dir)
  if (running) output.remark('the local cloud is up already')
  const harness = running ?? (await start(dir, policy))
  output.say(localLayoutText(harness.layout, dir, output.paint))
  output.document({ up: true, already: running !== undefined, dir, policy: filesIn(dir).policy, ...shown(harness) })
}

async function start(dir: string, policy: string): Promise<Harness> {
  // A faulty one ends the command here, with every fault at once.
  readPolicy(policy)
  const text = await readFile(policy, 'utf8')
  const over = new AbortController()
  let heard: NodeJS.Signals | undefined
  const give = (signal: NodeJS.Signals): void => {
    heard = signal
    over.abort()
  }
  process.once('SIGINT', give).once('SIGTERM', give)
  try {
    return await startCloud(dir, text, policy, { lifeline: false, signal: over.signal })
  } finally {
    process.off('SIGINT', give).off('SIGTERM', give)
    // Nothing is left now; whoever sent the signal is to see that it was heeded.
    if (heard !== undefined) process.kill(process.pid, heard)
  }
}

/** The harness of the cloud in `dir`, if one runs there. */
async function runningIn(dir: string): Promise<Harness | undefined> {
  try {
    return await openHarness(dir)
  } catch (thrown) {
    if (isNoCloud(thrown)) return undefined
    throw thrown
  }
}

/** `not-found` when none was started, `unreachable` when the one that was has died. */
const isNoCloud = (thrown: unknown): boolean =>
  thrown instanceof OperatingError && (thrown.code === 'not-found' || thrown.code === 'unreachable')

/** The layout without its secrets. */
function shown({ layout }: Harness): { readonly layout: object } {
  const { control, database, ...rest } = layout satisfies CloudLayout
  const { token: _token, ...where } = control
  const { password: _password, ...login } = database
  return { layout: { ...rest, control: where, database: login } }
}

export async function status(output: Output): Promise<void> {
  const harness = await openHarness(localDir(process.env))
  const found = await harness.status()
  output.say(localStatusText(harness.layout, found, output.paint))
  output.document({ ...found, ...shown(harness) })
}

export async function breakPlace(
  output: Output,
  options: LocalBreakOptions,
  target: string,
  kind: string,
): Promise<void> {
  const harness = await openHarness(localDir(process.env))
  const breakage = breakageOf(options, target, kindNamed(kind))
  await asked(() => harness.break(breakage))
  output.say(
    `Broken: ${target} (${kind}). "failover status" shows what the controller sees; "failover local heal" undoes it.`,
  )
  output.document({ broken: breakage })
}

function kindNamed(kind: string): BreakageKind {
  const found = BREAKAGE_KINDS.find((known) => known === kind)
  if (found) return found
  const meant = didYouMean(kind, BREAKAGE_KINDS)
  throw new Ending(EXIT.usage, `${kind}: no such way to break things${meant}`, `ways are ${BREAKAGE_KINDS.join(', ')}`)
}

function breakageOf(options: LocalBreakOptions, target: string, kind: BreakageKind): Breakage {
  const other = options.with === undefined ? {} : { with: options.with }
  if (kind === 'errors') return { target, kind, ...other, percent: whole('--percent', options.percent, 0, 100) }
  if (kind === 'slow') return { target, kind, ...other, delayMs: whole('--delay', options.delay, 0, 600_000) }
  return { target, kind, ...other }
}

function whole(option: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= least && value <= most) return value
  throw new Ending(EXIT.usage, `${option} ${text}: found "${text}", allowed: a whole number from ${least} to ${most}`)
}

/** A place or a way that there is not is a slip of the hand; nothing was tried. */
async function asked(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (thrown) {
    if (!(thrown instanceof OperatingError) || !SLIPS.has(thrown.code)) throw thrown
    throw new Ending(EXIT.usage, thrown.message, thrown.next)
  }
}

const SLIPS = new Set<OperatingError['code']>(['not-found', 'unsupported'])

export async function heal(output: Output, target?: string): Promise<void> {
  const harness = await openHarness(localDir(process.env))
  await asked(() => harness.heal(target))
  output.say(`Healed: ${target ?? 'everything'}.`)
  output.document({ healed: target ?? 'everything' })
}

export async function down(output: Output): Promise<void> {
  const wasUp = await takeDown(localDir(process.env))
  output.say(wasUp ? 'The local cloud is down; nothing of it is left.' : 'No local cloud runs here.')
  output.document({ down: true, wasUp })
}
