/**
 * `lambda`: sees to it that a region has the concurrency to serve the app. A function with a reservation has what it
 * reserves, and no more; one without shares the account's pool, which no reservation may take below 100
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html). A reservation is raised, never made: it
 * would cap what has no cap.
 */
import {
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda'
import { OperatingError } from '../../../model/error.js'
import type { Gauge, Reading } from '../../../model/health.js'
import type { Region } from '../../../model/place.js'
import type { Action, Json } from '../../../model/plan.js'
import type { Fact, Holding, Inspection } from '../../../model/resource.js'
import {
  type Acts,
  type Asked,
  type AwsContext,
  answers,
  asked,
  driverOf,
  impairedIn,
  inRegion,
  type MakeDriver,
  numberIn,
  regionsWith,
  targetIn,
  unseenFact,
} from '../driver-context.js'
import { type Finding, type LiveCheck, severityOf } from '../live-check.js'
import { controlOf } from '../places.js'
import { regionName } from '../plan-region.js'
import type { Settings } from './lambda-concurrency.js'
import {
  functionFact,
  LAMBDA_VERBS,
  lambdaTactics,
  POOL_MIN,
  poolFact,
  type Reserved,
  sayReserved,
  suffices,
} from './lambda-concurrency-tactics.js'

const ASK_MS = 2_500

export const make: MakeDriver = (resource, context) => {
  const settings = resource.settings as unknown as Settings
  return driverOf(resource, context, {
    inspect: (signal) => inspect(resource.name, settings, context, signal),
    tactics: (end, seen) => lambdaTactics(resource.name, end, seen, settings),
    acts: actsOf(settings, context),
  })
}

async function lookAt(at: Region, settings: Settings, { aws }: AwsContext, signal: AbortSignal): Promise<Reserved> {
  const target = targetIn(at, settings.role)
  const FunctionName = inRegion(settings.function, at, 'Lambda function')
  const [own, account] = await Promise.all([
    aws.call('lambda', target, new GetFunctionConcurrencyCommand({ FunctionName }), signal, ASK_MS),
    aws.call('lambda', target, new GetAccountSettingsCommand({}), signal, ASK_MS),
  ])
  return {
    reserved: own.ReservedConcurrentExecutions ?? null,
    pool: account.AccountLimit?.UnreservedConcurrentExecutions ?? 0,
  }
}

async function inspect(
  resource: string,
  settings: Settings,
  context: AwsContext,
  signal: AbortSignal,
): Promise<Omit<Inspection, 'resource' | 'type' | 'at'>> {
  const looks = await Promise.all(
    regionsWith(settings.function, context).map(async (at) => {
      const found = await asked(controlOf('lambda', at), () => lookAt(at, settings, context, signal))
      return { at, found }
    }),
  )
  const seen = looks.flatMap(({ at, found }) => (found.is === 'answer' ? [[at, found.answer] as const] : []))
  return {
    facts: Object.fromEntries(looks.flatMap(({ at, found }) => factsOf(at, found, settings))),
    gauges: looks.map(({ at, found }): Gauge => {
      const others = seen.flatMap(([other, { reserved }]) => (other === at ? [] : [reserved ?? 0]))
      const reading = readingOf(found, Math.max(settings.capacity, ...others))
      return { kind: 'gauge', at: context.clock.now(), name: 'capacity-percent', in: at, resource, reading }
    }),
    impaired: impairedIn(looks.map(({ found }) => found)),
    state: Object.fromEntries(seen.map(([at, { pool, reserved }]): [string, Json] => [at, { pool, reserved }])),
  }
}

const readingOf = (found: Asked<Reserved>, wanted: number): Reading =>
  found.is === 'none'
    ? { is: 'unknown', because: found.because }
    : { is: 'known', value: (100 * (found.answer.reserved ?? found.answer.pool)) / wanted }

function factsOf(at: Region, found: Asked<Reserved>, { capacity }: Settings): readonly [string, Fact][] {
  const fact = (of: (seen: Reserved) => Fact): Fact => (found.is === 'answer' ? of(found.answer) : unseenFact(found))
  return [
    ...Object.entries(answers(controlOf('lambda', at), found)),
    [functionFact(at), fact((seen) => ({ is: 'met', because: sayReserved(seen) }))],
    [poolFact(at), fact((seen) => roomIn(seen, capacity))],
  ]
}

/** Whether the account's pool there can give what is missing and keep its hundred. */
function roomIn({ pool, reserved }: Reserved, capacity: number): Fact {
  if (reserved === null) {
    const because = `it has no reservation, and shares a pool of ${pool}; ${capacity} are needed`
    return { is: pool >= capacity ? 'met' : 'unmet', because }
  }
  const left = pool - Math.max(0, capacity - reserved)
  const because = `the account's pool would have ${left} left, and must keep ${POOL_MIN}`
  return { is: left >= POOL_MIN || reserved >= capacity ? 'met' : 'unmet', because }
}

function actsOf(settings: Settings, context: AwsContext): Acts {
  const look = (data: Action['with'], signal: AbortSignal): Promise<Reserved> =>
    lookAt(regionName(data, 'at'), settings, context, signal)
  const put = async (data: Action['with'], executions: number, signal: AbortSignal): Promise<void> => {
    const at = regionName(data, 'at')
    const FunctionName = inRegion(settings.function, at, 'Lambda function')
    const command = new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: executions })
    await context.aws.call('lambda', targetIn(at, settings.role), command, signal)
  }
  const enough = async (data: Action['with'], signal: AbortSignal): Promise<Holding> => {
    const seen = await look(data, signal)
    return { is: suffices(seen, numberIn(data, 'wanted')) ? 'yes' : 'no', because: sayReserved(seen) }
  }
  return {
    [LAMBDA_VERBS.keep]: {
      holds: async (data, { signal }) => {
        const found = await asked(controlOf('lambda', regionName(data, 'at')), () => enough(data, signal))
        if (found.is === 'answer') return found.answer
        // What is silent takes away nothing that was seen; this look can only refute it.
        return {
          is: found.impaired.length > 0 ? 'yes' : 'unknown',
          because: `${found.because}; it was seen to suffice`,
        }
      },
      apply: async (data, { signal }) => {
        const { because, is } = await enough(data, signal)
        if (is === 'yes') return
        throw new OperatingError('conflict', `${regionName(data, 'at')}: ${because}`, 'draw the plan again')
      },
    },
    [LAMBDA_VERBS.raise]: {
      holds: (data, { signal }) => enough(data, signal),
      apply: async (data, { signal }) => {
        const wanted = numberIn(data, 'wanted')
        const seen = await look(data, signal)
        if (suffices(seen, wanted)) return
        if (seen.reserved === null || seen.pool - (wanted - seen.reserved) < POOL_MIN)
          throw tooLittle(data, wanted, seen)
        await put(data, wanted, signal)
      },
    },
    [LAMBDA_VERBS.restore]: {
      holds: async (data, { signal }) => {
        const seen = await look(data, signal)
        return { is: seen.reserved === numberIn(data, 'was') ? 'yes' : 'no', because: sayReserved(seen) }
      },
      apply: async (data, { signal }) => {
        const seen = await look(data, signal)
        const was = numberIn(data, 'was')
        if (seen.reserved === was) return
        if (seen.reserved !== numberIn(data, 'wanted')) throw changedMeanwhile(data, seen)
        await put(data, was, signal)
      },
    },
  }
}

function tooLittle(data: Action['with'], wanted: number, seen: Reserved): OperatingError {
  const what = `${regionName(data, 'at')} cannot reserve ${wanted}: ${sayReserved(seen)}, and the pool must keep ${POOL_MIN}`
  return new OperatingError(
    'insufficient-capacity',
    what,
    "ask for a higher concurrency quota there (Lambda's L-B99A9384)",
  )
}

function changedMeanwhile(data: Action['with'], seen: Reserved): OperatingError {
  const expected = `expected ${numberIn(data, 'wanted')} reserved`
  const what = `the function in ${regionName(data, 'at')} was changed by someone else: ${sayReserved(seen)}, ${expected}`
  return new OperatingError('conflict', what, `see who changed it; it had ${numberIn(data, 'was')} before`)
}

/** That each function exists and that its region can give it what the policy asks for. */
export const check: LiveCheck = async ({ name, settings }, context, signal) => {
  const own = settings as unknown as Settings
  const findings = regionsWith(own.function, context).map(async (at): Promise<readonly Finding[]> => {
    const say = (rule: string, severity: Finding['severity'], says: string, next: string): Finding[] => [
      { rule, severity, resource: name, says, next },
    ]
    const found = await asked(controlOf('lambda', at), () => lookAt(at, own, context, signal))
    if (found.is === 'none') {
      const severity = severityOf(found)
      return say('function-missing', severity, found.because, 'mend the name in the policy, or make the function')
    }
    const room = roomIn(found.answer, own.capacity)
    if (room.is === 'met') return []
    const says = `${own.function[at]} in ${at}: ${room.because}`
    return say('concurrency-short', 'error', says, 'ask for a higher concurrency quota there')
  })
  return (await Promise.all(findings)).flat()
}
