/**
 * `lambda-action`: invokes a function of the user's and waits for its answer
 * (https://docs.aws.amazon.com/lambda/latest/dg/invocation-sync.html). Invoking is Lambda's data plane, in the region that the
 * move goes to; so a region that fails is not needed (law 13).
 *
 * Its permission is one for `holds` and `apply` alike, so whoever may only look invokes nothing: in a dry run it is unknown
 * whether it holds.
 */
import { GetFunctionConfigurationCommand, InvokeCommand } from '@aws-sdk/client-lambda'
import { z } from 'zod'
import { OperatingError } from '../../model/error.js'
import type { Region } from '../../model/place.js'
import type { Fact, Holding, Inspection } from '../../model/resource.js'
import { changeOrThrow } from '../aws/call/interlock.js'
import {
  type Asked,
  type AwsContext,
  answers,
  asked,
  impairedIn,
  inRegion,
  type MakeDriver,
  targetIn,
  unseenFact,
} from '../aws/driver-context.js'
import type { Finding, LiveCheck } from '../aws/live-check.js'
import { controlOf, dataOf } from '../aws/places.js'
import { actionDriver, type Call } from './action-driver.js'
import type { Doing } from './action-tactics.js'
import type { Settings } from './lambda-action.js'
import { targetOf } from './whereabouts.js'

const ASK_MS = 2_500
/** Our clients wait no longer than 30 s for an answer; what takes longer is begun by `apply` and told of by `holds`. */
const INVOKE_MS = 25_000

/** Name of the fact that a region has the function. */
export const functionFact = (at: Region): string => `function in ${at}`

export const make: MakeDriver = (resource, context) => {
  const settings = resource.settings as unknown as Settings
  const { aws } = context
  const nameIn = (at: Region): string => settings.function[at] ?? 'a function that the policy does not name'
  return actionDriver(
    resource,
    { ...context, mayChange: aws.mayChange },
    {
      ...{ type: resource.type, step: settings },
      says: (doing, { region = '', to = region }) =>
        `invoke ${nameIn(to as Region)} in ${to}${doing === 'undo' ? ', to take it back' : ''}`,
      planes: (where) => [dataOf('lambda', targetOf(where))],
      prerequisites: (where) => [functionFact(targetOf(where))],
      undo: settings.undo === 'function' ? 'done' : settings.undo,
      inspect: (signal) => inspect(settings, context, signal),
      ...(settings.holds ? { ask: (call) => ask(resource.name, settings, context, call) } : {}),
      run: async (doing, call) => {
        const at = targetOf(call.where)
        changeOrThrow(`${resource.name}: invoke ${nameIn(at)} in ${at}`, aws.mayChange)
        const text = await invoke(doing, settings, context, call)
        const said = settings.holds ? undefined : readAnswer(text)
        if (said?.is === 'no') throw new OperatingError('refused', `${nameIn(at)} in ${at} says no: ${said.because}`)
      },
    },
  )
}

/** What it answered, as text; a function that fails has refused. */
async function invoke(
  action: Doing | 'holds',
  settings: Settings,
  { aws }: AwsContext,
  { once, signal, values, where }: Call,
): Promise<string> {
  const at = targetOf(where)
  const FunctionName = inRegion(settings.function, at, 'Lambda function')
  const { epoch, ...rest } = values
  const Payload = Buffer.from(JSON.stringify({ action, ...rest, epoch: Number(epoch), once }))
  const command = new InvokeCommand({ FunctionName, InvocationType: 'RequestResponse', Payload })
  const answer = await aws.call('lambda', targetIn(at, settings.role), command, signal, INVOKE_MS)
  const text = Buffer.from(answer.Payload ?? []).toString('utf8')
  if (answer.FunctionError === undefined) return text
  const what = `${FunctionName} in ${at} failed at "${action}": ${failureIn(text)}`
  throw new OperatingError('refused', what, 'see its log in CloudWatch Logs')
}

async function ask(resource: string, settings: Settings, context: AwsContext, call: Call): Promise<Holding> {
  const text = await invoke('holds', settings, context, call)
  return readAnswer(text) ?? { is: 'unknown', because: `${resource} answered ${text.slice(0, 200) || 'nothing'}` }
}

const answer = z.object({ holds: z.boolean(), because: z.string().optional() })
const failure = z.object({ errorMessage: z.string(), errorType: z.string().optional() })

/** `{"holds": true, "because": "…"}`; nothing when it is something else. */
function readAnswer(text: string): Holding | undefined {
  const read = answer.safeParse(jsonIn(text))
  if (!read.success) return undefined
  const { because = 'the function says so', holds } = read.data
  return { is: holds ? 'yes' : 'no', because }
}

/** As Lambda tells an error that a function threw (https://docs.aws.amazon.com/lambda/latest/dg/invocation-retries.html). */
function failureIn(text: string): string {
  const read = failure.safeParse(jsonIn(text))
  if (!read.success) return text.slice(0, 200)
  const { errorMessage, errorType } = read.data
  return errorType === undefined ? errorMessage : `${errorType}: ${errorMessage}`
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

interface Found {
  readonly name: string
  readonly state: string
  readonly timeoutMs: number
}

async function lookAt(at: Region, settings: Settings, { aws }: AwsContext, signal: AbortSignal): Promise<Found> {
  const FunctionName = inRegion(settings.function, at, 'Lambda function')
  const command = new GetFunctionConfigurationCommand({ FunctionName })
  const { State = 'Active', Timeout = 3 } = await aws.call(
    'lambda',
    targetIn(at, settings.role),
    command,
    signal,
    ASK_MS,
  )
  return { name: FunctionName, state: State, timeoutMs: Timeout * 1_000 }
}

/** An idle function is made ready by its first invocation, which fails (https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html). */
const factOf = (found: Asked<Found>): Fact =>
  found.is === 'answer'
    ? {
        is: found.answer.state === 'Active' ? 'met' : 'unmet',
        because: `${found.answer.name} is ${found.answer.state}`,
      }
    : unseenFact(found)

async function inspect(
  settings: Settings,
  context: AwsContext,
  signal: AbortSignal,
): Promise<Pick<Inspection, 'facts' | 'impaired'>> {
  const looks = await Promise.all(
    context.regions.map(async ({ region: at }) => {
      const control = controlOf('lambda', at)
      return { at, control, found: await asked(control, () => lookAt(at, settings, context, signal)) }
    }),
  )
  const facts = looks.map(({ at, control, found }) => ({
    ...answers(control, found),
    [functionFact(at)]: factOf(found),
  }))
  return { facts: Object.assign({}, ...facts), impaired: impairedIn(looks.map(({ found }) => found)) }
}

/** That each function is there, ready, and quick enough to be waited for. */
export const check: LiveCheck = async ({ name, settings }, context, signal) => {
  const own = settings as unknown as Settings
  const findings = context.regions.map(async ({ region: at }): Promise<readonly Finding[]> => {
    const found = await asked(controlOf('lambda', at), () => lookAt(at, own, context, signal))
    const { because, is } = factOf(found)
    const say = (rule: string, severity: Finding['severity'], says: string, next: string): readonly Finding[] => [
      { rule, severity, resource: name, says: `${at}: ${says}`, next },
    ]
    if (is === 'unknown') return say('function-not-seen', 'unknown', because, 'see that it can be read: "failover iam"')
    if (found.is === 'none') return say('function-missing', 'error', because, 'mend the name in the policy, or make it')
    if (is === 'unmet') return say('function-not-ready', 'warning', because, 'invoke it once, or see why it is not')
    if (found.answer.timeoutMs <= INVOKE_MS) return []
    const says = `${found.answer.name} may run for ${found.answer.timeoutMs / 1_000} s, and is waited for ${INVOKE_MS / 1_000} s`
    return say('function-slow', 'warning', says, 'let "apply" begin what takes longer, and "holds" tell of it')
  })
  return (await Promise.all(findings)).flat()
}
