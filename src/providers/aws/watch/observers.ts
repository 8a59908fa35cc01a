/**
 * Whoever looks in the AWS world: a prober here, one by function in each vantage that is a region, and a watch for each
 * signal that AWS itself reports. What a watch wants of the SDK is loaded when it first looks.
 */
import type { Observer } from '../../../model/world.js'
import { targetsOf } from '../../../observe/targets.js'
import type { Policy, WatchName } from '../../../policy/policy.js'
import type { AwsContext } from '../driver-context.js'
import { placesOf } from '../places-of.js'
import { vantageObserver } from './vantage-observer.js'
import type { MakeWatch } from './watch.js'
import { watchObserver } from './watch-observer.js'

const WATCHES: { readonly [name in WatchName]: () => Promise<MakeWatch> } = {
  api: async () => (await import('./watch-api.js')).apiWatch,
  autoscaling: async () => (await import('./watch-autoscaling.js')).autoscalingWatch,
  cloudwatch: async () => (await import('./watch-cloudwatch.js')).cloudwatchWatch,
  ebs: async () => (await import('./watch-ebs.js')).ebsWatch,
  ec2: async () => (await import('./watch-ec2.js')).ec2Watch,
  elb: async () => (await import('./watch-elb.js')).elbWatch,
  health: async () => (await import('./watch-health.js')).healthWatch,
  rds: async () => (await import('./watch-rds.js')).rdsWatch,
}

export interface AwsObservers {
  readonly observers: readonly Observer[]
  /** Whether this world reports `service` by itself. */
  watches(service: string): boolean
}

/** All observers of `policy`. */
export function awsObservers(policy: Policy, context: AwsContext): AwsObservers {
  const watches = (service: string): boolean => Object.hasOwn(WATCHES, service)
  const targets = targetsOf(policy, placesOf(policy, watches))
  const { signals, vantageFunction, vantages } = policy.observe
  const looking = vantages.map((from) =>
    vantageObserver({ from, targets: targets.filter((target) => target.from === from), vantageFunction, context }),
  )
  const watching = signals.flatMap((signal) => {
    if (!('watch' in signal)) return []
    const load = async () => (await WATCHES[signal.watch]())({ signal, policy, context })
    return [watchObserver(signal.name, load, context.clock)]
  })
  return { observers: [...looking, ...watching], watches }
}
