/**
 * `exec-action`: runs programs of the user's, one at a time for each step. What they are told is in their arguments, and in
 * variables of the environment named `FAILOVER_…`, beside those that `failover` itself was started with.
 */
import { OperatingError } from '../../model/error.js'
import type { Driver, Fact, Holding } from '../../model/resource.js'
import type { ResourcePolicy } from '../../policy/policy.js'
import { changeOrThrow } from '../aws/call/interlock.js'
import type { MakeDriver } from '../aws/driver-context.js'
import type { LiveCheck } from '../aws/live-check.js'
import { type ActionContext, actionDriver, type Call } from './action-driver.js'
import type { Doing } from './action-tactics.js'
import type { Settings } from './exec-action.js'
import { findProgram } from './find-program.js'
import { fill, type Values } from './placeholders.js'
import { rehearse } from './rehearse.js'
import { type Ended, runProgram } from './run-program.js'

/** Name of the fact that a program is there. */
export const programFact = (program: string): string => `program ${program}`

/** The driver of one `exec-action`; `env` is what its programs inherit. */
export function execAction(resource: ResourcePolicy, context: ActionContext, env = process.env): Driver {
  const settings = resource.settings as unknown as Settings
  const { apply, dir = '.', holds, undo } = settings
  const undoing = typeof undo === 'string' ? undefined : undo
  const programs = [...new Set([holds, apply, undoing].flatMap((argv) => argv?.[0] ?? []))]
  const start = (doing: Doing | 'holds', argv: readonly string[], { signal, values }: Call): Promise<Ended> => {
    const program = { argv: filled(argv, values), dir, env: { ...env, ...variables(doing, values) } }
    return runProgram(program, signal)
  }
  let running: Promise<unknown> = Promise.resolve()
  return actionDriver(resource, context, {
    ...{ type: resource.type, step: settings },
    says: (doing, values) => `run ${shown(filled(doing === 'apply' ? apply : (undoing ?? []), values))}`,
    planes: () => [],
    prerequisites: () => programs.map(programFact),
    undo: typeof undo === 'string' ? undo : 'done',
    inspect: async () => ({ facts: await factsOf(programs, dir, env.PATH ?? ''), impaired: [] }),
    ...(holds ? { ask: async (call) => answerIn(await start('holds', holds, call), holds[0]) } : {}),
    run: async (doing, call) => {
      const argv = doing === 'apply' ? apply : (undoing ?? [])
      changeOrThrow(`${resource.name}: run ${shown(filled(argv, call.values))}`, context.mayChange)
      // One that was told to stop may take a moment to.
      const before = running
      const ended = before.then(() => start(doing, argv, call))
      running = ended.catch(() => undefined)
      succeedOrThrow(await ended, argv[0] ?? '')
    },
  })
}

const filled = (argv: readonly string[], values: Values): readonly string[] => argv.map((text) => fill(text, values))

/** As one would type it. */
const shown = (argv: readonly string[]): string =>
  argv.map((text) => (/^[\w@%+=:,./{}-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)).join(' ')

const variables = (doing: Doing | 'holds', values: Values): NodeJS.ProcessEnv => ({
  FAILOVER_DOING: doing,
  ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`FAILOVER_${name.toUpperCase()}`, value])),
})

async function factsOf(
  programs: readonly string[],
  dir: string,
  searched: string,
): Promise<{ readonly [fact: string]: Fact }> {
  const found = programs.map(async (program) => [programFact(program), await findProgram(program, dir, searched)])
  return Object.fromEntries(await Promise.all(found))
}

function answerIn(ended: Ended, program: string): Holding {
  const code = 'code' in ended.how ? ended.how.code : undefined
  const is = code === 0 ? 'yes' : code === 1 ? 'no' : 'unknown'
  return { is, because: `${program} ${howIt(ended)}` }
}

/** 126 and 127 are what a shell says of a program that may not be run or is not there. */
function succeedOrThrow(ended: Ended, program: string): void {
  const code = 'code' in ended.how ? ended.how.code : undefined
  if (code === 0) return
  const kind = code === 126 ? 'denied' : code === 127 ? 'not-found' : 'refused'
  throw new OperatingError(kind, `${program} ${howIt(ended)}`, `see what ${program} says, and mend that`)
}

const LINES = 3
const LONGEST = 300

/** How it ended, with its last words. */
function howIt({ how, wrote }: Ended): string {
  const ended = 'code' in how ? `exited with ${how.code}` : `was ended by ${how.signal}`
  const lines = wrote.split(/[\r\n]+/).flatMap((line) => line.trim() || [])
  const words = lines.slice(-LINES).join('; ').slice(-LONGEST)
  return words === '' ? ended : `${ended}: ${words}`
}

/** The same, in the AWS world. */
export const make: MakeDriver = (resource, context) =>
  execAction(resource, { ...context, mayChange: context.aws.mayChange })

/** That it could be run, and that its `holds` answers. */
export const check: LiveCheck = (resource, context, signal) =>
  rehearse(resource, make(resource, context), context.regions, signal)
