/** What is to be known of a routing-control cluster: AWS keeps at least three of its five endpoints answering. */
import type { Fact } from '../../../model/resource.js'
import { answersFact } from '../driver-context.js'
import { routingControlData } from '../places.js'
import type { ClusterSeen } from './routing-control.js'

/** Name of the fact that enough endpoints of the cluster answer. */
export const ENDPOINTS = 'endpoints of the routing controls'
const ENDPOINTS_MIN = 3

/**
 * That three endpoints answer is a sign of a sound cluster and a sound network; that one does is enough to act, since
 * each of them speaks for the whole cluster.
 */
export function controlFacts({ endpoints }: ClusterSeen): { readonly [fact: string]: Fact } {
  const away = endpoints.flatMap(({ found, region }) => (found.is === 'none' ? [`${region}: ${found.because}`] : []))
  const here = endpoints.length - away.length
  const because = [`${here} of ${endpoints.length} endpoints answer`, ...away].join('; ')
  const isSilent = endpoints.some(({ found }) => found.is === 'none' && found.impaired.length > 0)
  const none: Fact['is'] = isSilent ? 'unmet' : 'unknown'
  return {
    [ENDPOINTS]: { is: here >= ENDPOINTS_MIN ? 'met' : none, because },
    [answersFact(routingControlData)]: { is: here > 0 ? 'met' : none, because },
  }
}
