/**
 * What was taken from a group when it left a zone, and what was suspended when it was frozen, marked on the group itself, so
 * that whoever brings the zone back or thaws it, from whatever machine, knows what to put back, and whose doing it was. One
 * tag a zone, and one for a freeze:
 *
 *   failover:left:use1-az1 = subnet-1 subnet-2 +rebalance      (+rebalance: AZRebalance was suspended by us, too)
 *   failover:frozen = AlarmNotification Terminate              (these were suspended by us, others by someone else)
 */
import type { TagDescription } from '@aws-sdk/client-auto-scaling'
import { z } from 'zod'

const PREFIX = 'failover:left:'
const REBALANCE = '+rebalance'

export const leftZone = z.object({ subnets: z.array(z.string()), rebalance: z.boolean() })
/** What one zone was left with: its subnets, and whether rebalancing was suspended for it. */
export type LeftZone = Readonly<z.output<typeof leftZone>>
export type LeftZones = { readonly [zone: string]: LeftZone }

export const markKey = (zone: string): string => `${PREFIX}${zone}`

/** The value of a zone's tag. */
export const markOf = ({ rebalance, subnets }: LeftZone): string =>
  [...subnets, ...(rebalance ? [REBALANCE] : [])].join(' ')

export const FROZEN_KEY = 'failover:frozen'

/** The processes that a freeze suspended, from a group's tags; undefined where none did. */
export const frozenBy = (tags: readonly TagDescription[]): readonly string[] | undefined =>
  tags
    .find(({ Key }) => Key === FROZEN_KEY)
    ?.Value?.split(' ')
    .filter((part) => part !== '')

/** The zones a group was made to leave, from its tags. */
export function leftIn(tags: readonly TagDescription[]): LeftZones {
  const marks = tags.flatMap(({ Key = '', Value = '' }): readonly (readonly [string, LeftZone])[] => {
    if (!Key.startsWith(PREFIX)) return []
    const parts = Value.split(' ').filter((part) => part !== '')
    const subnets = parts.filter((part) => part !== REBALANCE)
    return [[Key.slice(PREFIX.length), { subnets, rebalance: parts.includes(REBALANCE) }]]
  })
  return Object.fromEntries(marks)
}
