/** Every driver of this world by its type, one line each; loaded when a policy has one, with the SDK it needs. */
import { OperatingError } from '../../model/error.js'
import type { Driver } from '../../model/resource.js'
import type { ResourcePolicy } from '../../policy/policy.js'
import type { AwsContext, MakeDriver } from './driver-context.js'
import type { LiveCheck } from './live-check.js'

interface DriverModule {
  readonly make: MakeDriver
  /** What `validate --live` looks at; absent where there is nothing beyond what the driver inspects. */
  readonly check?: LiveCheck
}

/** Types with a driver; each is in `registry.ts` as well, with its settings. */
const MODULES: { readonly [type: string]: () => Promise<DriverModule> } = {
  'autoscaling-group': () => import('./capacity/autoscaling-group-driver.js'),
  'ecs-service': () => import('./capacity/ecs-service-driver.js'),
  'eks-nodegroup': () => import('./capacity/eks-nodegroup-driver.js'),
  'event-sources': () => import('./capacity/event-sources-driver.js'),
  lambda: () => import('./capacity/lambda-concurrency-driver.js'),
  'global-accelerator': () => import('./traffic/global-accelerator-driver.js'),
  'load-balancer-zone': () => import('./traffic/load-balancer-zone-driver.js'),
  'rds-replica': () => import('./rds/rds-replica-driver.js'),
  'rds-restore': () => import('./rds/rds-restore-driver.js'),
  's3-multi-region-access-point': () => import('./traffic/s3-multi-region-access-point-driver.js'),
  'zonal-shift': () => import('./traffic/zonal-shift-driver.js'),
  'aurora-global': () => import('./writers/aurora-global-driver.js'),
  'dynamodb-global': () => import('./writers/dynamodb-global-driver.js'),
  'elasticache-global': () => import('./writers/elasticache-global-driver.js'),
  'self-managed-postgres': () => import('./writers/self-managed-postgres-driver.js'),
  'route53-record': () => import('./route53/route53-record-driver.js'),
  'exec-action': () => import('../actions/exec-action-driver.js'),
  'http-action': () => import('../actions/http-action-driver.js'),
  'lambda-action': () => import('../actions/lambda-action-driver.js'),
}

/** The module of `type`; nothing when this build has none. */
export const driverModule = (type: string): Promise<DriverModule> | undefined => MODULES[type]?.()

/** One driver for each resource, in the policy's order. */
export const driversOf = (resources: readonly ResourcePolicy[], context: AwsContext): Promise<readonly Driver[]> =>
  Promise.all(
    resources.map(async (resource) => {
      const module = await driverModule(resource.type)
      if (!module) throw new OperatingError('unsupported', `${resource.name}: AWS has no "${resource.type}"`)
      return module.make(resource, context)
    }),
  )
