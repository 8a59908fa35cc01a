/**
 * What health checks come to on this calm day: one that no checker reaches, or whose alarm is gone, would keep users away from
 * a region that is well, and nobody notices while the other one serves.
 */
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { GetHealthCheckStatusCommand } from '@aws-sdk/client-route-53'
import { region } from '../../../model/place.js'
import { asked, targetIn } from '../driver-context.js'
import type { Finding } from '../live-check.js'
import { dataOf, route53Control, US_EAST_1 } from '../places.js'
import { say } from './route53-check-settings.js'
import { type CheckConfig, type Checks, objectRegion } from './route53-health.js'
import type { NameParts } from './route53-inspect.js'

const ASK_MS = 2_500
/**
 * An endpoint is healthy while more than 18 % of the checkers find it so
 * (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html).
 */
const HEALTHY_ABOVE = 0.18
/** A shorter period makes an alarm of high resolution, which no health check follows. */
const PERIOD_MIN_SECONDS = 60

/** Every check that asks an endpoint or follows an alarm; switches stand as they were put. */
export async function checksNow(parts: NameParts, checks: Checks, signal: AbortSignal): Promise<readonly Finding[]> {
  const found = Object.entries(checks).map(([id, config]): Promise<readonly Finding[]> | readonly Finding[] => {
    if (config.disabled || objectRegion(config, parts.settings.switch) !== undefined) return []
    if (config.type === 'CLOUDWATCH_METRIC') return alarmNow(parts, id, config, signal)
    return /^HTTPS?|^TCP/.test(config.type) ? endpointNow(parts, id, config, signal) : []
  })
  return (await Promise.all(found)).flat()
}

async function endpointNow(
  { context, resource, settings }: NameParts,
  id: string,
  { host, inverted }: CheckConfig,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const command = new GetHealthCheckStatusCommand({ HealthCheckId: id })
  const status = await asked(route53Control, () =>
    context.aws.call('route53', targetIn(US_EAST_1, settings.role), command, signal, ASK_MS),
  )
  if (status.is === 'none') {
    return [say(resource, 'health-check-unseen', 'unknown', status.because, 'see the permissions ("failover iam")')]
  }
  const words = (status.answer.HealthCheckObservations ?? []).map(({ StatusReport }) => StatusReport?.Status ?? '')
  const bad = words.filter((word) => !word.startsWith('Success'))
  const isHealthy = words.length - bad.length > words.length * HEALTHY_ABOVE
  if (words.length === 0 || isHealthy !== inverted) return []
  const by = isHealthy
    ? `${words.length - bad.length} of ${words.length} checkers reach it, and it is inverted`
    : `${bad.length} of ${words.length} checkers fail: ${bad[0]}`
  const says = `health check ${id} calls ${host ?? 'its endpoint'} unhealthy now (${by}): its record answers nobody while another is healthy`
  const next = 'see that the endpoint is public, and lets in the checkers of Route 53'
  return [say(resource, 'health-check-unhealthy', 'error', says, next)]
}

async function alarmNow(
  { context, resource, settings }: NameParts,
  id: string,
  { alarm, alarmIn }: CheckConfig,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (alarm === undefined || alarmIn === undefined) return []
  const at = region(alarmIn)
  const command = new DescribeAlarmsCommand({ AlarmNames: [alarm] })
  const found = await asked(dataOf('cloudwatch', at), () =>
    context.aws.call('cloudwatch', targetIn(at, settings.role), command, signal, ASK_MS),
  )
  const what = `the alarm ${alarm} in ${at}, which health check ${id} follows,`
  if (found.is === 'none') {
    return [say(resource, 'alarm-unseen', 'unknown', `${what} could not be seen: ${found.because}`, SEE_ALARM)]
  }
  const [seen] = found.answer.MetricAlarms ?? []
  if (!seen) {
    const says = `${what} is no alarm on a metric of this account: the check goes by what it last knew, or by nothing`
    return [say(resource, 'alarm-missing', 'error', says, 'make it anew, and let the check follow it')]
  }
  if ((seen.Period ?? PERIOD_MIN_SECONDS) >= PERIOD_MIN_SECONDS) return []
  const says = `${what} has a period of ${seen.Period} s: Route 53 follows no alarm of high resolution`
  return [say(resource, 'alarm-high-resolution', 'error', says, 'let the check follow an alarm with a period of 60 s')]
}

const SEE_ALARM = 'see that CloudWatch answers there, and the permissions ("failover iam")'
