/**
 * `http-action`: sends requests of the user's. A change carries an `Idempotency-Key` that is the same however often one run
 * tries it, so that an API which knows the header does it once
 * (https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/).
 */
import { type OperatingCode, OperatingError } from '../../model/error.js'
import type { Driver, Fact, Holding } from '../../model/resource.js'
import type { ResourcePolicy } from '../../policy/policy.js'
import { changeOrThrow } from '../aws/call/interlock.js'
import type { MakeDriver } from '../aws/driver-context.js'
import type { LiveCheck } from '../aws/live-check.js'
import { type ActionContext, actionDriver, type Call } from './action-driver.js'
import type { Doing } from './action-tactics.js'
import type { Change, Headers, Settings } from './http-action.js'
import { type HttpAnswer, send } from './http-request.js'
import { fill, type Values } from './placeholders.js'
import { rehearse } from './rehearse.js'

/** Name of the fact that the environment has what a header wants. */
export const variableFact = (name: string): string => `environment variable ${name}`

/** The driver of one `http-action`; `env` holds what its headers want. */
export function httpAction(resource: ResourcePolicy, context: ActionContext, env = process.env): Driver {
  const settings = resource.settings as unknown as Settings
  const { apply, holds, undo } = settings
  const undoing = typeof undo === 'string' ? undefined : undo
  const variables = [...new Set([holds, apply, undoing].flatMap((request) => variablesIn(request?.headers ?? {})))]
  const changeOf = (doing: Doing): Change => (doing === 'undo' ? (undoing ?? apply) : apply)
  const says = (doing: Doing, values: Values): string => {
    const { method, url } = changeOf(doing)
    return `${method} ${fill(url, values)}`
  }
  return actionDriver(resource, context, {
    ...{ type: resource.type, step: settings, says },
    planes: () => [],
    prerequisites: () => variables.map(variableFact),
    undo: typeof undo === 'string' ? undo : 'done',
    inspect: async () => ({ facts: factsOf(variables, env), impaired: [] }),
    ...(holds ? { ask: (call) => ask(holds, call, env) } : {}),
    run: async (doing, call) => {
      changeOrThrow(`${resource.name}: ${says(doing, call.values)}`, context.mayChange)
      await change(changeOf(doing), `failover-${resource.name}-${doing}-${call.values.epoch}-${call.once}`, call, env)
    },
  })
}

const variablesIn = (headers: Headers): readonly string[] =>
  Object.values(headers).flatMap((value) => (typeof value === 'string' ? [] : [value.env]))

const factsOf = (variables: readonly string[], env: NodeJS.ProcessEnv): { readonly [fact: string]: Fact } =>
  Object.fromEntries(
    variables.map((name): [string, Fact] => [
      variableFact(name),
      env[name]
        ? { is: 'met', because: 'it is set' }
        : { is: 'unmet', because: 'it is not set, and a header wants it' },
    ]),
  )

/** `429` and what speaks of who asks say nothing of what is asked for. */
const NO_WORD: ReadonlySet<number> = new Set([401, 403, 407, 408, 425, 429])

async function ask(
  { contains, headers, method, status, url }: NonNullable<Settings['holds']>,
  { signal, values }: Call,
  env: NodeJS.ProcessEnv,
): Promise<Holding> {
  const request = { method, url: fill(url, values), headers: headersOf(headers, values, env) }
  const answer = await send(request, signal)
  const because = `${method} ${request.url} answered ${answer.status}`
  if (status.includes(answer.status)) {
    const wanted = contains === undefined ? undefined : fill(contains, values)
    if (wanted === undefined || answer.text.includes(wanted)) return { is: 'yes', because }
    return { is: 'no', because: `${because}, without "${wanted}"` }
  }
  const isMute = answer.status >= 500 || answer.status < 200 || NO_WORD.has(answer.status)
  return { is: isMute ? 'unknown' : 'no', because }
}

async function change(
  { body, headers, method, status, url }: Change,
  key: string,
  { signal, values }: Call,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const answer = await send(
    {
      ...{ method, url: fill(url, values) },
      headers: { 'idempotency-key': key, ...headersOf(headers, values, env) },
      ...(body === undefined ? {} : { body: fill(body, values) }),
    },
    signal,
  )
  const isAccepted = status ? status.includes(answer.status) : answer.status >= 200 && answer.status <= 299
  if (!isAccepted) throw refusal(answer, `${method} ${fill(url, values)}`)
}

/** Names in lower case, as two spellings of one name would be sent as two. */
function headersOf(headers: Headers, values: Values, env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries<Headers[string]>({ 'user-agent': 'failover', ...headers }).map(([name, value]) => [
      name.toLowerCase(),
      typeof value === 'string' ? fill(value, values) : secretIn(env, value.env),
    ]),
  )
}

function secretIn(env: NodeJS.ProcessEnv, name: string): string {
  const secret = env[name]?.trim()
  if (secret && /^[\t\x20-\x7e]+$/.test(secret)) return secret
  const what = secret ? 'is no text that a header can carry' : 'is not set'
  throw new OperatingError('not-found', `the environment variable ${name} ${what}`, `set ${name}, then try again`)
}

const CODES: { readonly [status: number]: OperatingCode } = {
  401: 'denied',
  403: 'denied',
  404: 'not-found',
  412: 'conflict',
  429: 'throttled',
}
const LONGEST = 200

function refusal({ status, text }: HttpAnswer, doing: string): OperatingError {
  const code = CODES[status] ?? (status >= 500 ? 'unreachable' : 'refused')
  const said = text.replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST)
  return new OperatingError(code, `${doing} answered ${status}${said === '' ? '' : `: ${said}`}`)
}

/** The same, in the AWS world. */
export const make: MakeDriver = (resource, context) =>
  httpAction(resource, { ...context, mayChange: context.aws.mayChange })

/** That it could be run, and that its `holds` answers. */
export const check: LiveCheck = (resource, context, signal) =>
  rehearse(resource, make(resource, context), context.regions, signal)
