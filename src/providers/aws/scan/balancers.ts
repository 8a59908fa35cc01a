/** Load balancers of the app: by tag or name, or since a group of the app stands behind them. */
import {
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  type LoadBalancer,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Region } from '../../../model/place.js'
import { inGroups } from '../watch/watch.js'
import type { Part } from './found.js'
import type { Group } from './groups.js'
import { matchOf, type Tag } from './match.js'
import { byRegionOf, type Placed } from './pair.js'
import type { Questions } from './questions.js'

const ARNS_AT_ONCE = 20
const SHIFTABLE: readonly string[] = ['application', 'network']
const SHIFT_ATTRIBUTE = 'zonal_shift.config.enabled'

/** A load balancer of the app. */
export interface Balancer extends Placed {
  readonly arn: string
  readonly dns: string
  readonly targetGroups: readonly string[]
  /** Whether ARC may shift it away from a zone; undefined when that could not be read. */
  readonly isShiftable: boolean | undefined
}

/** The load balancers of the app in every region. */
export const readBalancers = (questions: Questions, groups: readonly Group[]): Promise<readonly Balancer[]> =>
  questions.inEach(async (region) => {
    const [all, targets] = await Promise.all([readAll(questions, region), readTargetGroups(questions, region)])
    const tags = await tagsOf(
      questions,
      region,
      all.flatMap(({ LoadBalancerArn }) => LoadBalancerArn ?? []),
    )
    const here = groups.filter((group) => group.region === region)
    const found = all.map(async (balancer): Promise<readonly Balancer[]> => {
      const { DNSName: dns = '', LoadBalancerArn: arn = '', LoadBalancerName: name = '', Type = '' } = balancer
      const own = targets.filter(({ LoadBalancerArns = [] }) => LoadBalancerArns.includes(arn))
      const arns = own.flatMap(({ TargetGroupArn }) => TargetGroupArn ?? [])
      const behind = here.find(({ targetGroups }) => targetGroups.some((each) => arns.includes(each)))
      const because = matchOf(questions.app, name, tags.get(arn)) ?? (behind && `${behind.name} standing behind it`)
      if (because === undefined) return []
      const isShiftable = SHIFTABLE.includes(Type) ? await shiftable(questions, region, arn) : false
      return [{ region, name, because, arn, dns: dns.toLowerCase(), targetGroups: arns, isShiftable }]
    })
    return (await Promise.all(found)).flat()
  })

const readAll = (questions: Questions, region: Region): Promise<readonly LoadBalancer[]> =>
  questions.list(
    'elbv2',
    region,
    (Marker) => new DescribeLoadBalancersCommand({ Marker }),
    ({ LoadBalancers: items = [], NextMarker: next }) => ({ items, next }),
  )

const readTargetGroups = (questions: Questions, region: Region): Promise<readonly TargetGroup[]> =>
  questions.list(
    'elbv2',
    region,
    (Marker) => new DescribeTargetGroupsCommand({ Marker }),
    ({ NextMarker: next, TargetGroups: items = [] }) => ({ items, next }),
  )

async function tagsOf(
  questions: Questions,
  region: Region,
  arns: readonly string[],
): Promise<ReadonlyMap<string, readonly Tag[]>> {
  const answers = await Promise.all(
    inGroups(arns, ARNS_AT_ONCE).map((some) =>
      questions.ask('elbv2', region, new DescribeTagsCommand({ ResourceArns: [...some] })),
    ),
  )
  const described = answers.flatMap((answer) => answer?.TagDescriptions ?? [])
  return new Map(described.map(({ ResourceArn = '', Tags = [] }) => [ResourceArn, Tags]))
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/zonal-shift.html */
async function shiftable(questions: Questions, region: Region, arn: string): Promise<boolean | undefined> {
  const asking = new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: arn })
  const { Attributes } = (await questions.ask('elbv2', region, asking)) ?? {}
  return Attributes?.some(({ Key, Value }) => Key === SHIFT_ATTRIBUTE && Value === 'true')
}

/** Balancers that can be shifted away from a zone become one resource; how to have the others is said. */
export function balancersPart(balancers: readonly Balancer[], regions: readonly Region[]): Part {
  const ready = balancers.filter(({ isShiftable }) => isShiftable === true)
  const having = regions.filter((region) => ready.some((each) => each.region === region))
  const matches = [...new Set(ready.map(({ because, name, region }) => `${name} in ${region} by ${because}`))]
  const enable = `aws elbv2 modify-load-balancer-attributes --attributes Key=${SHIFT_ATTRIBUTE},Value=true`
  return {
    resources:
      ready.length === 0
        ? []
        : [
            {
              type: 'zonal-shift',
              name: 'balancers',
              settings: {
                resources: Object.fromEntries(
                  having.map((region) => [
                    region,
                    ready.filter((each) => each.region === region).map(({ arn }) => arn),
                  ]),
                ),
              },
              because: [`Load balancers with zonal shift turned on, to leave a zone by: ${matches.join(', ')}.`],
            },
          ],
    notFound: [],
    leftOut: balancers
      .filter(({ isShiftable }) => isShiftable !== true)
      .map(({ because, isShiftable, name, region }) => ({
        what: `Load balancer ${name} in ${region} (${because}), as a way to leave a zone`,
        because:
          isShiftable === undefined
            ? 'whether zonal shift is turned on could not be read'
            : `zonal shift is not turned on; with "${enable} …" it can be a resource of type zonal-shift`,
      })),
  }
}

/** `app/web/50dc6c495c0c9188`, as CloudWatch names it. */
export const cloudWatchName = ({ arn }: Balancer): string => arn.split(':loadbalancer/')[1] ?? arn

/** By region, whatever `of` reads of each balancer there. */
export function listByRegion(
  balancers: readonly Balancer[],
  of: (balancer: Balancer) => readonly string[],
): { readonly [region: string]: readonly string[] } {
  const all = byRegionOf(balancers, ({ region }) => [
    ...new Set(balancers.filter((each) => each.region === region).flatMap(of)),
  ])
  return Object.fromEntries(Object.entries(all).filter(([, names]) => names.length > 0))
}
