/** What a new instance is made with: as the policy says, and where it says nothing as the one it follows. Pure. */
import type { Json } from '../../../model/plan.js'
import type { Instance } from './rds-instance.js'
import type { InstanceShape } from './rds-settings.js'

/** As an action holds it; `like` is the instance of the same region that it follows, `writer` gives its class where none was there. */
export function shapeFor(
  asked: InstanceShape | undefined,
  like: Instance | undefined,
  writer: Instance | undefined,
): { readonly [key: string]: Json } {
  const groups = asked?.security_groups ?? like?.securityGroups ?? []
  const all = {
    class: asked?.class ?? like?.class ?? writer?.class,
    subnetGroup: asked?.subnet_group ?? like?.subnetGroup,
    parameterGroup: asked?.parameter_group ?? like?.parameterGroup,
    key: asked?.key ?? like?.key,
    isMultiAz: asked?.multi_az ?? like?.isMultiAz,
    isProtected: like?.isProtected ?? writer?.isProtected,
    ...(groups.length > 0 ? { securityGroups: groups } : {}),
  }
  return Object.fromEntries(Object.entries(all).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))
}

/** As the API takes it. */
export interface Shape {
  readonly DBInstanceClass?: string
  readonly DBSubnetGroupName?: string
  readonly DBParameterGroupName?: string
  readonly VpcSecurityGroupIds?: string[]
  readonly MultiAZ?: boolean
  readonly DeletionProtection?: boolean
  readonly KmsKeyId?: string
}

/** An action's shape as the API takes it; restoring takes its key from the backup. */
export function shapeIn(data: Json | undefined, withKey = true): Shape {
  const shape = (typeof data === 'object' && data !== null ? data : {}) as { readonly [key: string]: Json }
  const text = (key: string): string | undefined => (typeof shape[key] === 'string' ? shape[key] : undefined)
  const [instanceClass, subnets, parameters, key] = ['class', 'subnetGroup', 'parameterGroup', 'key'].map(text)
  const { isMultiAz, isProtected, securityGroups } = shape
  return {
    ...(instanceClass === undefined ? {} : { DBInstanceClass: instanceClass }),
    ...(subnets === undefined ? {} : { DBSubnetGroupName: subnets }),
    ...(parameters === undefined ? {} : { DBParameterGroupName: parameters }),
    ...(Array.isArray(securityGroups) ? { VpcSecurityGroupIds: securityGroups.map(String) } : {}),
    ...(typeof isMultiAz === 'boolean' ? { MultiAZ: isMultiAz } : {}),
    ...(typeof isProtected === 'boolean' ? { DeletionProtection: isProtected } : {}),
    ...(withKey && key !== undefined ? { KmsKeyId: key } : {}),
  }
}
