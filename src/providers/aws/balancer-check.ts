/**
 * What the load balancers of `verify.balancers` would do to a move: an Application Load Balancer keeps a client's connection
 * for an hour unless told otherwise, so a client that never asks the name again stays where it is
 * (https://docs.aws.amazon.com/r53recovery/latest/dg/route53-arc-best-practices.regional.html).
 */
import {
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { asOperatingError } from '../../model/error.js'
import { isRegion, type Region } from '../../model/place.js'
import type { Policy } from '../../policy/policy.js'
import type { AwsContext } from './driver-context.js'
import type { Finding } from './live-check.js'

/** AWS's own default, and what it advises for failing over; seconds. */
const DEFAULT_S = 3_600
const ADVISED_S = 300

/** One finding for each balancer that is missing, cannot be seen, or holds on to its clients. */
export async function checkBalancers(
  { verify }: Pick<Policy, 'verify'>,
  context: AwsContext,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const named = Object.entries(verify.balancers ?? {}).flatMap(([region, names]) =>
    isRegion(region) ? names.map((name) => ({ region, name })) : [],
  )
  const each = await Promise.all(named.map(({ name, region }) => checkOne(region, name, context, signal)))
  return each.flat()
}

const finding = (rule: string, severity: Finding['severity'], says: string, next: string): Finding => ({
  ...{ rule, severity, resource: 'verify', says, next },
})

/** `name` as CloudWatch has it: `app/web/50dc6c495c0c9188`, the end of the balancer's ARN. */
async function checkOne(
  region: Region,
  name: string,
  { aws }: AwsContext,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  try {
    const [, short = name] = name.split('/')
    const command = new DescribeLoadBalancersCommand({ Names: [short] })
    const { LoadBalancers = [] } = await aws.call('elbv2', { region }, command, signal)
    const arn = LoadBalancers.find(({ LoadBalancerArn = '' }) => LoadBalancerArn.endsWith(`/${name}`))?.LoadBalancerArn
    if (arn === undefined) return [missing(region, name)]
    if (!name.startsWith('app/')) return []
    const asked = new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: arn })
    const { Attributes = [] } = await aws.call('elbv2', { region }, asked, signal)
    const seconds = Number(Attributes.find(({ Key }) => Key === 'client_keep_alive.seconds')?.Value ?? DEFAULT_S)
    return seconds <= ADVISED_S ? [] : [holdsOn(region, name, seconds)]
  } catch (thrown) {
    const error = asOperatingError(thrown, `look at ${name} in ${region}`)
    if (error.code === 'not-found') return [missing(region, name)]
    return [finding('not-seen', 'unknown', error.message, error.next ?? 'see that it can be read: "failover iam"')]
  }
}

const missing = (region: Region, name: string): Finding =>
  finding(
    'balancer-missing',
    'error',
    `there is no load balancer ${name} in ${region}: nobody can tell who is still there`,
    'name it as CloudWatch does, by the end of its ARN: app/NAME/ID',
  )

const holdsOn = (region: Region, name: string, seconds: number): Finding =>
  finding(
    'keep-alive-long',
    'warning',
    `${name} in ${region} keeps a client's connection for ${seconds} s: clients stay there so long after a move`,
    `set client_keep_alive.seconds to ${ADVISED_S} or less`,
  )
