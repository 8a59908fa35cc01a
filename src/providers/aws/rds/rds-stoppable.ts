/**
 * Which writers can be stopped: none that has a read replica, and no replica
 * (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_StopInstance.html#USER_StopInstance.Limitations). Pure.
 */
import type { Fact } from '../../../model/resource.js'
import type { Stoppable } from '../fences/fence-kind.js'
import { type Instance, idOfArn } from './rds-instance.js'
import type { Sight } from './rds-sight.js'

/** By region, of those that said what stands there. */
export const stoppableIn = (sights: readonly Sight[]): { readonly [region: string]: Stoppable } =>
  Object.fromEntries(
    sights.flatMap(({ line, region }) => {
      const current = line.is === 'answer' ? line.answer.current : undefined
      return current ? [[region, { instance: current.id, fact: mayStop(current) }] as const] : []
    }),
  )

/** Whether AWS stops it. */
export function mayStop({ engine, id, isMultiAz, replicas, source, status }: Instance): Fact {
  const no = (because: string): Fact => ({ is: 'unmet', because })
  if (replicas.length > 0) {
    return no(`${id} has a read replica (${replicas.map(idOfArn).join(', ')}), and AWS stops no instance that has one`)
  }
  if (source !== undefined) return no(`${id} is a read replica, which AWS does not stop`)
  if (engine.startsWith('sqlserver') && isMultiAz) return no(`${id} is Multi-AZ SQL Server, which AWS does not stop`)
  if (!['available', 'stopped', 'stopping'].includes(status)) return no(`${id} is ${status}`)
  return { is: 'met', because: `${id} is ${status} and has no read replica` }
}
