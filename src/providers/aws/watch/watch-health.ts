/**
 * `watch: health`: open issues of AWS Health in each region. Evidence beside what is probed, never waited for: it is
 * often an hour late, and wants a support plan of Business or more
 * (https://docs.aws.amazon.com/health/latest/ug/health-api.html). Its API is active in one of two regions, the one that
 * answers; which, is found by asking the other when one does not.
 */
import { DescribeEventsCommand, type Event } from '@aws-sdk/client-health'
import { asOperatingError, OperatingError } from '../../../model/error.js'
import { atRegion, type Region, region } from '../../../model/place.js'
import type { AwsContext } from '../driver-context.js'
import { US_EAST_1 } from '../places.js'
import {
  ASK_MS,
  everyPage,
  failing,
  type MakeWatch,
  passing,
  subjectOf,
  type Told,
  unseen,
  type WatchedSignal,
} from './watch.js'
import { MINUTE_MS, minutePaceMs } from './watch-pace.js'

const HOMES: readonly Region[] = [US_EAST_1, region('us-east-2')]
/** https://docs.aws.amazon.com/health/latest/APIReference/API_EventFilter.html: 10 regions a request. */
const PAGE = 100
/** An account without the plan is not asked again for so long. */
const UNSUBSCRIBED_MS = 60 * MINUTE_MS

export const healthWatch: MakeWatch = ({ context, policy, signal }) => {
  const regions = policy.regions.map((entry) => entry.region)
  const about = (at: Region) => subjectOf(signal, atRegion(at))
  const told = (wordOf: (at: Region) => Told['word']): readonly Told[] =>
    regions.map((at) => ({ of: about(at), word: wordOf(at) }))
  let homes = HOMES
  let refused: { readonly because: string; readonly until: number } | undefined
  return {
    everyMs: minutePaceMs(policy),
    speaksOf: regions.map(about),
    ask: async (stop) => {
      if (refused && context.clock.monotonic() < refused.until) {
        const { because } = refused
        return told(() => unseen(because))
      }
      try {
        const { events, home } = await openIssues(context, { regions, homes, signal }, stop)
        homes = [home, ...HOMES.filter((other) => other !== home)]
        return told((at) => {
          const here = events.filter((event) => event.region === at)
          return here.length === 0 ? passing : failing(here.map(shown).join('; '))
        })
      } catch (thrown) {
        const { code, message } = asOperatingError(thrown, 'ask AWS Health')
        if (code === 'denied') refused = { because: message, until: context.clock.monotonic() + UNSUBSCRIBED_MS }
        return told(() => unseen(message))
      }
    },
  }
}

interface Question {
  readonly regions: readonly Region[]
  /** Where to ask, the one that answered last first. */
  readonly homes: readonly Region[]
  readonly signal: WatchedSignal
}

async function openIssues(
  context: AwsContext,
  { homes, regions, signal }: Question,
  stop: AbortSignal,
): Promise<{ readonly events: readonly Event[]; readonly home: Region }> {
  let silent = new OperatingError('unreachable', 'AWS Health was not asked')
  for (const home of homes) {
    try {
      return { events: await eventsAt(context, home, { regions, signal }, stop), home }
    } catch (thrown) {
      silent = asOperatingError(thrown, `ask AWS Health in ${home}`)
      // A refusal is an answer, and the other would refuse as well.
      if (silent.code === 'denied') break
    }
  }
  throw silent
}

function eventsAt(
  { aws }: AwsContext,
  home: Region,
  { regions, signal }: Omit<Question, 'homes'>,
  stop: AbortSignal,
): Promise<readonly Event[]> {
  const filter = {
    regions: [...regions],
    eventTypeCategories: ['issue' as const],
    eventStatusCodes: ['open' as const],
    ...(signal.services ? { services: [...signal.services] } : {}),
  }
  return everyPage<Event>('events of AWS Health', async (nextToken) => {
    const asking = new DescribeEventsCommand({ filter, maxResults: PAGE, nextToken })
    const { events: items = [], nextToken: next } = await aws.call('health', { region: home }, asking, stop, ASK_MS)
    return { items, next }
  })
}

function shown({ availabilityZone: zone, eventTypeCode: code, service, startTime }: Event): string {
  const since = startTime === undefined ? '' : ` since ${startTime.toISOString()}`
  return `${service ?? 'AWS'}: ${code ?? 'issue'}${zone === undefined ? '' : ` in ${zone}`}${since}`
}
