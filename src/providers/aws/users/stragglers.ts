/**
 * Who is still at the region that was left (law 17): the share of requests its load balancers got in the last whole
 * minutes, against those of the region moved to; and which servers of names still lead there. Resolvers keep answers past
 * their TTL, connections live as long as the balancer keeps them (an Application Load Balancer an hour unless told
 * otherwise), and neither is seen in one answer of DNS alone.
 */
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { asOperatingError } from '../../../model/error.js'
import { type Move, sourceOf, targetOf } from '../../../model/move.js'
import type { Region } from '../../../model/place.js'
import type { NameAnswer, Stragglers } from '../../../model/world.js'
import type { VerifyPolicy } from '../../../policy/policy.js'
import type { AwsContext } from '../driver-context.js'
import type { AddressBook } from './address-book.js'
import type { NameServers } from './name-servers.js'
import { type Resolved, resolveAt } from './public-name.js'

const MINUTE_MS = 60_000
/** CloudWatch has a minute's figures a minute or two after it. */
const WINDOW_MINUTES = 3
const NAME_MS = 1_500

export interface StragglerParts {
  /** The public name; absent where nothing names one. */
  readonly host: string | undefined
  readonly verify: Pick<VerifyPolicy, 'balancers' | 'resolvers'>
  readonly context: AwsContext
  readonly book: AddressBook
  readonly nameServers: NameServers
}

/** What share is still at the region left, and what each server of names answers. Never throws for the world's failing. */
export async function stragglersOf(move: Move, parts: StragglerParts, signal: AbortSignal): Promise<Stragglers> {
  const { context, verify } = parts
  const [share, answers] = await Promise.all([
    shareOf(move, verify.balancers, context, signal),
    answersOf(move, parts, signal),
  ])
  return { share, answers }
}

async function answersOf(move: Move, parts: StragglerParts, signal: AbortSignal): Promise<readonly NameAnswer[]> {
  const { book, context, host, nameServers, verify } = parts
  if (host === undefined) return []
  const asking = { clock: context.clock, ms: NAME_MS, signal }
  const [own, users] = await Promise.all([
    nameServers.ask(host, asking),
    resolveAt(host, verify.resolvers, asking),
    book.refresh(signal),
  ])
  const now = own.flatMap(({ addresses }) => addresses)
  return [
    ...own.map((each) => ({ ...told(each), isAuthoritative: true, ...back(move, each, book, now) })),
    ...users.map((each) => ({ ...told(each), ...back(move, each, book, now) })),
  ]
}

const told = ({ addresses, because, resolver }: Resolved): NameAnswer => ({
  ...{ resolver, says: addresses },
  ...(because === undefined ? {} : { because }),
})

/**
 * By whose its addresses are; where that is not known, an address that the zone's own servers give now is not the old
 * one. Any other tells nothing: a load balancer of many addresses answers with some of them.
 */
function back(
  move: Move,
  { addresses }: Resolved,
  book: AddressBook,
  now: readonly string[],
): Pick<NameAnswer, 'leadsBack'> {
  const regions = addresses.flatMap((address) => book.placeOf(address)?.region ?? [])
  if (regions.includes(sourceOf(move))) return { leadsBack: true }
  const isNew =
    addresses.length > 0 && (regions.length === addresses.length || addresses.some((one) => now.includes(one)))
  return isNew ? { leadsBack: false } : {}
}

async function shareOf(
  move: Move,
  balancers: VerifyPolicy['balancers'],
  context: AwsContext,
  signal: AbortSignal,
): Promise<Stragglers['share']> {
  const to = targetOf(move)
  const from = sourceOf(move)
  if (to === undefined) return { is: 'unknown', because: 'the move leaves no region' }
  const [here, there] = [balancers?.[from], balancers?.[to]]
  if (!here || !there) return { is: 'unknown', because: `verify.balancers names none in ${here ? to : from}` }
  try {
    const [left, reached] = await Promise.all([
      requestsAt(from, here, context, signal),
      requestsAt(to, there, context, signal),
    ])
    if (left + reached === 0) return { is: 'unknown', because: 'no load balancer counted a request' }
    return { is: 'known', percent: (100 * left) / (left + reached) }
  } catch (thrown) {
    return { is: 'unknown', because: asOperatingError(thrown, `ask for the requests of ${from}`).message }
  }
}

/** Requests, or new flows of a Network Load Balancer, in the last whole minutes. */
async function requestsAt(
  region: Region,
  balancers: readonly string[],
  { aws, clock }: AwsContext,
  signal: AbortSignal,
): Promise<number> {
  const end = Math.floor(clock.now() / MINUTE_MS) * MINUTE_MS
  const query = new GetMetricDataCommand({
    StartTime: new Date(end - WINDOW_MINUTES * MINUTE_MS),
    EndTime: new Date(end),
    MetricDataQueries: balancers.map((name, index) => ({
      Id: `b${index}`,
      MetricStat: { Metric: metricOf(name), Period: 60, Stat: 'Sum' },
    })),
  })
  const { MetricDataResults = [] } = await aws.call('cloudwatch', { region }, query, signal)
  return MetricDataResults.flatMap(({ Values = [] }) => Values).reduce((sum, value) => sum + value, 0)
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html */
const metricOf = (name: string) =>
  name.startsWith('net/')
    ? { Namespace: 'AWS/NetworkELB', MetricName: 'NewFlowCount', Dimensions: [{ Name: 'LoadBalancer', Value: name }] }
    : {
        Namespace: 'AWS/ApplicationELB',
        MetricName: 'RequestCount',
        Dimensions: [{ Name: 'LoadBalancer', Value: name }],
      }
