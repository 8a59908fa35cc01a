/**
 * `event-sources`: switches consumers of queues and streams off where the app leaves and on where it goes. A mapping is
 * there only when Lambda says Enabled or Disabled; in between, some pollers still run.
 */
import { GetEventSourceMappingCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda'
import { z } from 'zod'
import { asOperatingError, OperatingError } from '../../../model/error.js'
import type { Region } from '../../../model/place.js'
import type { Action } from '../../../model/plan.js'
import type { Fact, Holding, Inspection } from '../../../model/resource.js'
import {
  type Asked,
  type AwsContext,
  answers,
  asked,
  driverOf,
  impairedIn,
  type MakeDriver,
  targetIn,
  unseenFact,
} from '../driver-context.js'
import { type Finding, type LiveCheck, severityOf } from '../live-check.js'
import { controlOf } from '../places.js'
import { carriedIn } from '../plan-data.js'
import { regionName } from '../plan-region.js'
import type { Settings } from './event-sources.js'
import { eventSourceTactics, isOn, mappingsFact, SWITCH } from './event-sources-tactics.js'

const ASK_MS = 2_000

export const make: MakeDriver = (resource, context) => {
  const settings = resource.settings as unknown as Settings
  return driverOf(resource, context, {
    inspect: (signal) => inspect(settings, context, signal),
    tactics: (end, seen) => eventSourceTactics(resource.name, end, seen, settings),
    acts: {
      [SWITCH]: {
        holds: (data, { signal }) => holding(data, settings, context, signal),
        apply: (data, { signal }) => apply(data, settings, context, signal),
      },
    },
  })
}

interface Mapping {
  readonly uuid: string
  readonly state: string
}

/** The mappings `uuids` of `at`; throws `not-found` where one does not exist. */
const mappingsIn = (
  at: Region,
  uuids: readonly string[],
  { role }: Settings,
  { aws }: AwsContext,
  signal: AbortSignal,
): Promise<readonly Mapping[]> =>
  Promise.all(
    uuids.map(async (uuid) => {
      const command = new GetEventSourceMappingCommand({ UUID: uuid })
      const { State = 'unknown' } = await aws.call('lambda', targetIn(at, role), command, signal, ASK_MS)
      return { uuid, state: State }
    }),
  )

interface Look {
  readonly at: Region
  readonly found: Asked<readonly Mapping[]>
}

const lookAround = (settings: Settings, context: AwsContext, signal: AbortSignal): Promise<readonly Look[]> =>
  Promise.all(
    context.regions.flatMap(({ region: at }) => {
      const uuids = settings.mappings[at]
      if (!uuids) return []
      return [
        asked(controlOf('lambda', at), () => mappingsIn(at, uuids, settings, context, signal)).then((found) => ({
          at,
          found,
        })),
      ]
    }),
  )

async function inspect(
  settings: Settings,
  context: AwsContext,
  signal: AbortSignal,
): Promise<Omit<Inspection, 'resource' | 'type' | 'at'>> {
  const looks = await lookAround(settings, context, signal)
  return {
    facts: Object.fromEntries(
      looks.flatMap(({ at, found }): readonly [string, Fact][] => [
        ...Object.entries(answers(controlOf('lambda', at), found)),
        [mappingsFact(at), existing(found)],
      ]),
    ),
    gauges: [],
    impaired: impairedIn(looks.map(({ found }) => found)),
    state: Object.fromEntries(
      looks.flatMap(({ at, found }) =>
        found.is === 'answer' ? [[at, Object.fromEntries(found.answer.map(({ state, uuid }) => [uuid, state]))]] : [],
      ),
    ),
  }
}

function existing(found: Asked<readonly Mapping[]>): Fact {
  if (found.is === 'answer') return { is: 'met', because: sayStates(found.answer) }
  return unseenFact(found)
}

const sayStates = (mappings: readonly Mapping[]): string =>
  mappings.map(({ state, uuid }) => `${uuid} is ${state}`).join(', ')

interface Order {
  readonly at: Region
  readonly uuids: readonly string[]
  readonly to: boolean
  readonly lenient: boolean
}

const orderIn = (data: Action['with']): Order => ({
  at: regionName(data, 'at'),
  uuids: carriedIn(data, 'uuids', z.array(z.string())),
  to: carriedIn(data, 'to', z.boolean()),
  lenient: carriedIn(data, 'lenient', z.boolean()),
})

async function holding(
  data: Action['with'],
  settings: Settings,
  context: AwsContext,
  signal: AbortSignal,
): Promise<Holding> {
  const { at, lenient, to, uuids } = orderIn(data)
  const found = await asked(controlOf('lambda', at), () => mappingsIn(at, uuids, settings, context, signal))
  if (found.is === 'none') {
    const isLetBe = lenient && found.impaired.length > 0
    const because = isLetBe
      ? `${found.because}; see on its return that ${uuids.join(', ')} are as they were`
      : found.because
    return { is: isLetBe ? 'yes' : 'unknown', because }
  }
  const wanted = to ? 'Enabled' : 'Disabled'
  const isThere = found.answer.every(({ state }) => state === wanted)
  return { is: isThere ? 'yes' : 'no', because: sayStates(found.answer) || 'there is nothing to switch' }
}

/** There already, or going there by itself. */
const isOnTheWay = (state: string, to: boolean): boolean => (to ? /^Enabl(ed|ing)$/ : /^Disabl(ed|ing)$/).test(state)

async function apply(
  data: Action['with'],
  settings: Settings,
  context: AwsContext,
  signal: AbortSignal,
): Promise<void> {
  const { at, to, uuids } = orderIn(data)
  try {
    const found = await mappingsIn(at, uuids, settings, context, signal)
    const wrong = found.filter(({ state }) => !isOnTheWay(state, to))
    for (const { uuid } of wrong) {
      const command = new UpdateEventSourceMappingCommand({ UUID: uuid, Enabled: to })
      await context.aws.call('lambda', targetIn(at, settings.role), command, signal)
    }
  } catch (thrown) {
    const error = asOperatingError(thrown, `switch event sources of ${at}`)
    if (to || error.code === 'interlocked') throw error
    const left = `${uuids.join(', ')} of ${at} may still run, and what they take would be processed twice`
    const next = `switch them off as soon as ${at} answers: aws lambda update-event-source-mapping --no-enabled --uuid … --region ${at}`
    throw new OperatingError(error.code, `${error.message}; ${left}`, next, { cause: error })
  }
}

/** That every mapping exists, and that not two regions take from their sources at once. */
export const check: LiveCheck = async ({ name, settings }, context, signal) => {
  const looks = await lookAround(settings as unknown as Settings, context, signal)
  const say = (rule: string, severity: Finding['severity'], says: string, next: string): Finding => ({
    ...{ rule, severity, resource: name, says, next },
  })
  const missing = looks.flatMap(({ found }) =>
    found.is === 'none'
      ? [
          say(
            'mapping-missing',
            severityOf(found),
            found.because,
            'mend the UUID in the policy: aws lambda list-event-source-mappings',
          ),
        ]
      : [],
  )
  const active = looks.filter(({ found }) => found.is === 'answer' && found.answer.some(({ state }) => isOn(state)))
  if (active.length < 2) return missing
  const where = active.map(({ at }) => at).join(' and ')
  const says = `event sources are on in ${where} at once: what both take may be processed twice`
  return [
    ...missing,
    say('consumers-twice', 'warning', says, 'switch off those of the standby, or leave them out of the policy'),
  ]
}
