/**
 * Who is still at the region that was left (law 17): the share of requests its load balancers got in the last whole
 * minutes, against those of the region moved to. Resolvers keep answers past their TTL, connections live as long as the
 * balancer keeps them (an Application Load Balancer an hour unless told otherwise), and neither is seen in DNS alone.
 */
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { asOperatingError } from '../../model/error.js'
import { type Move, sourceOf, targetOf } from '../../model/move.js'
import type { Region } from '../../model/place.js'
import type { Stragglers } from '../../model/world.js'
import type { VerifyPolicy } from '../../policy/policy.js'
import type { AwsContext } from './driver-context.js'
import { resolveAt } from './public-name.js'

const MINUTE_MS = 60_000
/** CloudWatch has a minute's figures a minute or two after it. */
const WINDOW_MINUTES = 3

/** What share is still at the region left, and what each resolver answers. Never throws for the world's failing. */
export async function stragglersOf(
  move: Move,
  host: string | undefined,
  { balancers, resolvers }: VerifyPolicy,
  context: AwsContext,
  signal: AbortSignal,
): Promise<Stragglers> {
  const answers = host === undefined ? [] : await resolveAt(host, resolvers, context.clock, signal)
  const told = answers.map(({ addresses, because, resolver }) => ({
    resolver,
    says: addresses,
    ...(because ? { because } : {}),
  }))
  return { share: await shareOf(move, balancers, context, signal), answers: told }
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
