/** What the policy watches: the probe there is, and what AWS reports of what was found. Pure. */
import { type Balancer, listByRegion } from './balancers.js'
import type { FoundEntry, FoundResource, Setting } from './found.js'
import type { Group } from './groups.js'

interface Watched {
  readonly probe: FoundEntry | undefined
  readonly groups: readonly Group[]
  readonly balancers: readonly Balancer[]
  readonly resources: readonly FoundResource[]
}

/** The signals; there is always one, since how our own calls fare can be watched anywhere. */
export function signalsOf({ balancers, groups, probe, resources }: Watched): readonly FoundEntry[] {
  const own = groups.filter(({ nodegroup }) => !nodegroup)
  const byRegion = Object.fromEntries(
    [...new Set(own.map(({ region }) => region))].map((region) => [
      region,
      own.filter((group) => group.region === region).map(({ name }) => name),
    ]),
  )
  const targets = listByRegion(balancers, ({ targetGroups }) => targetGroups)
  const instances = instancesOf(resources)
  const some = (of: object): boolean => Object.keys(of).length > 0
  const watch = (name: string, settings: { readonly [key: string]: Setting }, because: string): FoundEntry => ({
    name,
    settings: { watch: name, ...settings },
    because: [because],
  })
  return [
    ...(probe ? [probe] : []),
    ...(some(byRegion)
      ? [
          watch('ebs', { groups: byRegion }, 'Stuck block storage impairs a zone even while cached pages pass.'),
          watch('ec2', { groups: byRegion }, 'Status checks of the instances of these groups.'),
          watch('autoscaling', { groups: byRegion }, 'Whether EC2 gives what these groups ask for.'),
        ]
      : []),
    ...(some(targets)
      ? [
          watch(
            'elb',
            { target_groups: targets },
            'The health of the targets behind the load balancers that were found.',
          ),
        ]
      : []),
    ...(some(instances) ? [watch('rds', { instances }, 'Status of the databases that were found.')] : []),
    watch(
      'api',
      {},
      'How our own calls to AWS fare: tells that a control plane is impaired, and calls nothing itself.',
    ),
  ]
}

function instancesOf(resources: readonly FoundResource[]): { readonly [region: string]: readonly string[] } {
  const found = resources.flatMap(({ settings: { instance }, type }) =>
    type === 'rds-replica' && typeof instance === 'object' ? Object.entries(instance) : [],
  )
  const regions = [...new Set(found.map(([region]) => region))]
  return Object.fromEntries(
    regions.map((region) => [region, found.filter(([at]) => at === region).map(([, id]) => String(id))]),
  )
}
