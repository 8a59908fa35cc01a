/** The listeners with TLS of the load balancers before the app's capacity, and the certificates they show. */
import { DescribeCertificateCommand } from '@aws-sdk/client-acm'
import {
  type Certificate as CertificateRef,
  DescribeListenerCertificatesCommand,
  DescribeListenersCommand,
  DescribeTargetGroupsCommand,
  type Listener as FoundListener,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Certificate, Group, Listener } from '../../../audit/estate.js'
import type { Region } from '../../../model/place.js'
import type { Target } from '../call/client-settings.js'
import { everyPage } from '../watch/watch.js'
import type { Gathering } from './gathering.js'
import { ASK_MS, targetOf } from './tagged.js'

const SECURE: ReadonlySet<string> = new Set(['HTTPS', 'TLS'])
const ACM = /^arn:aws[a-z-]*:acm:/

/** Those before the groups of `at`; a balancer without one is there too, with a port of its own and no certificate. */
export async function listenersIn(
  at: Region,
  groups: readonly Group[],
  gathering: Gathering,
): Promise<readonly Listener[]> {
  const { policy, seen } = gathering
  const found = await Promise.all(
    groups
      .filter(({ region, targetGroups = [] }) => region === at && targetGroups.length > 0)
      .map((group) => {
        const target = targetOf(
          at,
          policy.plan.resources.find(({ name }) => name === group.resource),
        )
        return seen(`listeners before ${group.resource} in ${at}`, () => before(group, target, gathering))
      }),
  )
  return found.flat()
}

async function before(
  { region, resource, targetGroups = [] }: Group,
  target: Target,
  gathering: Gathering,
): Promise<readonly Listener[]> {
  const { context, signal } = gathering
  const command = new DescribeTargetGroupsCommand({ TargetGroupArns: [...targetGroups] })
  const { TargetGroups = [] } = await context.aws.call('elbv2', target, command, signal, ASK_MS)
  const balancers = [...new Set(TargetGroups.flatMap(({ LoadBalancerArns = [] }) => LoadBalancerArns))]
  const each = balancers.map(async (arn) => {
    const listeners = await everyPage<FoundListener>(`listeners in ${region}`, async (Marker) => {
      const next = new DescribeListenersCommand({ LoadBalancerArn: arn, Marker })
      const { Listeners = [], NextMarker } = await context.aws.call('elbv2', target, next, signal, ASK_MS)
      return { items: Listeners, next: NextMarker }
    })
    return Promise.all(
      listeners.map(async (listener): Promise<Listener> => {
        const { ListenerArn = '', Port: port = 0, Protocol = '' } = listener
        const isSecure = SECURE.has(Protocol)
        const certificates = isSecure ? await certificatesOf(ListenerArn, target, gathering) : []
        return { resource, region, balancer: shortOf(arn), port, isSecure, certificates }
      }),
    )
  })
  return (await Promise.all(each)).flat()
}

/** `app/shop/50dc6c495c0c9188` */
const shortOf = (arn: string): string => arn.split(':loadbalancer/')[1] ?? arn

/** The default one and those by name. One of IAM's is not asked about, and not told. */
async function certificatesOf(
  ListenerArn: string,
  target: Target,
  { context, seen, signal }: Gathering,
): Promise<readonly Certificate[]> {
  const refs = await everyPage<CertificateRef>(`certificates of ${ListenerArn}`, async (Marker) => {
    const command = new DescribeListenerCertificatesCommand({ ListenerArn, Marker })
    const { Certificates = [], NextMarker: next } = await context.aws.call('elbv2', target, command, signal, ASK_MS)
    return { items: Certificates, next }
  })
  const arns = [...new Set(refs.flatMap(({ CertificateArn: arn = '' }) => (ACM.test(arn) ? [arn] : [])))]
  const found = await Promise.all(
    arns.map((arn) =>
      seen(`certificate ${arn}`, async (): Promise<readonly Certificate[]> => {
        const command = new DescribeCertificateCommand({ CertificateArn: arn })
        const { Certificate: told } = await context.aws.call('acm', target, command, signal, ASK_MS)
        const {
          DomainName = '',
          NotAfter,
          RenewalEligibility,
          Status = 'unknown',
          SubjectAlternativeNames = [],
        } = told ?? {}
        return [
          {
            ...{ id: arn, names: [...new Set([DomainName, ...SubjectAlternativeNames])], state: Status },
            ...(NotAfter ? { expiresAt: NotAfter.getTime() } : {}),
            isRenewed: RenewalEligibility === 'ELIGIBLE',
          },
        ]
      }),
    ),
  )
  return found.flat()
}
