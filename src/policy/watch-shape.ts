/** From a watched signal of the file to what the rooms read. */
import type { SignalPolicy, WatchPolicy } from './policy.js'
import type { Watch } from './watches.js'

/** The tag by which an app's things are found when the policy names none. */
const APP_TAG = 'failover:app'
/** A report has one voice, the provider's: with a quorum of vantages it could never count. */
const ONE_VOICE = 1

type Watched = Extract<SignalPolicy, { readonly watch: string }>

/** The signal `name` of the policy for `app`. */
export function watchedOf(name: string, signal: Watch, app: string, timeoutMs: number): Watched {
  return { name, per: signal.per, tells: tellsOf(signal), timeoutMs, quorum: ONE_VOICE, ...reportOf(signal, app) }
}

function tellsOf(signal: Watch): SignalPolicy['tells'] {
  switch (signal.watch) {
    case 'autoscaling':
    case 'api':
      return 'control'
    case 'cloudwatch':
    case 'health':
      return 'domain'
    default:
      return signal.tells ?? signal.watch
  }
}

function reportOf(signal: Watch, app: string): WatchPolicy {
  const { watch } = signal
  switch (signal.watch) {
    case 'cloudwatch':
      return { watch, weight: 'evidence', alarms: signal.alarms }
    case 'health':
      return { watch, weight: 'evidence', ...given('services', signal.services) }
    case 'api':
      return { watch, ...weightOf(signal) }
    case 'ebs':
    case 'ec2': {
      const named = { ...given('instances', signal.instances), ...given('groups', signal.groups) }
      return { watch, ...weightOf(signal), ...found(signal, named, app) }
    }
    case 'elb': {
      const { load_balancers: loadBalancers, target_groups: targetGroups } = signal
      const named = { ...given('targetGroups', targetGroups), ...given('loadBalancers', loadBalancers) }
      return { watch, ...weightOf(signal), ...found(signal, named, app) }
    }
    case 'autoscaling':
      return { watch, ...weightOf(signal), ...found(signal, given('groups', signal.groups), app) }
    case 'rds': {
      const limits = { ...given('lagMs', signal.lag), ...given('restorableMs', signal.restorable) }
      return { watch, ...weightOf(signal), ...found(signal, given('instances', signal.instances), app), ...limits }
    }
  }
}

const weightOf = ({ weight }: { readonly weight: 'verdict' | 'evidence' }): Pick<WatchPolicy, 'weight'> =>
  weight === 'evidence' ? { weight } : {}

/** What is named; where nothing is, what carries the tag. */
function found<Named extends object>(
  { tag }: Pick<WatchPolicy, 'tag'> | { tag?: undefined },
  named: Named,
  app: string,
) {
  if (Object.keys(named).length > 0) return named
  return { tag: tag ?? { key: APP_TAG, value: app } }
}

const given = <Key extends string, Value>(key: Key, value: Value | undefined): { readonly [key in Key]?: Value } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [key in Key]: Value })
